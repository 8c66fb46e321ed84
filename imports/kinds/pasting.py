"""A list that somebody pastes: one person a line, as people write it, or rows out of a spreadsheet."""

import csv
import io
import re
from datetime import date

from core.dates import BadDate, read_date
from imports.kinds.columns import by_synonyms
from imports.kinds.contacts.lines import LONGEST_CELL_READ, ROLE_WORDS
from imports.kinds.files import LONGEST_CELL
from people.names import folded

NAMES = ["Name", "E-mail address", "Role", "Term starts", "Term ends"]
ENDS_ADDRESS = "<>,;"  # and any blank
BULLET = re.compile(r"^\s*(?:[•*·–-]|\d{1,3}[.)])\s+")
# A comma that was typed for a dot: name@governors,example
AFTER_COMMA = re.compile(r",(\s?)([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5})(?![^\s<>,;])")
LAST_LABELS = frozenset("uk com org net eu info ie wales scot london example".split())


def as_sheet(text: str) -> tuple[bytes, list[str] | None]:
    """(CSV, the names of its columns, or None if the text has a header of its own). Lines keep their numbers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    top = next((line for line in lines if line.strip()), "")
    if _is_header(top):
        return "\n".join(lines).encode(), None
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in lines:
        writer.writerow(_cells(line))
    return out.getvalue().encode(), NAMES


def as_text(sheet: bytes) -> str:
    """The list again, for somebody who wants to change it."""
    rows = csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""))
    return "\n".join(", ".join(cell for cell in row if cell) for row in rows).strip("\n")


def _is_header(line: str) -> bool:
    if "@" in line or len(line) > LONGEST_CELL_READ:
        return False
    cells = [cell.strip() for cell in re.split(r"[\t;,]", line)]
    found = by_synonyms(cells)
    return len(found) > 1 and bool({"email", "name", "family_name"} & set(found))


def _cells(line: str) -> list[str]:
    """[name, address, role, start, end] of one line."""
    line = BULLET.sub("", line.strip()).strip()
    if len(line) > LONGEST_CELL_READ:
        return [line[:LONGEST_CELL], "", "", "", ""]  # not taken apart: the importer refuses a cell as long as this
    before, address, after = _around_address(line)
    rest = f"{before}\t{after}" if address else line
    by_tab = "\t" in line
    parts = [part.strip().strip('"').strip() for part in re.split(r"[\t;]" if by_tab else r"[\t;,]", rest)]
    names: list[str] = []
    dates: list[str] = []
    role = ""
    for part in filter(None, parts):
        if _is_date(part):
            dates.append(part)
        elif not role and names and _is_role(part):
            role = part
        else:
            names.append(part.strip(" -–"))
    # "Mock, Rowan" is the family name first; cells of a spreadsheet stand in the order of speech.
    name = (" " if by_tab or len(names) != 2 else ", ").join(name for name in names if name)
    starts, ends = [*dates, "", ""][:2] if len(dates) != 1 else ("", dates[0])
    return [name, address, role, starts, ends]


def _around_address(line: str) -> tuple[str, str, str]:
    """(what stands before the address, the address, what stands after it). In one pass, whatever the line."""
    at = line.find("@")
    if at < 0:
        return line, "", ""
    start, end = at, at + 1
    while start and not _ends_address(line[start - 1]):
        start -= 1
    while end < len(line) and not _ends_address(line[end]):
        end += 1
    comma = AFTER_COMMA.match(line, end)
    if comma and _is_rest_of_domain(line[at + 1 : end], comma[1], comma[2]):
        end = comma.end()
    return line[:start].rstrip().removesuffix("<"), line[start:end], line[end:].lstrip().removeprefix(">")


def _ends_address(mark: str) -> bool:
    return mark in ENDS_ADDRESS or mark.isspace()


def _is_rest_of_domain(domain: str, blank: str, piece: str) -> bool:
    """A word that follows the comma at once is the rest of a domain that has no dot yet; "uk" or "org" always is."""
    last = piece.rpartition(".")[2]
    if last in LAST_LABELS:
        return True
    return bool(domain) and "." not in domain and not blank and last.isalpha() and not _is_role(piece)


def _is_date(part: str) -> bool:
    """Whether it was meant as a day, even as one that there is not: the importer then says so at its column."""
    try:
        return read_date(part, today=date.max) is not None
    except BadDate as error:
        return error.shaped


def _is_role(part: str) -> bool:
    words = folded(part)
    return any(re.search(form, words) for form, _role in ROLE_WORDS)
