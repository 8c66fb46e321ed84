"""What is kept of a sign-in."""

from datetime import datetime

from django.db import transaction

from accounts.audit import SIGNED_IN
from people.models import Person
from people.operations import record_audit


@transaction.atomic
def record_sign_in(*, person: Person, way: str, proves_address: bool, now: datetime) -> None:
    """Note a sign-in in one of accounts.audit.WAYS; one through the person's mail proves that the address is theirs."""
    if proves_address and person.email_verified_at is None:
        Person.objects.filter(pk=person.pk, email_verified_at=None).update(email_verified_at=now)
    record_audit(action=SIGNED_IN, about=person, by=person, data={"way": way}, now=now)
