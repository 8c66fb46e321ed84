"""The rows of an establishment extract, one after the other: what a school is, as the extract says it and as we do."""

from collections.abc import Iterable, Iterator
from datetime import date

from imports.enums import ImportAction
from imports.kinds.files import Dates, Row
from imports.kinds.numbers import SPREADSHEET, URN, wrong_number
from imports.kinds.planning import Context, Planned, RefusedCell, Values, refused
from imports.kinds.succession import School
from people.enums import OrganisationKind, OrganisationStatus, Phase
from people.models import Authority, Organisation
from people.names import tidy

DATES = {"opened_on", "closed_on"}
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


class Reading:
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
        held = to_json(known, wanted)
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


def to_json(row: Organisation, names: Iterable[str]) -> Values:
    return {n: getattr(row, n).isoformat() if n in DATES and getattr(row, n) else getattr(row, n) for n in names}
