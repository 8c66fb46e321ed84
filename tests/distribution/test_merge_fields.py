"""Merge fields: ours are filled in, once; what somebody typed is shown as it was typed."""

import email
import email.policy
from email.headerregistry import Address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from distribution import mime
from distribution.emails import Message, Recipient
from distribution.merge_fields import FIELD, as_stored, field, filled
from learning.emails import BRIEFING
from people.models import Person
from tests.cast import NOW

VALUES = {"name": "Noor ⟦link⟧", "link": "https://council.example/l/7-abc/", "code": "123456", "to": "n@x.example"}
TYPED = st.one_of(
    st.sampled_from(["⟦link⟧", "⟦code⟧", "⟦⟦link⟧⟧", "⟦", "⟦li", "nk⟧", "⟦bracket⟧", "⟦bracket⟧link⟧", "⟦name:0⟧"]),
    st.text(alphabet="⟦⟧linkcode_:\n<", max_size=20),
)


def received(text: str, html: str = "", **values) -> email.message.Message:
    skeleton = mime.build(
        sender=Address("Partnership", "briefings", "council.example"),
        subject="For you",
        text=as_stored(text),
        html=as_stored(html),
        reply_to="",
        list_id="<briefing.council.example>",
        at=NOW,
    )
    envelope = {"message_id": "<7@council.example>", "delivery": "7"}
    return email.message_from_bytes(skeleton.fill({**VALUES, **values, **envelope}), policy=email.policy.default)


@given(before=TYPED, after=TYPED)
@example(before="⟦", after="link⟧")
@settings(max_examples=200, deadline=None)
def test_what_was_typed_around_a_field_is_shown_as_typed(before, after):
    text = f"{before}{field('name')}{after}."
    shown = received(text).get_body(("plain",)).get_content().rstrip("\r\n").replace("\r\n", "\n")
    assert shown == f"{before}{VALUES['name']}{after}."
    assert filled(text, VALUES.__getitem__) == shown


def test_a_value_is_not_looked_at_for_fields_again():
    parsed = received(f"Dear {field('name')}", name="⟦code⟧ ⟦link⟧\r\nBcc: all@people.example")
    assert parsed.get_body(("plain",)).get_content().split() == "Dear ⟦code⟧ ⟦link⟧ Bcc: all@people.example".split()
    assert parsed["Bcc"] is None


def test_a_field_is_known_by_its_name_once_it_is_stored():
    assert FIELD.findall(as_stored(f"{field('name')} and {field('link')}, not ⟦code⟧")) == ["name", "link", "bracket"]


@pytest.mark.parametrize("name", ["⟦link⟧", "<b>Bold</b>", "A & B"])
def test_a_preview_shows_what_is_received(name):
    who = Person(given_name=name, family_name="Quibble")
    text, html = f"Dear {field('name')}: ⟦link⟧", f"<p>Dear {field('name')}</p>"
    message = Message(type=BRIEFING, subject="For you", text=text, html=html)
    shown = message.read_by(Recipient(who))
    parsed = received(text, html, name=str(who))
    assert shown.text == parsed.get_body(("plain",)).get_content().strip()
    assert shown.html == parsed.get_body(("html",)).get_content().strip()
