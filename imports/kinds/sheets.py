"""Reading a sheet that somebody keeps: CSV (comma, semicolon, tab, bar) or Excel, with columns of any name."""

import csv
import json
import re
import sys
import tempfile
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from core.subprocess_limits import TookTooLong, run_script
from imports.kinds import workbook_reader
from imports.kinds.columns import by_synonyms
from imports.kinds.files import OLD_MAC, ZIP, Row, UnreadableFile, bad_cell, encoding_of, is_workbook, numbered
from imports.kinds.planning import Planned, Progress, quietly, refused
from imports.kinds.workbook_reader import COLUMNS, UNREADABLE

UNPACKED = 50 * 2**20  # bytes of a workbook, all its parts together
WORKBOOK_ROWS, TEXT_ROWS = 20_000, 400_000
READER = Path(workbook_reader.__file__)
TAKES_TOO_LONG = "This workbook takes too long to read. Save the one sheet with the list as CSV (UTF-8)."
HEADER_WITHIN = 10  # a title may stand above the header
DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r"^sep=.$", re.IGNORECASE)  # Excel's own word on the delimiter


@dataclass(frozen=True)
class Limits:
    """What reading a workbook may take: bytes unpacked, seconds of a processor, bytes of memory, rows."""

    unpacked: int = UNPACKED
    seconds: int = 60
    memory: int = 2 * 2**30
    rows: int = WORKBOOK_ROWS


FOR_OFFICERS = Limits()  # read by a worker
FOR_A_REQUEST = Limits(seconds=10)  # its header, while an officer waits
FOR_CLERKS = Limits(unpacked=5 * 2**20, seconds=5, memory=2**29, rows=1_000)  # somebody waits for it


@dataclass
class Header:
    names: list[str]
    line: int
    samples: list[list[str]] = field(default_factory=list)  # the first values of each column
    notes: list[str] = field(default_factory=list)  # what was noticed about the file as a whole


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    cells: list[str]
    wrong: str = ""  # why the line cannot be read, with the cell
    column: int = 0
    value: str = ""


class Sheet:
    """A sheet that was opened; it can be read more than once."""

    def __init__(self, path: Path, limits: Limits, unpacked: Path | None) -> None:
        self.path, self.limits, self.unpacked = path, limits, unpacked

    def header(self, *, samples: int = 3) -> Header:
        """The names of the columns, with the first values of each. Raises UnreadableFile."""
        notes: list[str] = []
        lines = self._lines(notes)
        first = list(islice((line for line in lines if any(line.cells)), HEADER_WITHIN + samples * 4))
        lines.close()
        return _header_in(first, notes, samples)

    def rows(self, header: Header, *, progress: Progress = quietly) -> Iterator[Row | Planned]:
        """Every line below the header with anything in it: a `Row` by column name, or the refusal of the line."""
        width = len(header.names)
        for line in self._lines([], progress):
            if line.number > header.line and any(line.cells):
                yield _row(line, header, width)

    def _lines(self, notes: list[str], progress: Progress = quietly) -> Generator[Line]:
        if self.unpacked:
            return _workbook_lines(self.unpacked, notes, progress)
        most = TEXT_ROWS if self.limits.rows == WORKBOOK_ROWS else self.limits.rows
        return _text_lines(self.path, progress, most)


@contextmanager
def opened(path: Path, limits: Limits = FOR_OFFICERS) -> Iterator[Sheet]:
    """Raises UnreadableFile."""
    with path.open("rb") as file:
        zipped = file.read(4) == ZIP
    if zipped and is_workbook(path):
        with unpacked_workbook(path, limits) as unpacked:
            yield Sheet(path, limits, unpacked)
        return
    if zipped and _is_open_document(path):
        raise UnreadableFile("This is an OpenDocument sheet (.ods). Save it as .xlsx or as CSV (UTF-8).")
    yield Sheet(path, limits, None)


def header_of(path: Path, limits: Limits = FOR_A_REQUEST) -> Header:
    """The names of the columns, with the first values of each. Raises UnreadableFile."""
    with opened(path, limits) as sheet:
        return sheet.header()


def _header_in(first: list[Line], notes: list[str], samples: int) -> Header:
    if not first:
        raise UnreadableFile("There is nothing in this file. Choose the file with the list in it.")
    top = next((line for line in first[:HEADER_WITHIN] if _is_header(line.cells)), first[0])
    if any("@" in cell for cell in top.cells):  # the first person of a list would be taken for the names of its columns
        raise UnreadableFile(
            "The first line has an address in it, so the columns have no names. Put a line above it that says what is "
            "in each column, for example: Name, Email, Role."
        )
    if top is not first[0]:
        notes.append(f"The names of the columns were found on line {top.number}. Lines above it were not read.")
    names = _unique(top.cells)
    if len(names) > COLUMNS:
        raise UnreadableFile(f"The sheet has {len(names)} columns. {COLUMNS} can be read. Take out those not needed.")
    below = [line for line in first if line.number > top.number]
    values = [
        [line.cells[n] for line in below if n < len(line.cells) and line.cells[n]][:samples] for n in range(len(names))
    ]
    return Header(names, top.number, values, notes)


def _row(line: Line, header: Header, width: int) -> Row | Planned:
    if line.wrong:
        name = header.names[line.column] if line.column < width else ""
        return refused(line.number, line.wrong, column=name or "?", value=line.value)
    if any(line.cells[width:]):
        return refused(
            line.number,
            f"This line has {len(line.cells)} cells and the header {width}. "
            "Look for a comma outside quotation marks, or give the column a name.",
        )
    row = {name: cell for name, cell in zip(header.names, line.cells, strict=False) if name}
    return bad_cell(line.number, row) or Row(line.number, row)


def _is_header(cells: list[str]) -> bool:
    """A line of at least two names of columns that we know. A line with an address or a number in it is of people."""
    if any("@" in cell or any(c.isdigit() for c in cell[:2]) for cell in cells):
        return False
    found = by_synonyms(cells)
    return len(found) > 1 and bool({"email", "name", "family_name"} & set(found))


def _unique(cells: list[str]) -> list[str]:
    names: list[str] = []
    while cells and not cells[-1]:
        cells = cells[:-1]
    for cell in cells:
        name = " ".join(cell.split())[:100]
        times = sum(1 for other in names if other == name or re.fullmatch(re.escape(name) + r" \(\d+\)", other))
        names.append(f"{name} ({times + 1})" if name and times else name)
    return names


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "content.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


# --- Text ---------------------------------------------------------------------------------------------------------


def _text_lines(path: Path, progress: Progress, most: int) -> Generator[Line]:
    encoding = encoding_of(path)
    size = path.stat().st_size
    with path.open("rb") as raw:
        delimiter = _delimiter([line.decode(encoding, "replace") for line in islice(raw, HEADER_WITHIN)])
        raw.seek(0)
        if b"\r" in raw.readline().strip(b"\r\n"):
            raise UnreadableFile(OLD_MAC)
        raw.seek(0)
        reader = csv.reader((line.decode(encoding) for line in raw), strict=True, delimiter=delimiter)
        for rows, (line, cells) in enumerate(numbered(reader, "Save the sheet again as CSV (UTF-8)."), start=1):
            if rows % 1000 == 0:
                progress(raw.tell() * 100 // size)
            if rows > most:
                raise UnreadableFile(f"The file has more than {most:,} lines. Split it.")
            if line == 1 and SEPARATOR_LINE.match("".join(cells)):
                continue
            yield Line(line, [" ".join(cell.split()) if cell.isspace() else cell.strip() for cell in cells])


def _delimiter(lines: list[str]) -> str:
    """The mark that parts the cells of the widest of the first lines, outside quotation marks."""
    most = dict.fromkeys(DELIMITERS, 0)
    for line in lines:
        bare = re.sub(r'"[^"]*"', "", line)
        for mark in DELIMITERS:
            most[mark] = max(most[mark], bare.count(mark))
    return max(DELIMITERS, key=lambda mark: most[mark])


# --- Workbooks ----------------------------------------------------------------------------------------------------


@contextmanager
def unpacked_workbook(path: Path, limits: Limits) -> Iterator[Path]:
    """The lines of a workbook as a file, read by a process of its own (workbook_reader.py). Raises UnreadableFile."""
    with tempfile.NamedTemporaryFile(prefix="workbook-", suffix=".jsonl") as lines:
        command = [sys.executable, "-I", str(READER), str(path), lines.name, json.dumps(asdict(limits))]
        try:
            done = run_script(command, wall=limits.seconds * 4)
        except TookTooLong as error:
            raise UnreadableFile(TAKES_TOO_LONG) from error
        if done.status == UNREADABLE:
            raise UnreadableFile(done.said.strip())
        if done.status:  # out of time or memory, or the reader itself failed
            raise UnreadableFile(TAKES_TOO_LONG)
        yield Path(lines.name)


def _workbook_lines(unpacked: Path, notes: list[str], progress: Progress) -> Generator[Line]:
    with unpacked.open(encoding="utf-8") as file:
        head = json.loads(next(file))
        notes += head["notes"]
        total = min(head["total"] or WORKBOOK_ROWS, WORKBOOK_ROWS)
        for rows, text in enumerate(file, start=1):
            line = Line(*json.loads(text))
            if rows % 1000 == 0:
                progress(min(99, line.number * 100 // max(total, line.number)))
            yield line
