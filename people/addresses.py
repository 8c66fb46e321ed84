"""E-mail addresses: one spelling, and which of them belong to a post rather than a person."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

# A role mailbox hands one holder's record to the next, so it is flagged wherever it is shown.
ROLE_MAILBOXES = frozenset(
    "admin clerk enquiries governance governors head headteacher info mail office principal reception school "
    "secretary".split()
)
LONGEST = 254  # RFC 5321 section 4.5.3.1, less the angle brackets


def normal_address(value: str | None) -> str:
    """The one stored spelling: trimmed, lower-case; an international domain in its ASCII form (RFC 5891), without
    the dot of the root at its end."""
    value = (value or "").strip().lower()
    local, at, domain = value.rpartition("@")
    if at and not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return value  # the validator says what is wrong with it
    if at and domain[-2:-1].isalnum():
        domain = domain.removesuffix(".")
    return f"{local}@{domain}" if at else value


def validate_address(value: str) -> None:
    """Refuse what a mail server would refuse. Our relay speaks plain SMTP, so the part before @ is ASCII."""
    if not value.isascii():
        raise ValidationError(_("Use plain letters without accents in the e-mail address."), code="not_ascii")
    if not value.isprintable():  # a control character, which quotation marks would let through
        raise ValidationError(_("Enter an e-mail address like name@example.org."), code="invalid")
    if len(value) > LONGEST:
        raise ValidationError(_("This e-mail address is too long."), code="too_long")
    message = _("Enter an e-mail address like name@example.org.")
    EmailValidator(message, allowlist=[])(value)
    domain = value.rpartition("@")[2]
    if "." not in domain or domain.startswith("["):  # localhost, or a machine by its number
        raise ValidationError(message, code="invalid")


def is_role_mailbox(address: str | None) -> bool:
    return (address or "").partition("@")[0] in ROLE_MAILBOXES


def masked(address: str | None) -> str:
    """`rowan@school.example` as `r****@school.example`: enough to recognise one's own, no more."""
    local, _at, domain = (address or "").partition("@")
    return f"{local[:1]}****@{domain}" if domain else ""
