"""Another address for somebody who is signed in: a code proves it before anything changes."""

from datetime import datetime

from django.db import transaction

from distribution.enums import MailKind
from distribution.models import Mailing
from distribution.operations.mailings import Recipient, queue_code, queue_mailing
from people.models import Person
from people.operations import give_address


@transaction.atomic
def ask_for_proof(*, person: Person, address: str, code: str, words: dict[str, tuple], now: datetime) -> Mailing:
    """One message to the address: the code, or, if it is somebody else's, a notice to them.

    Whoever asks sees the same either way, so that nobody learns here who is known. `words` holds subject, text and
    HTML of "code" and "known".
    """
    holder = Person.objects.filter(email=address).exclude(pk=person.pk).first()
    if holder is not None and holder.canonical_id != person.pk:
        subject, text, html = words["known"]
        return queue_mailing(
            kind=MailKind.DETAILS, subject=subject, text=text, html=html, link_path="/my/details/", now=now,
            recipients=[Recipient(holder, address=address)],
        )  # fmt: skip
    subject, text, html = words["code"]
    return queue_code(person=person, address=address, code=code, subject=subject, text=text, html=html, now=now)


@transaction.atomic
def change_address(*, person: Person, address: str, words: tuple, now: datetime) -> None:
    """The address is proved: it signs the person in from now on, and the one before is told so.

    Raises AddressTaken if it has become somebody else's meanwhile.
    """
    before = person.email
    give_address(person=person, address=address, by=person, proved_at=now, now=now)
    if before:
        subject, text, html = words
        queue_mailing(
            kind=MailKind.DETAILS, subject=subject, text=text, html=html, link_path="/my/details/", now=now,
            recipients=[Recipient(person, address=before)],
        )  # fmt: skip
