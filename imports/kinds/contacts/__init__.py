"""Contacts: whatever sheet a clerk or an officer keeps. The register has no addresses, so they come from here.

Lines are matched by GID, by URN or UID with the exact name, or by an address that we know; never by name alone.
`lines` reads a line, `known` what the directory holds about it, `matcher` finds whom it is about, `planner` and
`addresses` say what it does; `checking` and `writing` carry it out, `reverting` takes it back.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from imports.kinds.columns import FIELDS, lacking, suggest
from imports.kinds.contacts.known import known_for
from imports.kinds.contacts.lines import ContactRow, wanted_of
from imports.kinds.contacts.planner import ContactPlanner
from imports.kinds.contacts.reverting import Undoing
from imports.kinds.contacts.writing import Writing
from imports.kinds.files import UnreadableFile
from imports.kinds.planning import AT_ONCE, Context, Importer, Kept, Planned, Progress, in_chunks, quietly
from imports.kinds.sheets import FOR_CLERKS, FOR_OFFICERS, Header, Sheet, opened
from imports.models import ImportEntry
from people.enums import Source
from people.models import Appointment


class Contacts(Importer):
    """Options of a run:

    - `columns`: {our field: column}; `names` of columns, for a file without a header
    - `organisations`: keys, nothing else may be touched; `boards`: keys of all that this clerk may see
    - `source`; `role` for lines without one
    - `replace`: the sheet's word beats ours; `share`: an address may be a couple's
    - `chosen`: {line: key of an appointment, "new", "share" or "leave"}
    """

    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        limits = FOR_CLERKS if context.options.get("source") == Source.CLERK else FOR_OFFICERS
        with opened(path, limits) as sheet:
            yield from self._plan(sheet, context)

    def _plan(self, sheet: Sheet, context: Context) -> Iterator[Planned]:
        names = context.options.get("names")  # of a pasted list, which has no header of its own
        header = Header(names, 0) if names else sheet.header()
        columns = self._columns(header, context)
        for note in header.notes:
            context.note(note)
        default = context.options.get("role", "")
        own = context.options.get("organisations", ())
        boards = context.options.get("boards", ())
        today = timezone.localdate(context.now)

        def read(progress: Progress = quietly) -> Iterator[ContactRow | Planned]:
            for row in sheet.rows(header, progress=progress):
                yield row if isinstance(row, Planned) else wanted_of(row, columns, default, today=today)

        desk = ContactPlanner(context, columns, *_named(read()))
        for chunk in in_chunks(read(context.progress), AT_ONCE):
            wanted = [one for one in chunk if isinstance(one, ContactRow)]
            decided = {one.line: one for one in desk.plan(wanted, known_for(wanted, own, boards, today))}
            for one in chunk:
                yield one if isinstance(one, Planned) else decided[one.line]

    def _columns(self, header: Header, context: Context) -> dict[str, str]:
        chosen = context.options.get("columns")
        columns = chosen if chosen is not None else suggest(header.names)
        columns = {field: column for field, column in columns.items() if column in header.names and field in FIELDS}
        problem = lacking(columns)
        if problem:
            seen = ", ".join(name for name in header.names if name)[:250]
            raise UnreadableFile(f"{problem} The columns are: {seen or 'without names'}.")
        if "names" not in context.options:
            read = ", ".join(f"{FIELDS[field]}: “{column}”" for field, column in columns.items())
            context.note(f"Columns that were read. {read}.")
        return columns

    def write(self, entries: list[ImportEntry], context: Context) -> None:
        Writing(entries, context).carry_out()

    def undo(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        return Undoing(entries, context).take_back()


def _named(lines: Iterator[ContactRow | Planned]) -> tuple[dict[str, set[str]], set[str]]:
    """(addresses that the sheet gives to more than one name, with the names, folded; all addresses). Reads it once."""
    first: dict[str, tuple[str, str]] = {}
    several: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in lines:
        if isinstance(one, Planned) or not one.address:
            continue
        who = (one.folded, "" if one.full_name else one.gid)
        before = first.setdefault(one.address, who)
        if before != who:
            several[one.address] |= {before, who}
    wanted = set(first)
    first.clear()
    by_gid = _names_of([gid for people in several.values() for name, gid in people if not name and gid])
    named = {
        address: {name or by_gid.get(gid, "") for name, gid in people} - {""} for address, people in several.items()
    }
    return named, wanted


def _names_of(gids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in in_chunks(gids, AT_ONCE):
        rows = Appointment.objects.standing().filter(gid__in=some).values_list("gid", "person__match_name")
        found |= {gid: name for gid, name in rows if gid}
    return found
