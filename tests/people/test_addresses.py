"""One spelling of an address, and what we do not take for one."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from people.addresses import is_role_mailbox, masked, normal_address, validate_address


@given(st.one_of(st.text(), st.emails()))
def test_the_normal_spelling_is_stable(text):
    once = normal_address(text)
    assert normal_address(once) == once
    assert once == once.strip()


@given(st.emails())
def test_case_and_spaces_around_do_not_matter(address):
    assert normal_address(f" {address.upper()}\n") == normal_address(address.lower())


@given(st.text(max_size=300))
def test_any_text_is_either_an_address_or_refused_with_a_sentence(text):
    try:
        validate_address(normal_address(text))
    except ValidationError as refused:
        assert refused.messages[0]
    else:
        assert normal_address(text).isascii()
        assert "\n" not in normal_address(text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (None, ""),
        ("", ""),
        ("Gwen@School.Example ", "gwen@school.example"),
        ("gwen@schüle.example", "gwen@xn--schle-mva.example"),
        ("no at sign", "no at sign"),
        ("gwen@school.example.", "gwen@school.example"),
        ("gwen@schüle.example.", "gwen@xn--schle-mva.example"),
        ("gwen@school..", "gwen@school.."),
    ],
)
def test_the_stored_spelling(written, stored):
    assert normal_address(written) == stored


@pytest.mark.parametrize(
    "address",
    ["zoë@school.example", f"{'x' * 250}@a.example", "a@b", "a b@school.example", "@school.example", "a@localhost",
     "a@[127.0.0.1]", "a@[::1]"],
)  # fmt: skip
def test_what_a_mail_server_would_refuse_is_refused(address):
    with pytest.raises(ValidationError):
        validate_address(address)


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("clerk@school.example", True),
        ("office@school.example", True),
        ("clerk.jones@school.example", False),
        ("", False),
        (None, False),
    ],
)
def test_role_mailboxes_are_known(address, role):
    assert is_role_mailbox(address) == role


@pytest.mark.parametrize(
    ("address", "shown"), [("rowan@school.example", "r****@school.example"), ("", ""), (None, ""), ("x", "")]
)
def test_masked(address, shown):
    assert masked(address) == shown


@given(st.emails())
def test_a_masked_address_tells_one_letter_of_the_name(address):
    assert masked(address).startswith(f"{address[0]}****@")


@pytest.mark.parametrize("address", ['"\x07"@iana.org', '"a\x1bb"@iana.org', '"\x7f"@iana.org', '"a\tb"@iana.org'])
def test_a_control_character_within_quotation_marks_is_no_address(address):
    with pytest.raises(ValidationError):
        validate_address(address)
