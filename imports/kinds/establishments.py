"""The establishment extract of "Get information about schools" (GIAS): schools by URN, columns by name."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from imports.enums import ImportAction
from imports.kinds.creating import create_organisations
from imports.kinds.files import Dates, Row, read_table
from imports.kinds.numbers import SPREADSHEET, URN, wrong_number
from imports.kinds.planning import (
    AT_ONCE,
    Context,
    Importer,
    Kept,
    Planned,
    RefusedCell,
    StalePlan,
    Values,
    in_chunks,
    refused,
    row_of,
)
from imports.kinds.succession import School, plan_succession, undo_succession, write_succession
from imports.models import ImportEntry, ImportRun
from people.enums import OrganisationKind, OrganisationStatus, Phase
from people.models import Authority, Organisation, OrganisationSnapshot
from people.names import tidy
from people.operations import snapshot_organisations
from people.queries import standing_facts

NAME, STATUS, PHASE = "EstablishmentName", "EstablishmentStatus (name)", "PhaseOfEducation (name)"
AUTHORITY, TYPE, GROUP = "LA (code)", "TypeOfEstablishment (name)", "EstablishmentTypeGroup (name)"
REQUIRED = {"URN", NAME, STATUS, PHASE, AUTHORITY, "OpenDate", "CloseDate", TYPE}
# Columns whose absence leaves what we hold alone.
PLAIN = {"ward": "AdministrativeWard (name)", "town": "Town", "postcode": "Postcode"}

PHASES = {
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.MIDDLE,
    "middle deemed secondary": Phase.MIDDLE,
    "secondary": Phase.SECONDARY,
    "all-through": Phase.ALL_THROUGH,
    "16 plus": Phase.SIXTEEN_PLUS,
}
STATUSES = {
    "open": OrganisationStatus.OPEN,
    "open, but proposed to close": OrganisationStatus.CLOSING,
    "proposed to open": OrganisationStatus.PROPOSED,
    "closed": OrganisationStatus.CLOSED,
}


def kind_of(type_name: str, group_name: str) -> OrganisationKind:
    """Our kind from GIAS's type and group, matched by name since codes lose their zeros in spreadsheets."""
    words = f"{type_name} {group_name}".lower()
    for needle, kind in (
        ("special", OrganisationKind.SPECIAL_SCHOOL),
        ("academ", OrganisationKind.ACADEMY),
        ("free school", OrganisationKind.ACADEMY),
        ("independent", OrganisationKind.INDEPENDENT_SCHOOL),
        ("college", OrganisationKind.COLLEGE),
        ("further education", OrganisationKind.COLLEGE),
        ("maintained", OrganisationKind.MAINTAINED_SCHOOL),
        ("community", OrganisationKind.MAINTAINED_SCHOOL),
        ("voluntary", OrganisationKind.MAINTAINED_SCHOOL),
    ):
        if needle in words:
            return kind
    return OrganisationKind.OTHER_SCHOOL


class Establishments(Importer):
    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        reading = _Reading(context)
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


class _Reading:
    """One pass over a file: what was seen so far."""

    def __init__(self, context: Context) -> None:
        self.context = context
        codes = context.options.get("authorities")
        self.ours = dict.fromkeys(codes, "") if codes else dict(Authority.objects.values_list("code", "name"))
        self.lines: dict[str, int] = {}  # URN: the line where it stood first
        self.trusts = set(Organisation.objects.exclude(uid=None).values_list("uid", flat=True))
        self.schools: dict[str, School] = {
            urn: School(pk, name, status == OrganisationStatus.CLOSED, closed_on)
            for pk, urn, name, status, closed_on in Organisation.objects.exclude(urn=None)
            .values_list("pk", "urn", "name", "status", "closed_on")
            .iterator()
            if urn
        }
        self.longest = {field.name: field.max_length or 0 for field in Organisation._meta.concrete_fields}
        self.dates = Dates()
        self.others: set[str] = set()
        self.damage: dict[str, str] = {}

    def plan_chunk(self, chunk: list[Row | Planned]) -> Iterator[Planned]:
        urns = [row["URN"] for row in chunk if isinstance(row, Row)]
        known = {row.urn: row for row in Organisation.objects.filter(urn__in=urns)}
        for row in chunk:
            if isinstance(row, Planned):
                yield row
                continue
            try:
                yield from self._plan_row(row, known.get(row["URN"]))
            except RefusedCell as error:
                yield refused(
                    row.line,
                    str(error),
                    column=error.column,
                    value=row[error.column],
                    key=row["URN"],
                    subject=row[NAME],
                )

    def _plan_row(self, row: Row, known: Organisation | None) -> Iterator[Planned]:
        self._notice_damage(row)
        wanted = self._values(row)
        urn = wanted["urn"]
        self.lines[urn] = row.line
        yield from self._trust(row)
        label = f"{wanted['name']} ({urn})"
        if known and known.extract_on and self.context.extract_on < known.extract_on:
            yield Planned(row.line, ImportAction.UNCHANGED, urn, label)  # a newer extract has spoken
            return
        school = School(
            known.pk if known else None,
            wanted["name"],
            wanted["status"] == OrganisationStatus.CLOSED,
            date.fromisoformat(wanted["closed_on"]) if wanted["closed_on"] else None,
        )
        self.schools[urn] = school
        if known is None:
            yield Planned(row.line, ImportAction.CREATED, urn, label, after=wanted)
            return
        held = _to_json(known, wanted)
        changed = {name: value for name, value in wanted.items() if held[name] != value}
        if not changed:
            yield Planned(row.line, ImportAction.UNCHANGED, urn, label)
            return
        before = {name: held[name] for name in changed}
        yield Planned(row.line, ImportAction.CHANGED, urn, label, after=changed, before=before, object_id=known.pk)

    def _values(self, row: Row) -> Values:
        urn = row["URN"]
        problem = wrong_number("URN", urn, URN)
        if problem:
            raise RefusedCell("URN", problem)
        if urn in self.lines:
            raise RefusedCell("URN", f"{urn} stands on line {self.lines[urn]} already. One school has one line.")
        code = row[AUTHORITY]
        if self.ours and code not in self.ours:
            raise RefusedCell(AUTHORITY, self._not_ours(code, row["LA (name)"]))
        name = tidy(row[NAME])
        if not name:
            raise RefusedCell(NAME, "The school has no name.")
        for ours, column in {"name": NAME, **PLAIN}.items():
            if len(tidy(row[column])) > self.longest[ours]:
                raise RefusedCell(column, f"This is longer than {self.longest[ours]} letters.")
        status = STATUSES.get(row[STATUS].lower())
        if status is None:
            raise RefusedCell(STATUS, f"“{row[STATUS]}” is no status that we know. It is Open, Closed or proposed.")
        opened, closed = self.dates.read(row, "OpenDate"), self.dates.read(row, "CloseDate")
        if opened and closed and closed < opened:
            raise RefusedCell("CloseDate", f"It closes ({row['CloseDate']}) before it opens ({row['OpenDate']}).")
        return {
            "urn": urn,
            "name": name,
            "kind": kind_of(row[TYPE], row[GROUP]).value,
            "phase": PHASES.get(row[PHASE].lower(), Phase.NOT_APPLICABLE).value,
            "status": status.value,
            "authority_code": code[:5],
            "opened_on": opened.isoformat() if opened else None,
            "closed_on": closed.isoformat() if closed else None,
            **{ours: tidy(row[column]) for ours, column in PLAIN.items() if column in row.cells},
        }

    def _not_ours(self, code: str, name: str) -> str:
        if not code:
            return "It does not say which authority the school belongs to."
        if SPREADSHEET.fullmatch(code):
            return f"{code} is a number of an authority that a spreadsheet has changed. Download the file again."
        self.others.add(code)
        return f"A school of another authority: {f'{name} ({code})' if name else code}."

    def _trust(self, row: Row) -> Iterator[Planned]:
        uid, name = row["Trusts (code)"], row["Trusts (name)"]
        if not uid or uid in self.trusts or wrong_number("UID", uid):
            return
        self.trusts.add(uid)
        after = {"uid": uid, "name": tidy(name)[:255] or f"Academy trust {uid}", "kind": OrganisationKind.TRUST.value}
        yield Planned(row.line, ImportAction.CREATED, f"UID {uid}", f"{after['name']} (trust {uid})", after=after)

    def _notice_damage(self, row: Row) -> None:
        code, phone = row["TypeOfEstablishment (code)"], row["TelephoneNum"]
        if len(code) == 1 and code.isdigit():
            self.damage.setdefault(
                "codes",
                f"Excel has changed this file: the type {code.zfill(2)} has become {code} (first on line {row.line}). "
                "Names are read in place of codes, so schools are right; download a fresh file when you can.",
            )
        if phone.isdigit() and len(phone) in (9, 10) and not phone.startswith("0"):
            self.damage.setdefault(
                "telephones",
                "Excel has changed this file: telephone numbers have lost their first 0 "
                f"(first on line {row.line}). They are not read.",
            )

    def look_back(self) -> None:
        """What only the whole file shows."""
        self.dates.look_back(self.context)
        for words in self.damage.values():
            self.context.note(words)
        if self.others:
            names = ", ".join(sorted(name or code for code, name in self.ours.items()))
            self.context.note(f"Schools of other authorities ({len(self.others)}) are left out. Ours: {names}.")
        if not self.ours:
            self.context.note("No authority is named as ours, so the schools of every authority are taken.")


DATES = {"opened_on", "closed_on"}


def _from_json(values: Values) -> Values:
    return {n: date.fromisoformat(v) if n in DATES and v else v for n, v in values.items()}


def _to_json(row: Organisation, names: Iterable[str]) -> Values:
    return {n: getattr(row, n).isoformat() if n in DATES and getattr(row, n) else getattr(row, n) for n in names}


def _is(row: Organisation, values: Values) -> bool:
    return _to_json(row, values) == values


def _put(row: Organisation, values: Values) -> None:
    for name, value in _from_json(values).items():
        setattr(row, name, value)


def _by_key(keys: list[str]) -> dict[str, Organisation]:
    """Organisations by the key of their entry: a URN, or "UID 123"."""
    urns = [key for key in keys if not key.startswith("UID ")]
    uids = [key[4:] for key in keys if key.startswith("UID ")]
    found = {row.urn: row for row in Organisation.objects.filter(urn__in=urns) if row.urn}
    return found | {f"UID {row.uid}": row for row in Organisation.objects.filter(uid__in=uids)}
