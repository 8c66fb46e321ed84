"""Appointments: joiners, leavers, corrections. The row that stands keeps its key; what it said before is kept too."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people.addresses import ROLE_MAILBOXES, is_role_mailbox
from people.audit.actions import APPOINTMENT_CORRECTED, APPOINTMENT_ENDED, QUESTION_ANSWERED
from people.enums import AddressRemoved, Role, Source
from people.models import Appointment, Person, Question
from people.operations.audit import record_audit
from people.operations.contact_details import correct_name, forget_address


class EndsBeforeItStarts(ValueError):
    """A term cannot end before it starts."""


Changes = dict[str, Any]  # new values by field


def revise_many(*, rows: Iterable[tuple[Appointment, Changes]], now: datetime) -> None:
    """Change appointments to new values, keeping what each said before as a version of its own."""
    rows = [(row, changes) for row, changes in rows if changes]
    Appointment.objects.bulk_create([_version(row, now) for row, _changes in rows], batch_size=1000)
    fields = {"recorded_at"}
    for row, changes in rows:
        for name, value in changes.items():
            setattr(row, name, value)
        row.recorded_at = now
        fields |= set(changes)
    Appointment.objects.bulk_update([row for row, _changes in rows], sorted(fields), batch_size=200)


def unrevise_many(*, rows: Iterable[tuple[Appointment, Changes]], revised_at: datetime) -> None:
    """Take back a `revise_many` of that moment, as if it had not been: values, and the version it kept, go."""
    rows = list(rows)
    versions = Appointment.objects.filter(
        version_of__in=[row.pk for row, _changes in rows], superseded_at=revised_at
    ).in_bulk(field_name="pk")
    by_row = {version.version_of_id: version for version in versions.values()}
    fields = {"recorded_at", "extract_on"}
    for row, changes in rows:
        for name, value in changes.items():
            setattr(row, name, value)
        if row.pk in by_row:
            row.recorded_at, row.extract_on = by_row[row.pk].recorded_at, by_row[row.pk].extract_on
        fields |= set(changes)
    Appointment.objects.bulk_update([row for row, _changes in rows], sorted(fields), batch_size=200)
    Appointment.objects.filter(pk__in=list(versions)).delete()


def revise(*, appointment: Appointment, now: datetime, **changes: Any) -> None:
    """`revise_many` for one row. Raises EndsBeforeItStarts."""
    starts_on = changes.get("starts_on", appointment.starts_on)
    ends_on = changes.get("ends_on", appointment.ends_on)
    if starts_on and ends_on and ends_on < starts_on:
        raise EndsBeforeItStarts(f"{ends_on:%d/%m/%Y} is before {starts_on:%d/%m/%Y}.")
    revise_many(rows=[(appointment, changes)], now=now)


def _version(row: Appointment, now: datetime) -> Appointment:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in Appointment._meta.concrete_fields
        if not field.primary_key
    }
    return Appointment(**{**kept, "superseded_at": max(now, row.recorded_at), "version_of_id": row.pk})


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, ends_on: date, by: Person | None, source: Source, now: datetime
) -> None:
    """The last day of a term. Nothing is deleted: the record of what was learnt stays.

    The mailbox of a post (clerk@, head@) is taken off the person with their last appointment, so that whoever holds
    the post next starts with a record of their own. Raises EndsBeforeItStarts.
    """
    row = Appointment.objects.select_for_update().standing().get(pk=appointment.pk)
    said = keep_what_register_says(row, {"ends_on": ends_on})
    revise(appointment=row, ends_on=ends_on, source=source, said_at=now, registered=said, now=now)
    record_audit(action=APPOINTMENT_ENDED, about=row, by=by, data={"on": ends_on}, now=now)
    hand_mailbox_on(row, ends_on, by, now)


@transaction.atomic
def correct_appointment(
    *,
    appointment: Appointment,
    role: Role,
    starts_on: date | None,
    ends_on: date | None,
    by: Person | None,
    source: Source,
    now: datetime,
) -> None:
    """A person's word on role and term. What stood before is kept as a version. Raises EndsBeforeItStarts."""
    row = Appointment.objects.select_for_update().standing().get(pk=appointment.pk)
    wanted = {"role": role, "starts_on": starts_on, "ends_on": ends_on}
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changes:
        return
    said = keep_what_register_says(row, changes)
    revise(appointment=row, source=source, said_at=now, registered=said, now=now, **changes)
    record_audit(action=APPOINTMENT_CORRECTED, about=row, by=by, data={"fields": list(changes)}, now=now)
    if "ends_on" in changes and ends_on is not None:
        hand_mailbox_on(row, ends_on, by, now)


def hand_mailbox_on(row: Appointment, ends_on: date, by: Person | None, now: datetime) -> None:
    """Take the mailbox of a post off somebody whose last term ends; one that ends later, `free_mailboxes` finds."""
    person, today = row.person.canonical, timezone.localdate(now)
    if ends_on > today or not is_role_mailbox(person.email):
        return
    not_over = Q(ends_on=None) | Q(ends_on__gt=today)
    others = Appointment.objects.standing().filter(not_over, person__in=Person.objects.with_aliases(person))
    if not others.exclude(pk=row.pk).exists():
        forget_address(person=person, by=by, now=now, reason=AddressRemoved.NEXT_HOLDER)


def free_mailboxes(*, now: datetime) -> int:
    """Take the mailbox of a post off everybody whose last term is over, whoever ended it. Returns how many."""
    today = timezone.localdate(now)
    mailbox = Q()
    for local in ROLE_MAILBOXES:
        mailbox |= Q(email__startswith=f"{local}@")
    running = Appointment.objects.standing().filter(Q(ends_on=None) | Q(ends_on__gte=today))
    sitting = running.annotate(principal=F("person__canonical")).values("principal")
    over = Appointment.objects.standing().filter(ends_on__lt=today).values("person")
    free = Person.objects.known().filter(mailbox, is_staff=False, pk__in=over).exclude(pk__in=sitting)
    people = list(free)
    for person in people:
        forget_address(person=person, by=None, now=now, reason=AddressRemoved.NEXT_HOLDER)
    return len(people)


def keep_what_register_says(row: Appointment, changes: Changes) -> dict[str, Any] | None:
    """`registered` after a person's word: the register's own values stay known, so that it can be put right there."""
    if row.gid is None:
        return None
    said = dict(row.registered or {})
    for name, value in changes.items():
        before = getattr(row, name)
        if name not in said and before != value:
            said[name] = before.isoformat() if isinstance(before, date) else before
    return said or None


@transaction.atomic
def answer_question(*, question: Question, register_was_right: bool, by: Person, now: datetime) -> None:
    """The clerk decides between the register and what we hold. Our word stands again with today's date if it was right.

    Answering twice changes nothing.
    """
    question = Question.objects.select_for_update().select_related("appointment__person").get(pk=question.pk)
    if question.answered_at is not None:
        return
    row = Appointment.objects.select_for_update().get(pk=question.appointment_id)
    claims = question.register_says
    if register_was_right:
        _take(row, claims, by, now)
    else:
        revise(appointment=row, source=Source.CLERK, said_at=now, registered=claims, now=now)
    question.answered_at, question.answered_by, question.register_was_right = now, by, register_was_right
    question.save(update_fields=["answered_at", "answered_by", "register_was_right"])
    right = "register" if register_was_right else "ours"
    record_audit(action=QUESTION_ANSWERED, about=row, by=by, data={"right": right}, now=now)


def _take(row: Appointment, claims: dict[str, Any], by: Person, now: datetime) -> None:
    changes: Changes = {"said_at": now, "registered": None, "source": Source.REGISTER}
    if "role" in claims:
        changes["role"] = claims["role"]
    for name in ("starts_on", "ends_on"):
        if name in claims:
            changes[name] = date.fromisoformat(claims[name]) if claims[name] else None
    if claims.get("listed") is False:
        changes["ends_on"] = max(timezone.localdate(now), row.starts_on or date.min)
    revise(appointment=row, now=now, **changes)
    if claims.get("name"):
        given, _space, family = claims["name"].rpartition(" ")
        correct_name(person=row.person, title=row.person.title, given_name=given, family_name=family, by=by, now=now)
        Appointment.objects.filter(pk=row.pk).update(registered=None)
