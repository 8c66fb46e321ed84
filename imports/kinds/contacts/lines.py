"""One line of a sheet: names, numbers, days and an address, as they were meant."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from core.dates import BadDate, read_date
from imports.kinds.files import Row
from imports.kinds.numbers import NUMBER, URN, wrong_number
from imports.kinds.planning import Planned, RefusedCell, refused
from people.addresses import normal_address, validate_address
from people.enums import Role
from people.names import folded, tidy, tidy_name, wrong_name, wrong_part

TITLES = frozenset(
    "mr mrs miss ms mx dr doctor prof professor revd rev reverend fr father sir dame lady lord cllr councillor canon "
    "rabbi imam sister brother".split()
)
NAMED_ADDRESS = re.compile(r"^(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>$")  # Rowan Mock <rowan@mock.example>
LONGEST_TITLE = 40
LONGEST_CELL_READ = 1_000
# The words of roles on sheets, the first that fits. GIAS's own are among them.
ROLE_WORDS = (
    (r"\bvice\b|\bdeputy chair", Role.GOVERNOR),
    (r"^(co )?chair\b|\bchair of (the )?(governors|governing|board|trustees|local)", Role.CHAIR_OF_GOVERNORS),
    (r"governance professional|\bclerk\b", Role.GOVERNANCE_PROFESSIONAL),
    (r"\bgovernors?\b|\btrustees?\b", Role.GOVERNOR),
    (r"head ?teacher|^head$|^principal$|^executive head", Role.HEADTEACHER),
    (r"^dsl$|designated safeguarding", Role.DSL),
    (r"councillor", Role.COUNCILLOR),
    (r"^teacher$", Role.TEACHER),
    (r"^partner$", Role.PARTNER),
)
# Who sits on a governing board, or works with it.
BOARD_ROLES = (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.HEADTEACHER, Role.DSL)


@dataclass(slots=True)
class ContactRow:
    """What a line asks for."""

    line: int
    gid: str
    urn: str
    uid: str
    school: str
    title: str
    given_name: str
    family_name: str
    address: str
    role: Role | None
    role_said: bool  # the sheet names it; else it is what the run takes for all
    starts_on: date | None
    ends_on: date | None
    place: int | None = None  # the organisation, once it is found

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def folded(self) -> str:
        return folded(self.full_name)

    @property
    def key(self) -> str:
        return self.gid or self.address or self.urn or self.uid


def wanted_of(row: Row, columns: dict[str, str], default_role: str = "", *, today: date) -> ContactRow | Planned:
    """The line, or its refusal with the column and the value that are wrong."""
    cells = {field: row[column] for field, column in columns.items()}
    try:
        return _read(row.line, cells, default_role, today)
    except RefusedCell as error:
        names = (cells.get("name") or f"{cells.get('given_name', '')} {cells.get('family_name', '')}").strip()
        return refused(
            row.line,
            str(error),
            column=columns.get(error.column, ""),
            value=cells.get(error.column, ""),
            key=cells.get("gid") or cells.get("email", ""),
            subject=tidy(names),
        )


def _read(line: int, cells: dict[str, str], default_role: str, today: date) -> ContactRow:
    for field, cell in cells.items():
        if len(cell) > LONGEST_CELL_READ:
            raise RefusedCell(
                field, f"This is longer than {LONGEST_CELL_READ:,} characters. Give each person their own line."
            )
    address, name_beside = _address(cells.get("email", ""))
    if name_beside and not any(cells.get(field) for field in ("name", "given_name", "family_name")):
        cells = {**cells, "name": name_beside}
    title, given, family = _name(cells)
    starts, ends = _day(cells, "starts_on", today), _day(cells, "ends_on", today)
    if starts and ends and ends < starts:
        raise RefusedCell("ends_on", f"The term ends ({cells['ends_on']}) before it starts ({cells['starts_on']}).")
    role = _role(cells.get("role", ""))
    return ContactRow(
        line=line,
        gid=_number(cells, "gid", "GID"),
        urn=_number(cells, "urn", "URN", URN),
        uid=_number(cells, "uid", "UID"),
        school=cells.get("school", ""),
        title=title,
        given_name=given,
        family_name=family,
        address=address,
        role=role or (Role(default_role) if default_role else None),
        role_said=role is not None,
        starts_on=starts,
        ends_on=ends,
    )


def _number(cells: dict[str, str], field: str, label: str, form: re.Pattern[str] = NUMBER) -> str:
    value = cells.get(field, "")
    problem = wrong_number(label, value, form) if value else ""
    if problem:
        raise RefusedCell(field, problem)
    return value


def _day(cells: dict[str, str], field: str, today: date) -> date | None:
    try:
        return read_date(cells[field], today=today) if cells.get(field) else None
    except BadDate as error:
        raise RefusedCell(field, str(error))


def _role(text: str) -> Role | None:
    if not text:
        return None
    words = " ".join(folded(text).split())
    role = next((role for form, role in ROLE_WORDS if re.search(form, words)), None)
    if role is None:
        known = ", ".join(str(role.label) for role in Role if role != Role.COUNCIL_OFFICER)
        raise RefusedCell("role", f"This is no role that we know. Known are: {known}.")
    return role


def _address(text: str) -> tuple[str, str]:
    """(address, name written beside it)."""
    text = tidy(text).removeprefix("mailto:").strip().rstrip(",;")
    beside = ""
    found = NAMED_ADDRESS.match(text)
    if found:
        beside, text = found["name"].strip(' "'), found["address"]
    if text.count("@") > 1:
        raise RefusedCell("email", "There is more than one e-mail address in the cell. Keep one.")
    if "," in text.partition("@")[2] or ("," in text and not any(c.isspace() for c in text)):
        raise RefusedCell("email", "There is a comma in the address.")
    address = normal_address(text)
    if address:
        try:
            validate_address(address)
        except ValidationError as error:
            raise RefusedCell("email", " ".join(str(message) for message in error.messages))
    return address, beside


# --- Names --------------------------------------------------------------------------------------------------------


def split_full_name(text: str) -> tuple[str, str, str]:
    """(title, given, family) from "Mrs Ann Mary Example", "Example, Ann Mary" or "Ann Example"."""
    text = tidy_name(text)
    family, comma, given = text.partition(",")
    if comma and given.strip() and "," not in given:
        title, given = _without_title(given.strip())
        first_title, family = _without_title(family.strip())
        return title or first_title, given, family
    title, rest = _without_title(text)
    given, _blank, family = rest.rpartition(" ")
    return title, given, family


def _without_title(text: str) -> tuple[str, str]:
    first, _blank, rest = text.partition(" ")
    return (first, rest.strip()) if rest and first.lower().rstrip(".") in TITLES else ("", text)


def _name(cells: dict[str, str]) -> tuple[str, str, str]:
    given, family = tidy_name(cells.get("given_name", "")), tidy_name(cells.get("family_name", ""))
    title = tidy_name(cells.get("title", ""))
    field = "family_name" if cells.get("family_name") else "given_name"
    if not given and not family:
        field = "name"
        said, given, family = split_full_name(cells.get("name", ""))
        title = title or said
    if "@" in given + family:
        raise RefusedCell(field, "This is an address, where a name should be. Check the columns.")
    if (given or family) and not any(c.isalpha() for c in given + family):
        raise RefusedCell(field, "There are no letters in this name.")
    if (given or family) and (problem := wrong_name(given, family)):
        raise RefusedCell(field, problem)
    return "" if wrong_part(title[:LONGEST_TITLE]) else title[:LONGEST_TITLE], given, family
