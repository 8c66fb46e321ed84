"""Erasure at a person's wish (UK GDPR Article 17): the record is emptied, counts and the evidence chain stay whole.

What is left is a row without a name that holds seats and duties, so that no figure changes: not today's totals, not
those of a past date, not those of a published report. What tied the evidence to the person is deleted.
"""

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import ModelLogEntry

from accounts.models import LinkBinding
from assurance.audit import PERSON_ERASED
from assurance.models import Erasure
from distribution.models import Delivery, DeliveryEvent, MailboxMessage, Suppression
from imports.enums import ImportKind
from imports.models import ImportEntry
from learning.models import Attempt, Certificate, Declaration, Enrolment, Pseudonym, StepRecord, Watching
from people.models import Address, Appointment, Merge, Person, PersonSnapshot, Question
from people.operations import empty_audit_entries, record_audit, snapshot_people
from workshops.models import Booking, Needs

ERASED = "erased"


class CannotErase(ValueError):
    """This record is not emptied; the message says why and what to do."""


@transaction.atomic
def erase_person(*, person: Person, by: Person | None, now: datetime) -> list[int]:
    """Empty the record that stands for a person and all that were joined to it. Returns their keys.

    Raises CannotErase for whoever may enter the admin: take those rights away first.
    """
    person = Person.objects.get(pk=person.pk)  # whoever handed it over may not know yet that it was joined
    records = list(Person.objects.select_for_update().with_aliases(person).order_by("pk"))
    if any(record.is_staff or record.is_superuser for record in records):
        raise CannotErase("This person may enter the admin. Take these rights away first.")
    if Erasure.objects.filter(person__in=records).count() == len(records):
        raise CannotErase("This record is empty already.")
    keys = [record.pk for record in records]
    addresses = _addresses_of(records)
    _empty_learning(keys)
    _empty_workshops(keys)
    _empty_post(keys, addresses)
    _empty_imports(keys, addresses)
    _empty_people(records, addresses, now)
    _empty_frameworks(keys)
    for pk in keys:
        Erasure.objects.get_or_create(person_id=pk, defaults={"at": now, "by": by})
    record_audit(action=PERSON_ERASED, about=records[0], by=by, now=now)
    return keys


def _addresses_of(records: list[Person]) -> set[str]:
    keys = [record.pk for record in records]
    found = {a for record in records for a in (record.email, record.shared_address) if a}
    found |= set(Address.objects.filter(person__in=keys).values_list("address", flat=True))
    found |= set(PersonSnapshot.objects.filter(person__in=keys).exclude(address="").values_list("address", flat=True))
    return found


def _empty_learning(keys: list[int]) -> None:
    """Who did what, step by step, goes; that a duty was done stays, without the number that leads to the evidence."""
    own = Enrolment.objects.filter(person__in=keys)
    for model in (Attempt, Declaration, StepRecord, Watching):
        model.objects.filter(enrolment__in=own).delete()
    Pseudonym.objects.filter(person__in=keys).delete()
    Certificate.objects.filter(person__in=keys).update(name=ERASED, person=None)


def _empty_workshops(keys: list[int]) -> None:
    """A place that was taken stays counted; the name, and what they needed, go."""
    own = Booking.objects.filter(person__in=keys)
    Needs.objects.filter(booking__in=own).delete()
    own.update(name=ERASED)


def _empty_post(keys: list[int], addresses: set[str]) -> None:
    own = Delivery.objects.filter(person__in=keys)
    DeliveryEvent.objects.filter(delivery__in=own).update(detail="")
    LinkBinding.objects.filter(delivery__in=own).delete()
    own.update(address="erased@erased.invalid", values={})
    MailboxMessage.objects.filter(address__in=addresses).delete()


def _empty_imports(keys: list[int], addresses: set[str]) -> None:
    """Lines of imports hold names and addresses, so that a run can be undone; theirs cannot be any more."""
    rows = list(Appointment.objects.filter(person__in=keys).values_list("pk", "gid"))
    gids = {gid for _pk, gid in rows if gid}
    about = Q(key__in=gids | addresses) | Q(run__kind=ImportKind.CONTACTS, object_id__in=[pk for pk, _gid in rows])
    for name in ("person", "keep", "joined"):
        about |= Q(run__kind=ImportKind.CONTACTS, **{f"after__{name}__in": keys})
    ImportEntry.objects.filter(about).update(subject=ERASED, after={}, before={}, reason="", key="")
    Question.objects.filter(appointment__person__in=keys).delete()


def _empty_people(records: list[Person], addresses: set[str], now: datetime) -> None:
    keys = [record.pk for record in records]
    snapshot_people(keys, now=now)  # a past date still finds that there was an address, under a name that says nothing
    for address in addresses:
        stand_in = f"{uuid.uuid4().hex}@erased.invalid"
        theirs = PersonSnapshot.objects.filter(person__in=keys, address=address)
        if not theirs.exists():
            continue
        Suppression.objects.bulk_create(
            Suppression(
                address=stand_in, mail_class=row.mail_class, reason=ERASED, created_at=row.created_at,
                lifted_at=row.lifted_at,
            )
            for row in Suppression.objects.filter(address=address)
        )  # fmt: skip
        theirs.update(address=stand_in)
    Address.objects.filter(person__in=keys).delete()
    Merge.objects.filter(Q(keep__in=keys) | Q(alias__in=keys)).update(moved_address="", replaced_address="")
    Appointment.objects.filter(person__in=keys).update(registered=None)
    for record in records:
        Person.objects.filter(pk=record.pk).update(
            title="", given_name="", family_name="", match_name="", email=None, shared_address=None,
            email_verified_at=None, told_source_at=None, named_at=None, last_login=None, is_active=False,
            password=make_password(None),
        )  # fmt: skip


def _empty_frameworks(keys: list[int]) -> None:
    Authenticator.objects.filter(user__in=keys).delete()
    EmailAddress.objects.filter(user__in=keys).delete()
    appointments = list(Appointment.objects.filter(person__in=keys).values_list("pk", flat=True))
    for model, pks in ((Person, keys), (Appointment, appointments)):
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in pks]
        ).update(label=ERASED, data={})
        empty_audit_entries(model=model, pks=pks)
