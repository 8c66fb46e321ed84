"""The establishment extract of "Get information about schools" (GIAS): schools by URN, columns by name."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from imports.enums import ImportAction
from imports.kinds.creating import create_organisations
from imports.kinds.establishment_rows import DATES, REQUIRED, Reading, to_json
from imports.kinds.files import read_table
from imports.kinds.planning import (
    AT_ONCE,
    Context,
    Importer,
    Kept,
    Planned,
    StalePlan,
    Values,
    in_chunks,
    row_of,
)
from imports.kinds.succession import plan_succession, undo_succession, write_succession
from imports.models import ImportEntry, ImportRun
from people.models import Organisation, OrganisationSnapshot
from people.operations import snapshot_organisations
from people.queries import standing_facts


class Establishments(Importer):
    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        reading = Reading(context)
        table = read_table(path, REQUIRED, progress=context.progress)
        for chunk in in_chunks(table, AT_ONCE):
            yield from reading.plan_chunk(chunk)
        reading.look_back()
        yield from plan_succession(reading.schools, [])

    def write(self, entries: list[ImportEntry], context: Context) -> None:
        schools = [e for e in entries if not e.key.startswith("successor ")]
        self._change([e for e in schools if e.action == ImportAction.CHANGED], context)
        write_succession([e for e in entries if e.key.startswith("successor ")], context)

    def create_all(self, run: ImportRun, context: Context) -> bool:
        create_organisations(run, now=context.now)
        successors = run.entries.filter(action=ImportAction.CREATED, key__startswith="successor ")
        write_succession(list(successors.order_by("pk")), context)
        return True

    def _change(self, entries: list[ImportEntry], context: Context) -> None:
        rows = Organisation.objects.in_bulk([e.object_id for e in entries])
        snapshot_organisations(rows, now=context.now)
        fields: set[str] = set()
        for entry in entries:
            row = row_of(rows, entry)
            if row is None or not _is(row, entry.before):
                raise StalePlan(f"{entry.subject} (line {entry.line}) has changed since.")
            _put(row, entry.after)
            row.extract_on = context.extract_on
            fields |= {*entry.after, "extract_on"}
        if fields:
            Organisation.objects.bulk_update(rows.values(), sorted(fields), batch_size=200)

    def undo(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        kept = undo_succession([e for e in entries if e.key.startswith("successor ")], context)
        schools = [e for e in entries if not e.key.startswith("successor ")]
        kept += self._undo_changes([e for e in schools if e.action == ImportAction.CHANGED], context)
        kept += self._undo_creations([e for e in schools if e.action == ImportAction.CREATED])
        return kept

    def _undo_changes(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        rows = Organisation.objects.in_bulk([e.object_id for e in entries])
        kept: list[Kept] = []
        fields: set[str] = set()
        snapshot_organisations(rows, now=context.now)
        for entry in entries:
            row = row_of(rows, entry)
            if row is None or not _is(row, entry.after):
                kept.append((entry, "it was changed again later."))
                if row is not None:
                    del rows[row.pk]
                continue
            _put(row, entry.before)
            row.extract_on = None
            fields |= {*entry.before, "extract_on"}
        if fields:
            Organisation.objects.bulk_update(rows.values(), sorted(fields), batch_size=200)
        return kept

    def _undo_creations(self, entries: list[ImportEntry]) -> list[Kept]:
        found = _by_key([e.key for e in entries])
        stood_on = standing_facts(Organisation, [row.pk for row in found.values()], besides={OrganisationSnapshot})
        kept: list[Kept] = [
            (e, "other records belong to it.") for e in entries if e.key in found and found[e.key].pk in stood_on
        ]
        gone = [row.pk for row in found.values() if row.pk not in stood_on]
        Organisation.objects.filter(pk__in=gone).delete()
        return kept


def _from_json(values: Values) -> Values:
    return {n: date.fromisoformat(v) if n in DATES and v else v for n, v in values.items()}


def _is(row: Organisation, values: Values) -> bool:
    return to_json(row, values) == values


def _put(row: Organisation, values: Values) -> None:
    for name, value in _from_json(values).items():
        setattr(row, name, value)


def _by_key(keys: list[str]) -> dict[str, Organisation]:
    """Organisations by the key of their entry: a URN, or "UID 123"."""
    urns = [key for key in keys if not key.startswith("UID ")]
    uids = [key[4:] for key in keys if key.startswith("UID ")]
    found = {row.urn: row for row in Organisation.objects.filter(urn__in=urns) if row.urn}
    return found | {f"UID {row.uid}": row for row in Organisation.objects.filter(uid__in=uids)}
