"""Changes, ends and questions, carried out. What is new, `creating` copies in at once."""

from datetime import date

from imports.enums import ImportAction
from imports.kinds.appointments.rows import DATES, OF_PERSON, believed_in, held_values
from imports.kinds.planning import Context, StalePlan, Values, row_of
from imports.models import ImportEntry
from people.models import Appointment, Person, Question
from people.names import folded
from people.operations import revise_many


def write(entries: list[ImportEntry], context: Context) -> None:
    """Carry out changes, ends and disagreements; what is new, `creating` copies in at once."""
    _change([e for e in entries if e.action in (ImportAction.CHANGED, ImportAction.ENDED)], context)
    _ask([e for e in entries if e.action == ImportAction.DISAGREEMENT], context)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def standing_rows(entries: list[ImportEntry]) -> dict[int, Appointment]:
    """The appointments that entries are about, locked, by key, with their people."""
    found = Appointment.objects.standing().filter(pk__in=[e.object_id for e in entries])
    return {row.pk: row for row in found.select_related("person").select_for_update(of=("self",))}


def _change(entries: list[ImportEntry], context: Context) -> None:
    rows = standing_rows(entries)
    changes = []
    for entry in entries:
        row = row_of(rows, entry)
        said_since = row is None or believed_in(row, row.person) & set(entry.after)
        if row is None or said_since or held_values(row, entry.before) != entry.before:
            raise StalePlan(f"{entry.subject} (line {entry.line}) has changed since.")
        changes.append((row, entry.after))
    _apply(changes, context)


def _apply(changes: list[tuple[Appointment, Values]], context: Context) -> None:
    rows = [(row, {**values, "extract_on": context.extract_on}) for row, values in set_on_people(changes)]
    revise_many(rows=rows, now=context.now)


def set_on_people(changes: list[tuple[Appointment, Values]]) -> list[tuple[Appointment, Values]]:
    """Set what belongs to the people who hold the appointments; returns what is left for the appointments."""
    people: dict[int, Person] = {}
    left = []
    for row, values in changes:
        for name in OF_PERSON:
            if name in values:
                setattr(row.person, name, values[name])
                people[row.person_id] = row.person
        mine = {n: _day(v) if n in DATES else v for n, v in values.items() if n not in OF_PERSON}
        if "organisation" in mine:
            mine["organisation_id"] = mine.pop("organisation")
        left.append((row, mine))
    for person in people.values():
        person.match_name = folded(person.full_name)
    Person.objects.bulk_update(people.values(), [*OF_PERSON, "match_name"], batch_size=200)
    return left


def _ask(entries: list[ImportEntry], context: Context) -> None:
    rows = standing_rows(entries)
    for entry in entries:
        row = row_of(rows, entry)
        if row is None:
            raise StalePlan(f"{entry.subject} (line {entry.line}) has changed since.")
        row.registered = entry.after
        Question.objects.update_or_create(
            appointment=row,
            answered_at=None,
            defaults={"register_says": entry.after, "extract_on": context.extract_on, "asked_at": context.now},
        )
    Appointment.objects.bulk_update(rows.values(), ["registered"], batch_size=200)
