"""Ward councillors from Modern.gov's GetCouncillorsByWard XML. Home addresses in it are never read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from django.core.exceptions import ValidationError

from core.dates import BadDate
from imports.enums import ImportAction
from imports.kinds import appointments
from imports.kinds.appointments import GovernanceRow
from imports.kinds.creating import create_people_and_appointments
from imports.kinds.files import FORMULA, UnreadableFile, read_extract_date
from imports.kinds.planning import AT_ONCE, Context, Importer, Kept, Planned, in_chunks, refused
from imports.models import ImportEntry, ImportRun
from people.addresses import normal_address, validate_address
from people.enums import OrganisationKind, Role, Source
from people.models import Organisation, Person
from people.names import folded, tidy_name, wrong_name

LARGEST = 20 * 1024 * 1024
READ = {  # path below <councillor>: our field. All else, homeaddress above all, is dropped while it is read.
    "councillorid": "id",
    "fullusername": "name",
    "workaddress/email": "email",
    "termsofoffice/termofoffice/startdate": "starts",
    "termsofoffice/termofoffice/enddate": "ends",
}
COLUMNS = {ours: path.rpartition("/")[2] for path, ours in READ.items()}
NUMBER = re.compile(r"0*[1-9]\d{0,8}", re.ASCII)
UNSPECIFIED = {"", "unspecified"}


def split_name(full: str) -> tuple[str, str, str]:
    """("Councillor", "Senara", "Mockford") from "Councillor Senara Mockford"."""
    title, _space, rest = full.partition(" ")
    if title.lower().rstrip(".") not in {"councillor", "cllr"}:
        title, rest = "", full
    given, _space, family = rest.rpartition(" ")
    return title, given, family


@dataclass
class Entry:
    line: int
    ward: str
    values: dict[str, str] = field(default_factory=dict)


def number_of(entry: Entry) -> str:
    """The number under which we keep a councillor's appointment; empty if the file gives none."""
    number = entry.values.get("id", "")
    return f"modern.gov {number.lstrip('0')}" if NUMBER.fullmatch(number) else ""


class Councillors(Importer):
    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        council, name = _council(context)
        seen: dict[str, int] = {}
        entries = read_councillors(path)
        if not entries:
            raise UnreadableFile("The file names no councillor. Download it again from Modern.gov.")
        for chunk in in_chunks(entries, AT_ONCE):
            said = []
            for entry in chunk:
                one = _said(entry, council, name, seen)
                if isinstance(one, Planned):
                    yield one
                else:
                    said.append(one)
            yield from _addresses(said, context)
        if context.options.get("whole") and council:
            listed = {number_of(entry) for entry in entries}
            if "" in listed:  # somebody is listed, and we cannot tell who
                context.note(appointments.NOBODY_ENDS)
            else:
                yield from appointments.plan_missing({council}, listed, Source.COUNCIL, context)

    def write(self, entries: list[ImportEntry], context: Context) -> None:
        appointments.write(entries, context)

    def create_all(self, run: ImportRun, context: Context) -> bool:
        homeless = list(run.entries.filter(action=ImportAction.CREATED, after__organisation=0))
        if homeless:
            name = context.options.get("council") or "Council"
            body, _new = Organisation.objects.get_or_create(name=name, kind=OrganisationKind.COUNCIL)
            for entry in homeless:
                entry.after["organisation"] = body.pk
            ImportEntry.objects.bulk_update(homeless, ["after"], batch_size=200)
        create_people_and_appointments(run, source=Source.COUNCIL, now=context.now)
        return True

    def undo(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        return appointments.undo(entries, context)


def _council(context: Context) -> tuple[int, str]:
    """The council that they sit on; 0 for one that the run creates."""
    wanted = context.options.get("council", "")
    found = Organisation.objects.filter(kind=OrganisationKind.COUNCIL).order_by("pk")
    row = (found.filter(name=wanted) if wanted else found).first()
    return (row.pk, row.name) if row else (0, wanted or "Council")


def _said(entry: Entry, council: int, council_name: str, seen: dict[str, int]) -> GovernanceRow | Planned:
    number, full = entry.values.get("id", ""), tidy_name(entry.values.get("name", ""))
    gid = number_of(entry)
    if not gid:
        reason = f"{number} is not the number of a councillor." if number else "The councillor has no number."
        return refused(entry.line, reason, column="councillorid", value=number, subject=full)
    if gid in seen:
        return refused(
            entry.line,
            f"This number stands on line {seen[gid]} already.",
            column="councillorid",
            value=number,
            subject=full,
        )
    title, given, family = split_name(full)
    problem = wrong_name(given, family)
    if problem:
        return refused(entry.line, problem, column="fullusername", value=full, key=gid)
    if FORMULA.match(full):
        return refused(entry.line, "The name is a formula.", column="fullusername", value=full, key=gid)
    days = []
    for name in ("starts", "ends"):
        value = entry.values.get(name, "")
        try:
            days.append(_day(value))
        except BadDate as error:
            return refused(entry.line, str(error), column=COLUMNS[name], value=value, key=gid, subject=full)
    if days[0] and days[1] and days[1] < days[0]:
        reason = f"The term ends ({value}) before it starts ({entry.values['starts']})."
        return refused(entry.line, reason, column="enddate", value=value, key=gid, subject=full)
    seen[gid] = entry.line
    address = normal_address(entry.values.get("email", ""))
    if address:
        try:
            validate_address(address)
        except ValidationError as error:
            return refused(entry.line, error.messages[0], column="email", value=address, key=gid, subject=full)
    return GovernanceRow(
        line=entry.line,
        gid=gid,
        organisation=council,
        organisation_name=f"{entry.ward} ({council_name})" if entry.ward else council_name,
        role=Role.COUNCILLOR.value,
        title=title[:40],
        given_name=given,
        family_name=family,
        starts_on=days[0].isoformat() if days[0] else None,
        ends_on=days[1].isoformat() if days[1] else None,
        extra={"ward": entry.ward[:100], "email": address},
    )


def _day(text: str) -> date | None:
    return None if text.strip().lower() in UNSPECIFIED else read_extract_date(text.strip())


def _addresses(said: list[GovernanceRow], context: Context) -> Iterator[Planned]:
    """An address signs in one person: one that belongs to somebody else is left out, and named."""
    taken: dict[str, GovernanceRow] = {}
    holders = {
        p.email: p for p in Person.objects.filter(email__in=[s.extra["email"] for s in said if s.extra["email"]])
    }
    own = dict(
        Person.objects.filter(
            appointments__gid__in=[s.gid for s in said], appointments__superseded_at=None
        ).values_list("appointments__gid", "pk")
    )
    problems: dict[str, str] = {}
    for one in said:
        address = one.extra["email"]
        holder = holders.get(address)
        if address and address in taken:
            problems[one.gid] = f"The address {address} is also that of {taken[address].full_name}. It was left out."
        elif holder and holder.pk != own.get(one.gid):
            same = folded(holder.full_name) == folded(one.full_name)
            problems[one.gid] = (
                f"The address {address} belongs to {holder.full_name}, whom we know already. It was left out. "
                + ("They may be the same person: see the duplicates." if same else "An address signs in one person.")
            )
        elif address:
            taken[address] = one
        if one.gid in problems:
            one.extra["email"] = ""
    for planned in appointments.plan_chunk(said, context):
        if planned.action in (ImportAction.CREATED, ImportAction.CHANGED) and planned.key in problems:
            planned.reason = problems[planned.key]
        yield planned


# --- Reading ------------------------------------------------------------------------------------------------------


def read_councillors(path: Path) -> list[Entry]:
    """The councillors of the file, each with the line it starts on. Raises UnreadableFile."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("The file is empty (0 bytes). Download it again from Modern.gov.")
    if size > LARGEST:
        raise UnreadableFile(f"The file has {size // 2**20} MB. A list of councillors has less than 20.")
    raw = path.read_bytes()
    if raw.startswith(b"PK\x03\x04"):
        raise UnreadableFile("This is a ZIP file. Unpack it and choose the XML inside.")
    reader = _Reader()
    try:
        reader.parser.Parse(raw, True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN] and not _is_utf8(raw):
            raise UnreadableFile(
                f"Line {error.lineno} has letters in another encoding than the file names. Download it again from "
                "Modern.gov, and do not save it in an editor."
            )
        raise UnreadableFile(
            f"Line {error.lineno} is not XML ({expat.errors.messages[error.code]}). Choose the file of "
            "GetCouncillorsByWard from Modern.gov."
        )
    except (LookupError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("The file names an encoding that nobody knows. Download it again from Modern.gov.")
    if reader.root.lower() != "councillorsbyward":
        raise UnreadableFile(
            f"The file is XML of another kind ({reader.root[:40]}). Choose that of GetCouncillorsByWard."
        )
    return reader.found


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Reader:
    """Keeps what READ names and forgets the rest."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.path: list[str] = []
        self.words: list[str] = []
        self.root = self.ward = ""
        self.found: list[Entry] = []
        self.inside = 0  # depth at which the councillor began

    def refuse(self, *_declaration: Any) -> NoReturn:
        raise UnreadableFile("The file defines entities of its own. Download it again from Modern.gov.")

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.path.append(name.lower())
        self.root = self.root or name
        self.words = []
        if name.lower() == "ward":
            self.ward = ""
        if name.lower() == "councillor" and not self.inside:
            self.inside = len(self.path)
            self.found.append(Entry(self.parser.CurrentLineNumber, self.ward))

    def text(self, words: str) -> None:
        if sum(map(len, self.words)) < 10_000:
            self.words.append(words)

    def end(self, _name: str) -> None:
        words = "".join(self.words).strip()
        name = self.path[-1]
        if self.inside:
            wanted = READ.get("/".join(self.path[self.inside :]))
            if wanted and words:
                self.found[-1].values[wanted] = words  # of several terms the last one is the present one
            if len(self.path) == self.inside:
                self.inside = 0
        elif name == "wardtitle":
            self.ward = words
        self.path.pop()
        self.words = []
