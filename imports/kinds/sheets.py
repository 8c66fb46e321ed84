"""Reading a sheet that somebody keeps: CSV (comma, semicolon, tab, bar) or Excel, with columns of any name."""

import csv
import re
import zipfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from imports.kinds.columns import by_synonyms
from imports.kinds.files import ZIP, Row, UnreadableFile, bad_cell, encoding_of, is_workbook, numbered
from imports.kinds.planning import Planned, Progress, quietly, refused

UNPACKED = 50 * 1024 * 1024  # bytes of a workbook, all its parts together
MEMBERS = 2000  # parts of a workbook
WORKBOOK_ROWS, TEXT_ROWS, COLUMNS = 20_000, 400_000, 200
EMPTY_ROWS = 5_000  # of a workbook, all together: openpyxl makes up every row that a number further down leaves out
HEADER_WITHIN = 10  # a title may stand above the header
DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r"^sep=.$", re.IGNORECASE)  # Excel's own word on the delimiter
# What openpyxl raises for a damaged workbook; it has no error of its own for it.
DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
)


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


def header_of(path: Path, *, samples: int = 3) -> Header:
    """The names of the columns, with the first values of each. Raises UnreadableFile."""
    notes: list[str] = []
    lines = _lines(path, notes)
    first = list(islice((line for line in lines if any(line.cells)), HEADER_WITHIN + samples * 4))
    lines.close()
    if not first:
        raise UnreadableFile("There is nothing in this file. Choose the file with the list in it.")
    top = next((line for line in first[:HEADER_WITHIN] if _is_header(line.cells)), first[0])
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


def rows_of(path: Path, header: Header, *, progress: Progress = quietly) -> Iterator[Row | Planned]:
    """Every line below the header with anything in it: a `Row` by column name, or the refusal of the line."""
    width = len(header.names)
    for line in _lines(path, [], progress):
        if line.number > header.line and any(line.cells):
            yield _row(line, header, width)


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


def _lines(path: Path, notes: list[str], progress: Progress = quietly) -> Generator[Line]:
    with path.open("rb") as file:
        zipped = file.read(4) == ZIP
    if zipped and is_workbook(path):
        return _workbook_lines(path, notes, progress)
    if zipped and _is_open_document(path):
        raise UnreadableFile("This is an OpenDocument sheet (.ods). Save it as .xlsx or as CSV (UTF-8).")
    return _text_lines(path, progress)


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "content.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


# --- Text ---------------------------------------------------------------------------------------------------------


def _text_lines(path: Path, progress: Progress) -> Generator[Line]:
    encoding = encoding_of(path)
    size = path.stat().st_size
    with path.open("rb") as raw:
        delimiter = _delimiter([line.decode(encoding, "replace") for line in islice(raw, HEADER_WITHIN)])
        raw.seek(0)
        reader = csv.reader((line.decode(encoding) for line in raw), strict=True, delimiter=delimiter)
        for rows, (line, cells) in enumerate(numbered(reader, "Save the sheet again as CSV (UTF-8)."), start=1):
            if rows % 1000 == 0:
                progress(raw.tell() * 100 // size)
            if rows > TEXT_ROWS:
                raise UnreadableFile(f"The file has more than {TEXT_ROWS:,} lines. Split it.")
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


def _workbook_lines(path: Path, notes: list[str], progress: Progress) -> Generator[Line]:
    _refuse_bombs(path)
    with path.open("rb") as file:  # openpyxl judges a path by its ending, and ours has none
        try:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            yield from _sheet_lines(_sheet_with_data(book, notes), progress)
        except UnreadableFile:
            raise
        except DAMAGED:
            raise UnreadableFile("This workbook is damaged. Open it in Excel and save it again.")


def _sheet_lines(sheet: ReadOnlyWorksheet, progress: Progress) -> Iterator[Line]:
    total = min(sheet.max_row or WORKBOOK_ROWS, WORKBOOK_ROWS)
    sheet.reset_dimensions()  # what a workbook says of its own size is not to be believed
    filled = empty = 0
    for cells in sheet.iter_rows(max_col=COLUMNS + 1):
        if not any(cell.value is not None for cell in cells):
            empty += 1
            if empty > EMPTY_ROWS:
                raise UnreadableFile(
                    f"The sheet has more than {EMPTY_ROWS:,} empty rows. Copy the list into a new sheet without them."
                )
            continue
        filled += 1
        if filled > WORKBOOK_ROWS + 1:
            raise UnreadableFile(f"The sheet has more than {WORKBOOK_ROWS:,} rows. Split it, or save it as CSV.")
        line = _workbook_line(cells)
        if filled % 1000 == 0:
            progress(min(99, line.number * 100 // max(total, line.number)))
        yield line


def _refuse_bombs(path: Path) -> None:
    """A small file that unpacks to a huge one is refused before it is unpacked. Python's zipfile never reads more than
    the sizes that are told here."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
    if len(parts) > MEMBERS or unpacked > UNPACKED:
        raise UnreadableFile(
            f"This workbook unpacks to {unpacked // 1024 // 1024:,} MB. {UNPACKED // 1024 // 1024} MB can be read. "
            "Save the one sheet with the list as CSV (UTF-8)."
        )


def _sheet_with_data(book: Workbook, notes: list[str]) -> ReadOnlyWorksheet:
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        notes.append(f"Hidden sheets were not read: {', '.join(hidden)[:200]}.")
    for sheet in shown:
        rows = sheet.iter_rows(max_row=50, max_col=COLUMNS)
        if any(cell.value is not None for row in rows for cell in row):
            if len(shown) > 1:
                others = ", ".join(other.title for other in shown if other is not sheet)[:200]
                notes.append(f'Only the sheet "{sheet.title}" was read. Not read: {others}.')
            return sheet
    raise UnreadableFile("There is nothing in this workbook. Choose the file with the list in it.")


def _workbook_line(cells: Sequence[ReadOnlyCell | EmptyCell]) -> Line:
    number = next((cell.row for cell in cells if getattr(cell, "row", None)), 0)
    texts: list[str] = []
    for n, cell in enumerate(cells):
        kind, value = getattr(cell, "data_type", "n"), cell.value
        where = f"{get_column_letter(n + 1)}{number}"
        if value is not None and n >= COLUMNS:
            raise UnreadableFile(f"The sheet has more than {COLUMNS} columns. Take out those not needed.")
        if kind == "f":
            wrong = f"Cell {where} is a formula. Put the words or numbers that are meant in its place."
            return Line(number, ["?"], wrong, n, str(value))
        if kind == "e":
            return Line(number, ["?"], f"Cell {where} has an error in it. Put it right.", n, str(value))
        texts.append(_text_of(value))
    while texts and not texts[-1]:
        texts.pop()
    return Line(number, texts)


def _text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if value.year >= 1000 else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
