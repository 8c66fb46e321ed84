"""What a run did to appointments, taken back where nothing later stands on it."""

from imports.enums import ImportAction
from imports.kinds.appointments.rows import held_values
from imports.kinds.appointments.writing import set_on_people, standing_rows
from imports.kinds.planning import Context, Kept, row_of
from imports.models import ImportEntry
from people.models import Appointment, Person, PersonSnapshot, Question
from people.operations import unrevise_many
from people.queries import standing_facts


def undo(entries: list[ImportEntry], context: Context) -> list[Kept]:
    by_action: dict[str, list[ImportEntry]] = {}
    for entry in entries:
        by_action.setdefault(entry.action, []).append(entry)
    return [
        *_undo_questions(by_action.get(ImportAction.DISAGREEMENT, [])),
        *_undo_changes(by_action.get(ImportAction.ENDED, []) + by_action.get(ImportAction.CHANGED, []), context),
        *_undo_creations(by_action.get(ImportAction.CREATED, [])),
    ]


def _undo_questions(entries: list[ImportEntry]) -> list[Kept]:
    kept: list[Kept] = []
    for entry in entries:
        question = Question.objects.filter(appointment=entry.object_id, register_says=entry.after).last()
        if question is None or question.answered_at is not None:
            kept.append((entry, "the question has been answered."))
        else:
            question.delete()
    return kept


def _undo_changes(entries: list[ImportEntry], context: Context) -> list[Kept]:
    rows = standing_rows(entries)
    kept: list[Kept] = []
    back = []
    for entry in entries:
        row = row_of(rows, entry)
        if row is None or held_values(row, entry.after) != entry.after:
            kept.append((entry, "it was changed again later."))
        else:
            back.append((row, entry.before))
    unrevise_many(rows=set_on_people(back), revised_at=context.was_written_at)
    return kept


def _undo_creations(entries: list[ImportEntry]) -> list[Kept]:
    rows = {
        row.gid: row
        for row in Appointment.objects.standing().filter(gid__in=[e.key for e in entries]).select_related("person")
    }
    stood_on = standing_facts(Appointment, [row.pk for row in rows.values()], besides={Appointment, PersonSnapshot})
    people = standing_facts(Person, [row.person_id for row in rows.values()], besides={Appointment})
    kept: list[Kept] = []
    gone = []
    for entry in entries:
        row = rows.get(entry.key)
        if row is None:
            kept.append((entry, "its number is not there any more."))
        elif row.pk in stood_on:
            kept.append((entry, "it was changed later, or a briefing counts for it."))
        elif row.person_id in people or row.person.last_login or row.person.is_alias or row.person.is_staff:
            kept.append((entry, "the person has been written to, or is joined with another record."))
        elif row.said_at or held_values(row, _checked(entry)) != {n: entry.after[n] for n in _checked(entry)}:
            kept.append((entry, "it was changed later."))
        else:
            gone.append(row)
    Appointment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    alone = [row.person_id for row in gone]
    with_others = set(Appointment.objects.filter(person__in=alone).values_list("person", flat=True))
    Person.objects.filter(pk__in=set(alone) - with_others).delete()
    return kept


def _checked(entry: ImportEntry) -> list[str]:
    """An address that came later is a later fact too."""
    entry.after.setdefault("email", None)
    entry.after["email"] = entry.after["email"] or None
    return [name for name in entry.after if name not in {"gid", "match_name"}]
