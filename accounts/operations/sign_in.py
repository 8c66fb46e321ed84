"""What is kept of a sign-in, and of one that failed."""

import logging
from datetime import datetime

from django.db import transaction

from accounts.audit import SIGNED_IN, WRONG_CODE
from people.models import Person
from people.operations import record_audit

log = logging.getLogger(__name__)


@transaction.atomic
def record_sign_in(*, person: Person, way: str, proves_address: bool, now: datetime) -> None:
    """Note a sign-in in one of accounts.audit.WAYS; one through the person's mail proves that the address is theirs."""
    if proves_address and person.email_verified_at is None:
        Person.objects.filter(pk=person.pk, email_verified_at=None).update(email_verified_at=now)
    record_audit(action=SIGNED_IN, about=person, by=person, data={"way": way}, now=now)


def record_wrong_code(*, person: Person | None, left: int, now: datetime) -> None:
    """A wrong code was typed: a line in the log, and in the audit trail of whom it would have signed in."""
    if person is None:
        log.warning("A code was typed for an address that nobody here has. Tries left: %s.", left)
        return
    log.warning("A wrong code was typed for person %s. Tries left: %s.", person.pk, left)
    record_audit(action=WRONG_CODE, about=person, by=None, data={"left": left}, now=now)
