"""What is held about a person: name, address, objection. Whoever puts it right is named in the audit log."""

from datetime import datetime

from django.db import transaction

from people.addresses import normal_address
from people.audit.actions import (
    ADDRESS_CHANGED,
    ADDRESS_REMOVED,
    ADDRESS_SHARED,
    NAME_CORRECTED,
    OBJECTED,
    OBJECTION_WITHDRAWN,
)
from people.enums import AddressRemoved
from people.models import Address, Person
from people.names import folded
from people.operations.audit import record_audit
from people.operations.snapshots import snapshot_people


class AddressOfStaff(ValueError):
    """The address of somebody who may enter the admin opens it: they change it, or an administrator does."""


class AddressTaken(ValueError):
    """The address signs in somebody else, `holder`. It can be shared for post, when both are named."""

    def __init__(self, holder: Person) -> None:
        super().__init__(f"This address belongs to {holder.full_name}.")
        self.holder = holder


@transaction.atomic
def correct_name(
    *, person: Person, title: str, given_name: str, family_name: str, by: Person | None, now: datetime
) -> None:
    """A person's word on a name: it stands against any older extract."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if (person.title, person.given_name, person.family_name) == (title, given_name, family_name):
        return
    for appointment in person.appointments.standing().filter(source="register", gid__isnull=False):
        said = appointment.registered or {}
        if "name" not in said:
            appointment.registered = {**said, "name": person.full_name}
            appointment.save(update_fields=["registered"])
    person.title, person.given_name, person.family_name = title, given_name, family_name
    person.named_at = now
    person.save(update_fields=["title", "given_name", "family_name", "named_at"])
    record_audit(action=NAME_CORRECTED, about=person, by=by, now=now)


@transaction.atomic
def give_address(
    *, person: Person, address: str, by: Person | None, now: datetime, proved_at: datetime | None = None
) -> None:
    """Set the address that signs a person in and takes their post. Codes go there from now on.

    Sessions that the old address opened end. Raises AddressTaken if it signs in somebody else, AddressOfStaff.
    """
    address = normal_address(address)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if address == person.email:
        return
    _may_change_address(person, by)
    holder = Person.objects.filter(email=address).exclude(pk=person.pk).first()
    if holder and holder.canonical_id != person.pk:
        raise AddressTaken(holder)
    snapshot_people([person.pk, *([holder.pk] if holder else [])], now=now)
    if holder:  # the address of a record that was joined to this one
        Person.objects.filter(pk=holder.pk).update(email=None, email_verified_at=None)
    _remember(person, now)
    person.email, person.shared_address, person.email_verified_at = address, None, proved_at
    _save_address(person)
    record_audit(action=ADDRESS_CHANGED, about=person, by=by, now=now)


@transaction.atomic
def share_address(*, person: Person, address: str, by: Person | None, now: datetime) -> None:
    """Post for `person` goes to somebody else's address, as a couple may have it. It does not sign this person in."""
    address = normal_address(address)
    person = Person.objects.select_for_update().get(pk=person.pk)
    _may_change_address(person, by)
    snapshot_people([person.pk], now=now)
    _remember(person, now)
    person.email, person.email_verified_at, person.shared_address = None, None, address
    _save_address(person)
    record_audit(action=ADDRESS_SHARED, about=person, by=by, now=now)


@transaction.atomic
def forget_address(*, person: Person, by: Person | None, now: datetime, reason: AddressRemoved) -> None:
    """The address is not this person's (any more). The record stays and has no address until somebody gives one."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.post_address:
        return
    snapshot_people([person.pk], now=now)
    _remember(person, now)
    person.email = person.shared_address = person.email_verified_at = None
    _save_address(person)
    record_audit(action=ADDRESS_REMOVED, about=person, by=by, data={"reason": reason}, now=now)


def _may_change_address(person: Person, by: Person | None) -> None:
    if person.is_staff and by is not None and by.pk != person.pk and not by.is_superuser:
        raise AddressOfStaff("Only an administrator changes the address of somebody who may enter the admin.")


def _save_address(person: Person) -> None:
    person.set_unusable_password()  # a new one each time: Django then ends the sessions that the old address opened
    person.save(update_fields=["email", "shared_address", "email_verified_at", "password"])


def _remember(person: Person, now: datetime) -> None:
    if person.email:
        Address.objects.update_or_create(person=person, address=person.email, defaults={"until": now})


@transaction.atomic
def object_to_messages(*, person: Person, by: Person | None, now: datetime) -> None:
    """UK GDPR Article 21: no message from now on, service messages included. Codes that they ask for still come."""
    locked = Person.objects.select_for_update().filter(pk=person.pk, objected_at=None)
    if locked.exists():
        snapshot_people([person.pk], now=now)
        locked.update(objected_at=now)
        record_audit(action=OBJECTED, about=person, by=by, now=now)


@transaction.atomic
def withdraw_objection(*, person: Person, by: Person | None, now: datetime) -> None:
    locked = Person.objects.select_for_update().filter(pk=person.pk).exclude(objected_at=None)
    if locked.exists():
        snapshot_people([person.pk], now=now)
        locked.update(objected_at=None)
        record_audit(action=OBJECTION_WITHDRAWN, about=person, by=by, now=now)


def same_name(one: str, other: str) -> bool:
    """Whether two names are spelt the same but for accents, capitals and marks."""
    return folded(one) == folded(other)
