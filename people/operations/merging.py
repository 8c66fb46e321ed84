"""Two records of one person: an alias that points to the kept record. Nothing is rewritten, so it can be undone."""

from datetime import datetime

from django.db import transaction

from people.audit.actions import PEOPLE_MERGED, PEOPLE_UNMERGED, TOLD_APART
from people.models import DifferentPeople, Merge, Person
from people.operations.audit import record_audit
from people.operations.sessions import end_sessions
from people.operations.snapshots import snapshot_people


class CannotMerge(ValueError):
    """These two records cannot be made one, or are not one; the message says why."""


@transaction.atomic
def merge_people(*, keep: Person, alias: Person, by: Person | None, now: datetime) -> Merge:
    """Treat two records as one person. If only the alias has an address, it moves to the kept record."""
    locked = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=[keep.pk, alias.pk]).order_by("pk")}
    if len(locked) < 2:
        raise CannotMerge("Choose two different records.")
    keep, alias = locked[keep.pk], locked[alias.pk]
    if keep.is_alias or alias.is_alias:
        raise CannotMerge("One of them is joined to somebody already. Choose records that stand for themselves.")
    if alias.is_staff:
        raise CannotMerge("The other record may enter the admin. Keep that one.")
    if keep.is_staff and by is not None and by.pk != keep.pk and not by.is_superuser:
        # Whoever reads the other record's post could then sign in as somebody with rights.
        raise CannotMerge("This record may enter the admin. Only an administrator joins another to it.")
    followers = list(alias.records.aliases().values_list("pk", flat=True))
    snapshot_people([keep.pk, alias.pk, *followers], now=now)
    row = Merge(keep=keep, alias=alias, moved_aliases=followers, by=by, at=now)
    if alias.email and not keep.email:
        row.moved_address, row.replaced_address = alias.email, keep.shared_address or ""
        _hand_over(row.moved_address, giver=alias, taker=keep)
    if alias.objected_at and not keep.objected_at:  # who has said no has said it for both
        row.moved_objection = alias.objected_at
        Person.objects.filter(pk=keep.pk).update(objected_at=alias.objected_at)
    Person.objects.filter(pk__in=[alias.pk, *followers]).update(canonical=keep)
    row.save()
    record_audit(action=PEOPLE_MERGED, about=keep, by=by, data={"alias": alias.pk}, now=now)
    return row


@transaction.atomic
def tell_apart(*, one: Person, other: Person, by: Person | None, now: datetime) -> None:
    """These look alike and are two people. Saying it again changes nothing."""
    if one.pk == other.pk:
        raise CannotMerge("Choose two different records.")
    first, second = sorted((one.pk, other.pk))
    _row, new = DifferentPeople.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by, "at": now})
    if new:
        record_audit(action=TOLD_APART, about=one, by=by, data={"other": other.pk}, now=now)


@transaction.atomic
def unmerge_people(*, alias: Person, by: Person | None, now: datetime) -> None:
    """Undo a join: the record stands for itself again, with all that it brought, and the kept one as it was.

    Whoever is signed in as the kept person signs in again: it may have been through the other record's mailbox.
    """
    row = Merge.objects.select_for_update().filter(alias=alias, unmerged_at=None).first()
    if row is None:
        raise CannotMerge("This record is not joined to another.")
    # The kept record, and whom it was itself joined to since: what came over may have gone on to there.
    above = Person.objects.filter(pk=row.keep_id).aliases().values_list("canonical", flat=True)
    wanted = [pk for pk in (alias.pk, row.keep_id, *above) if pk]
    locked = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    holders = [locked[pk] for pk in wanted[1:]]
    snapshot_people([*wanted, *row.moved_aliases], now=now)
    Person.objects.filter(pk=alias.pk).update(canonical=alias)
    Person.objects.filter(pk__in=row.moved_aliases, canonical__in=holders).update(canonical=alias)
    row.unmerged_at = now
    row.save(update_fields=["unmerged_at"])
    for holder in holders:
        if row.moved_address and holder.email == row.moved_address:
            _give_back_address(row, holder, locked[alias.pk])
        if row.moved_objection and holder.objected_at == row.moved_objection:
            _give_back_objection(row, holder)
    end_sessions(*wanted)
    record_audit(action=PEOPLE_UNMERGED, about=locked[row.keep_id], by=by, data={"alias": alias.pk}, now=now)


def _hand_over(address: str, *, giver: Person, taker: Person, left_with: str = "") -> None:
    """An address and the proof of it go from one record to the other; sessions that either's post opened end."""
    Person.objects.filter(pk=giver.pk).update(email=None, email_verified_at=None, shared_address=left_with or None)
    Person.objects.filter(pk=taker.pk).update(
        email=address, email_verified_at=giver.email_verified_at, shared_address=None
    )
    end_sessions(giver.pk, taker.pk)


def _give_back_address(row: Merge, holder: Person, alias: Person) -> None:
    """The holder gets post again where it came before. An address that the alias was given meanwhile stays."""
    merges = Merge.objects.filter(keep=holder, moved_address=row.moved_address).order_by("-at", "-pk")
    before = row if row.keep_id == holder.pk else merges.filter(unmerged_at=None).first()
    left_with = before.replaced_address if before else ""
    if alias.email is not None:
        return
    _hand_over(row.moved_address, giver=holder, taker=alias, left_with=left_with)
    if row.keep_id != holder.pk and row.replaced_address:
        emptied = Person.objects.filter(pk=row.keep_id, email=None, shared_address=None)
        emptied.update(shared_address=row.replaced_address)


def _give_back_objection(row: Merge, holder: Person) -> None:
    """Unless another record of the same person has said no too: then it stands, as brought by that one."""
    other = Merge.objects.filter(keep=holder, unmerged_at=None, alias__objected_at__isnull=False).first()
    if other is not None:
        other.moved_objection = other.alias.objected_at
        other.save(update_fields=["moved_objection"])
    Person.objects.filter(pk=holder.pk).update(objected_at=other and other.alias.objected_at)
