"""The message to somebody who may now enter the admin."""

from datetime import datetime

from distribution.enums import MailClass, MailKind
from distribution.models import Mailing
from distribution.operations.mailings import Recipient, queue_mailing
from people.models import Person


def tell_new_staff(*, person: Person, words: tuple[str, str, str], by: Person, now: datetime) -> Mailing:
    """Queue how to sign in. `words`: subject, text, HTML. Like a code, it reaches those who object to messages too."""
    subject, text, html = words
    return queue_mailing(
        kind=MailKind.NOTICE, mail_class=MailClass.SIGN_IN, subject=subject, text=text, html=html,
        recipients=[Recipient(person)], created_by=by, now=now,
    )  # fmt: skip
