"""Messages: whatever a name, a school or an officer's words hold, it stays a value."""

import base64
import email
import email.message
import email.policy
import os
import quopri
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from distribution import checks, mime
from distribution.outcomes import Outcome, Outgoing
from distribution.relays import SmtpRelay
from tests.cast import NOW

NASTY = [
    'O\'Brien, "Bill" <b@x.example>',
    "Zoë Łukasz 🏫",
    "שלום مرحبا",
    "a\r\nBcc: everyone@example.org\r\n\r\nbody",
    ".",
    "line\n.\n..two\r\n.\r\nQUIT",
    "x" * 3000,
    "⟦link⟧ ⟦name⟧",
    "nul\x00 esc\x1b",
    "<script>alert(1)</script> & co",
    "ends with space ",
    "=3D =\n",
    "\ud800 alone",
    "",
    "\u2028\u2029",
    "\n\n",
    "--=_boundary--",
    "tab\tand\x85nel",
]
any_text = st.one_of(st.sampled_from(NASTY), st.text(max_size=200), st.text(alphabet=".\r\n= ⟦name⟧<", max_size=60))
HEADERS = [
    "From",
    "Subject",
    "Date",
    "List-Id",
    "Auto-Submitted",
    "MIME-Version",
    "To",
    "Message-ID",
    "X-Common-Ground-Delivery",
    "Content-Type",
]


def made(
    subject="For you",
    sender_name="Partnership",
    text="Dear ⟦name⟧,\n\n⟦words⟧\nEnd.\n",
    html="<p>⟦name⟧</p>⟦words⟧!",
    values=None,
    **more,
):
    skeleton = mime.build(
        sender=Address(sender_name, "briefings", "learn.council.example"),
        subject=subject,
        text=text,
        html=html,
        reply_to="",
        list_id="<briefing.learn.council.example>",
        at=NOW,
    )
    envelope = {"to": "noor@people.example", "message_id": "<delivery.7.abc@learn.council.example>", "delivery": "7"}
    return skeleton.fill({**(values or {}), **more, **envelope})


def read(raw: bytes):
    return email.message_from_bytes(raw, policy=email.policy.default)


def body(parsed, kind: str) -> str:
    return parsed.get_body((kind,)).get_content().replace("\r\n", "\n")


def clean(value: str) -> str:
    """What of a value may be in a message: line ends are one kind, control characters are left out."""
    return mime.CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def assert_fit_for_smtp(raw: bytes):
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert raw.isascii()
    assert raw.endswith(b"\r\n")


@given(name=any_text, words=any_text)
@example(name=NASTY[3], words=NASTY[5])
@settings(max_examples=150, deadline=None)
def test_any_value_comes_out_as_it_went_in(name, words):
    raw = made(name=name, words=words)
    assert_fit_for_smtp(raw)
    parsed = read(raw)
    assert parsed.keys() == HEADERS
    assert body(parsed, "plain") == f"Dear {clean(name)},\n\n{clean(words)}\nEnd.\n"
    assert body(parsed, "html") == f"<p>{clean(escape(name))}</p>{clean(escape(words))}!"


@given(words=any_text)
@settings(max_examples=80, deadline=None)
def test_what_the_officer_wrote_comes_out_as_it_went_in(words):
    words = words.replace("⟦", "[")  # in a body these are merge fields
    raw = made(text=f"{words}\nEnd.", html="")
    assert_fit_for_smtp(raw)
    assert body(read(raw), "plain") == clean(f"{words}\nEnd.")


@given(subject=any_text)
@settings(max_examples=80, deadline=None)
def test_no_subject_makes_a_header_of_its_own(subject):
    raw = made(subject=subject)
    assert_fit_for_smtp(raw)
    assert read(raw).keys() == HEADERS


@pytest.mark.parametrize(
    "subject", ["12 minutes for safer places", "Zoë’s school: מה & 🏫", 'She said "no", twice', "é" * 100]
)
def test_the_subject_reads_as_it_was_written(subject):
    assert read(made(subject=subject))["Subject"] == subject


def by_rfc_2047(raw: bytes, name: bytes) -> str:
    """A header as a reader without Python's leniency takes it: blanks between encoded words are not part of it."""
    header = re.search(rb"^" + name + rb": ((?:.*\r\n)(?:[ \t].*\r\n)*)", raw, re.M)[1]
    unfolded = re.sub(rb"\r\n[ \t]", b" ", header).decode("ascii").strip()
    words = re.sub(r"(\?=)\s+(=\?)", r"\1\2", unfolded)

    def decoded(word):
        kind, content = word[1].lower(), word[2].encode()
        return (base64.b64decode(content) if kind == "b" else quopri.decodestring(content, header=True)).decode()

    return re.sub(r"=\?utf-8\?([bq])\?([^?]*)\?=", decoded, words, flags=re.I)


SUBJECTS = st.lists(
    st.sampled_from(
        "Reminder: Working together – young people’s places “It’s everyone’s business” Ŵyn & £ é gates councillors' 15 "
        "January =?utf-8?q?x?= 🏫 a-very-long-word-without-any-blank-in-it".split()
    ),
    min_size=1,
    max_size=24,
).map(" ".join)


@given(subject=SUBJECTS)
@example(subject="x" * 70)
@example(subject="The session has changed: “It’s everyone’s business” – safeguarding in shops, parks and stations")
@settings(max_examples=200, deadline=None)
def test_every_blank_of_a_subject_arrives(subject):
    raw = made(subject=subject)
    assert by_rfc_2047(raw, b"Subject") == subject
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(len(line) <= 76 for line in head if b"=?utf-8?" in line)
    assert all(line.strip() for line in head)


def by_compat32(raw: bytes, name: str) -> str:
    """As the oldest of Python's readers has it, which many programs still use."""
    return str(make_header(decode_header(email.message_from_bytes(raw)[name])))


WORDS_OF_A_NAME = st.lists(
    st.sampled_from(
        "=?utf-8?q?x=0d=0aReply-To:_evil@evil.example?= =?UTF-8?B?DQpCY2M6IGFAYi5jDQoNCg==?= =?us-ascii?Q?=0A?= =? ?= "
        "=?x Zoë O’Brien – “quoted” \\ ( ) < > @ , ; : . é🏫 王小明 Ḥasan a=20b _ long-word-without-a-blank".split()
    ),
    min_size=1,
    max_size=20,
).map(" ".join)


@given(words=WORDS_OF_A_NAME)
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("where", ["subject", "sender_name", "own"])
def test_every_reader_reads_exactly_what_was_typed(where, words):
    raw = made(**({"values": {"subject": words}} if where == "own" else {where: words}))
    assert_fit_for_smtp(raw)
    assert all(line.strip() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")), "an empty first line"
    assert read(raw).keys() == email.message_from_bytes(raw).keys() == HEADERS
    if where == "sender_name":
        assert by_compat32(raw, "From").endswith(" <briefings@learn.council.example>")
        assert read(raw)["From"].addresses[0].addr_spec == "briefings@learn.council.example"
        sender = by_rfc_2047(raw, b"From")
        assert words in sender or words in re.sub(r"\\(.)", r"\1", sender), "encoded, or in quotation marks"
    else:
        assert by_compat32(raw, "Subject") == by_rfc_2047(raw, b"Subject") == words
        assert " ".join(str(read(raw)["Subject"]).split()) == words or "=?" in words  # it decodes twice before 3.11.10


def test_a_value_that_is_not_ascii_makes_no_other_header():
    with pytest.raises(UnicodeEncodeError):
        mime.build(
            sender=Address("Partnership", "briefings", "learn.council.example"), subject="For you", text="x", html="",
            reply_to="zoë@learn.council.example", list_id="<x>", at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("safe", [True, False])
def test_the_start_warns_of_a_library_that_headers_get_through(monkeypatch, safe):
    def as_bytes(message):
        if safe:
            raise MessageError("Header value contains newline")
        return b"Subject: x\nProbe: 1\n\n"

    monkeypatch.setattr(email.message.EmailMessage, "as_bytes", as_bytes)
    assert [warning.id for warning in checks.check_mail_library()] == ([] if safe else ["distribution.W001"])


INJECTED = "=?utf-8?q?x=0d=0aReply-To:_evil@evil.example=0d=0a=0d=0abody?="


@pytest.mark.parametrize("where", ["subject", "sender_name", "own"])
def test_an_encoded_word_that_was_typed_makes_no_header(where):
    raw = made(**({"values": {"subject": INJECTED}} if where == "own" else {where: INJECTED}))
    assert read(raw).keys() == HEADERS
    shown = by_rfc_2047(raw, b"From" if where == "sender_name" else b"Subject")
    assert INJECTED in shown


def test_a_recipient_may_have_a_subject_of_their_own():
    assert read(made(values={"subject": "Zoë asks\r\nBcc: x@y.example"}))["Subject"] == "Zoë asks Bcc: x@y.example"
    assert read(made(values={"subject": ""}))["Subject"] == "For you"


@pytest.mark.parametrize("name", ["Halton, Cheshire & Partners", "Ligue française", 'The "A" team'])
def test_the_sender_reads_as_it_was_written(name):
    sender = read(made(sender_name=name))["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (name, "briefings@learn.council.example")


def test_both_parts_have_the_same_recipient_and_the_text_comes_first():
    parsed = read(made(name="Noor"))
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert parsed["To"] == "noor@people.example"
    assert parsed["Auto-Submitted"] == "auto-generated"


def test_a_field_without_a_value_stays_empty():
    assert body(read(made()), "plain") == "Dear ,\n\n\nEnd.\n"


@pytest.mark.parametrize("address", ["SMTP_URL", "TEST_PLAIN_SMTP_URL"])
@pytest.mark.django_db
def test_dots_and_all_else_survive_a_real_smtp_session(sink, address):
    outgoing = [
        Outgoing(number, f"noor{number}@people.example", made(name=value, words=value))
        for number, value in enumerate(NASTY)
    ]
    relay = SmtpRelay(os.environ[address])
    assert {result.outcome for result in relay.send(outgoing)} == {Outcome.SENT}
    relay.close()
    assert [message["raw"] for message in sink.messages()] == [o.message for o in outgoing]
