"""Another address for somebody who is signed in: a code proves it before anything changes."""

from datetime import datetime

from django.db import transaction

from accounts import emails
from distribution.models import Mailing
from distribution.operations import queue_mailing
from people.models import Person
from people.operations import give_address


@transaction.atomic
def ask_for_proof(*, person: Person, address: str, code: str, now: datetime) -> Mailing:
    """One message to the address: the code, or, if it is somebody else's, a notice to them.

    Whoever asks sees the same either way, so that nobody learns here who is known.
    """
    holder = Person.objects.filter(email=address).exclude(pk=person.pk).select_related("canonical").first()
    if holder is not None and holder.canonical_id != person.pk:
        return queue_mailing(message=emails.address_known(holder=holder, address=address), now=now)
    return queue_mailing(message=emails.address_code(person=person, address=address, code=code, now=now), now=now)


@transaction.atomic
def change_address(*, person: Person, address: str, now: datetime) -> None:
    """The address is proved: it signs the person in from now on, and the one before is told so.

    Raises AddressTaken if it has become somebody else's meanwhile.
    """
    before = person.email
    give_address(person=person, address=address, by=person, proved_at=now, now=now)
    if before:
        queue_mailing(message=emails.address_changed(person=person, before=before), now=now)
