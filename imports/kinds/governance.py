"""The governance extract of GIAS: one row is one appointment (GID), not one person, and it holds no e-mail address."""

from collections.abc import Iterator
from pathlib import Path

from imports.enums import ImportAction
from imports.kinds import appointments
from imports.kinds.appointments import GovernanceRow, Place
from imports.kinds.creating import create_people_and_appointments
from imports.kinds.files import Dates, Row, read_table
from imports.kinds.numbers import URN, wrong_number
from imports.kinds.planning import AT_ONCE, Context, Importer, Kept, Planned, RefusedCell, in_chunks, refused
from imports.models import ImportEntry, ImportRun
from people.enums import OrganisationKind, Role, Source
from people.models import Appointment, Authority, Organisation, OrganisationSnapshot
from people.names import tidy, tidy_name, wrong_name, wrong_part
from people.queries import standing_facts

STARTS, ENDS = "Date of appointment", "Date term of office ends/ended"
REQUIRED = {"GID", "URN", "UID", "Role", "Forename 1", "Surname", STARTS, ENDS}
NO_TITLE = {"not applicable", "n/a", "not recorded"}
# People of a trust who do not govern a school.
NO_SEAT = ("accounting officer", "chief financial officer", "member")


def role_of(text: str) -> Role | None:
    """Our role from GIAS's, matched without regard to case. None for a role that has no seat on a board."""
    words = " ".join(text.lower().split())
    if "governance professional" in words or "clerk" in words:
        return Role.GOVERNANCE_PROFESSIONAL
    if "chair" in words:
        return Role.CHAIR_OF_GOVERNORS
    if "governor" in words or "trustee" in words:
        return Role.GOVERNOR
    return None


class Governance(Importer):
    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        reading = _Reading(context)
        for chunk in in_chunks(read_table(path, REQUIRED, progress=context.progress), AT_ONCE):
            said = []
            for row in chunk:
                one = reading.unread(row) if isinstance(row, Planned) else reading.read(row)
                if isinstance(one, Planned):
                    yield one
                else:
                    said.append(one)
            yield from reading.new_trusts()
            yield from appointments.plan_chunk(said, context)
        reading.look_back()
        if not context.options.get("whole"):
            reading.note_missing()
        elif reading.unread_lines:
            context.note(appointments.NOBODY_ENDS)
        else:
            yield from appointments.plan_missing(reading.organisations, reading.listed, Source.REGISTER, context)

    def write(self, entries: list[ImportEntry], context: Context) -> None:
        appointments.write(entries, context)

    def create_all(self, run: ImportRun, context: Context) -> bool:
        trusts = run.entries.filter(action=ImportAction.CREATED, key__startswith="UID ")
        Organisation.objects.bulk_create([Organisation(**entry.after, recorded_at=context.now) for entry in trusts])
        create_people_and_appointments(run, source=Source.REGISTER, now=context.now)
        return True

    def undo(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        kept = appointments.undo([e for e in entries if not e.key.startswith("UID ")], context)
        trusts = {row.uid: row.pk for row in Organisation.objects.filter(uid__in=[e.key[4:] for e in entries])}
        stood_on = standing_facts(Organisation, trusts.values(), besides={OrganisationSnapshot})
        Organisation.objects.filter(pk__in=set(trusts.values()) - stood_on).delete()
        return kept + [(e, "other records belong to it.") for e in entries if trusts.get(e.key[4:]) in stood_on]


class _Reading:
    """One pass over a file: the schools that there are, and what was seen so far."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.urns, self.uids = appointments.organisations_by_number()
        self.lines: dict[str, int] = {}
        self.listed: set[str] = set()  # numbers of lines that were refused for something else, too
        self.unread_lines = 0  # lines that we cannot tell whom they are about
        self.organisations: set[int] = set()
        self.dates = Dates()
        self.any_authority = not Authority.objects.exists()
        self.found_trusts: list[Planned] = []

    def new_trusts(self) -> list[Planned]:
        """Trusts that nobody has named yet, to be created before their people."""
        found, self.found_trusts = self.found_trusts, []
        return found

    def unread(self, line: Planned) -> Planned:
        self.unread_lines += 1
        return line

    def read(self, row: Row) -> GovernanceRow | Planned:
        try:
            return self._said(row)
        except RefusedCell as error:
            name = f"{row['Forename 1']} {row['Surname']}".strip()
            return refused(
                row.line, str(error), column=error.column, value=row[error.column], key=row["GID"][:20], subject=name
            )

    def _said(self, row: Row) -> GovernanceRow:
        gid = row["GID"]
        problem = wrong_number("GID", gid)
        if problem:
            self.unread_lines += 1
            raise RefusedCell("GID", problem)
        self.listed.add(gid)
        if gid in self.lines:
            raise RefusedCell("GID", f"{gid} stands on line {self.lines[gid]} already. One appointment has one line.")
        place = self._organisation(row)
        role = role_of(row["Role"])
        if role is None:
            known = row["Role"].lower().startswith(NO_SEAT)
            raise RefusedCell(
                "Role", "This role has no seat on the board." if known else "This is no role that we know."
            )
        given, family = tidy_name(row["Forename 1"]), tidy_name(row["Surname"])
        title = "" if row["Title"].lower() in NO_TITLE else tidy_name(row["Title"])[:40]
        problem = wrong_name(given, family)
        if problem:
            raise RefusedCell("Surname", problem)
        starts, ends = self.dates.read(row, STARTS), self.dates.read(row, ENDS)
        if starts and ends and ends < starts:
            raise RefusedCell(ENDS, f"The term ends ({row[ENDS]}) before it starts ({row[STARTS]}).")
        self.lines[gid] = row.line
        pk, name = place.on_board(ends)
        if isinstance(pk, int):
            self.organisations.add(pk)
        return GovernanceRow(
            line=row.line,
            gid=gid,
            organisation=pk,
            organisation_name=name,
            role=role.value,
            title="" if wrong_part(title) else title,
            given_name=given,
            family_name=family,
            starts_on=starts.isoformat() if starts else None,
            ends_on=ends.isoformat() if ends else None,
            extra={"appointing_body": tidy(row["Appointing body"])[:255]} if "Appointing body" in row.cells else {},
        )

    def _organisation(self, row: Row) -> Place:
        if row["URN"]:
            problem = wrong_number("URN", row["URN"], URN)
            if problem:
                raise RefusedCell("URN", problem)
            if row["URN"] not in self.urns:
                raise RefusedCell(
                    "URN",
                    "No school of ours has this number. It may belong to another authority; else import the "
                    "establishments first.",
                )
            return self.urns[row["URN"]]
        if not row["UID"]:
            raise RefusedCell("URN", "The line names neither a school (URN) nor a trust (UID).")
        problem = wrong_number("UID", row["UID"])
        if problem:
            raise RefusedCell("UID", problem)
        if row["UID"] not in self.uids and self.any_authority:
            name = f"Academy trust {row['UID']}"
            after = {"uid": row["UID"], "name": name, "kind": OrganisationKind.TRUST.value}
            self.found_trusts.append(Planned(row.line, ImportAction.CREATED, f"UID {row['UID']}", name, after=after))
            self.uids[row["UID"]] = Place(f"UID {row['UID']}", name)
        if row["UID"] not in self.uids:
            raise RefusedCell(
                "UID",
                "No trust of ours has this number. It may have no school here; else import the establishments first.",
            )
        return self.uids[row["UID"]]

    def look_back(self) -> None:
        self.dates.look_back(self.context)

    def note_missing(self) -> None:
        """A part of the register ends nobody: only a whole extract can say who is no longer there."""
        missing = 0
        for pks in in_chunks(sorted(self.organisations), AT_ONCE):
            rows = Appointment.objects.current(self.context.extract_on).filter(
                organisation__in=pks, gid__isnull=False, source=Source.REGISTER
            )
            missing += sum(gid not in self.listed for gid in rows.values_list("gid", flat=True).iterator())
        if missing:
            self.context.note(
                f"{missing} appointments at these schools are not in this file. They stay. "
                "If it is the whole extract, import it again and tick that it is: then they end."
            )
