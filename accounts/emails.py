"""Messages of the ways in: codes, an address that changes, how to sign in as staff."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distribution.emails import Message, Recipient, has_proved, render
from distribution.enums import MailClass
from distribution.mail_types import MailType
from people.models import Person

CODE_LIVES = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)

SIGN_IN_CODE = MailType(
    kind="sign_in_code",
    label=gettext_lazy("Sign-in code"),
    mail_class=MailClass.SIGN_IN,
    templates=("code", "address_code"),
    urgent=True,
)
DETAILS = MailType(
    kind="details",
    label=gettext_lazy("About a person's details"),
    templates=("address_known", "address_changed"),
    urgent=True,
)
# Like a code, it reaches those who object to messages too.
STAFF_ACCOUNT = MailType(
    kind="staff_account",
    label=gettext_lazy("New staff account"),
    mail_class=MailClass.SIGN_IN,
    templates=("staff_account",),
)
MAIL_TYPES = (SIGN_IN_CODE, DETAILS, STAFF_ACCOUNT)


def sign_in_code(*, person: Person, address: str, code: str, now: datetime) -> Message:
    """`address` is one of theirs, or one that they share, or that of a record merged into theirs.

    Somebody who never came to us is called by the address: a stranger may have typed their name.
    """
    own = {"code": code} if has_proved(person) else {"code": code, "name": address}
    return _code(_("Your code for Common Ground"), "code", Recipient(person, own, address), now)


def address_code(*, person: Person, address: str, code: str, now: datetime) -> Message:
    """The code that proves a new address, sent there. It names nobody: the address may be a stranger's."""
    return _code(_("Your code to use this address"), "address_code", Recipient(person, {"code": code}, address), now)


def _code(subject: str, template: str, to: Recipient, now: datetime) -> Message:
    """It is worthless once its time is over, so it is not sent later."""
    text, html = render(template, minutes=CODE_LIVES // timedelta(minutes=1))
    return Message(
        type=SIGN_IN_CODE, subject=subject, text=text, html=html, recipients=[to], not_after=now + CODE_LIVES
    )


def address_known(*, holder: Person, address: str) -> Message:
    """To whoever has an address already that somebody else asks to use."""
    return _about_details(_("Somebody typed your address"), "address_known", Recipient(holder, address=address))


def address_changed(*, person: Person, before: str) -> Message:
    """To the address that was theirs before."""
    return _about_details(_("Your address has changed"), "address_changed", Recipient(person, address=before))


def _about_details(subject: str, template: str, to: Recipient) -> Message:
    text, html = render(template)
    return Message(type=DETAILS, subject=subject, text=text, html=html, recipients=[to], link_path="/my/details/")


def staff_account(*, person: Person, by: Person) -> Message:
    """How to sign in, to somebody who may now enter the admin."""
    text, html = render("staff_account", address=f"{settings.PUBLIC_URL}/admin/")
    return Message(
        type=STAFF_ACCOUNT,
        subject=_("You can now enter the Common Ground admin"),
        text=text,
        html=html,
        recipients=[Recipient(person)],
        created_by=by,
    )
