"""Erasure at a person's wish (UK GDPR Article 17): the record is emptied, counts and the evidence chain stay whole.

What is left is a row without a name that holds seats and duties, so that no figure changes: not today's totals, not
those of a past date, not those of a published report. What tied the evidence to the person is deleted. Each app
empties its own rows (its privacy.py); here is who may be erased, and that it was done.
"""

from datetime import datetime

from django.db import transaction

from assurance.audit import PERSON_ERASED
from assurance.models import Erasure
from learning.models import Pseudonym
from learning.operations import seal_erasure
from people.models import Person
from people.operations import record_audit
from people.personal_record import personal_record_of
from people.privacy import BusyWithThem, erase_records


class CannotErase(ValueError):
    """This record is not emptied; the message says why and what to do."""


@transaction.atomic
def erase_person(*, person: Person, by: Person | None, now: datetime) -> list[int]:
    """Empty the record that stands for a person and all that were joined to it. Returns their keys.

    Raises CannotErase for whoever may enter the admin: take those rights away first. And while an import is at work
    on them.
    """
    person = Person.objects.get(pk=person.pk)  # whoever handed it over may not know yet that it was joined
    records = list(Person.objects.select_for_update().with_aliases(person).order_by("pk"))
    if any(record.is_staff for record in records):
        raise CannotErase("This person may enter the admin. Take these rights away first.")
    if Erasure.objects.filter(person__in=records).count() == len(records):
        raise CannotErase("This record is empty already.")
    subjects = list(Pseudonym.objects.filter(person__in=records).values_list("subject", flat=True))
    try:
        erase_records(personal_record_of(person), now=now)
    except BusyWithThem as busy:
        raise CannotErase(str(busy)) from busy
    keys = [record.pk for record in records]
    for pk in keys:
        Erasure.objects.get_or_create(person_id=pk, defaults={"at": now, "by": by})
    record_audit(action=PERSON_ERASED, about=records[0], by=by, now=now)
    seal_erasure(subjects=subjects, now=now)
    return keys
