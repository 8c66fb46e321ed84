"""Reading what people send: encodings, line lengths, columns by name, dates, and the damage that spreadsheets do."""

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Protocol

from core.dates import BadDate, read_date
from imports.kinds.planning import Context, Planned, Progress, RefusedCell, quietly, refused

LONGEST_LINE = 200_000  # characters; the widest line of a real extract has about 3,000
LONGEST_CELL = 10_000
TURNED_FILE = 3  # dates with the month first from which the whole file is taken to be turned
# Establishment files, governance files, councillors and files saved elsewhere.
EXTRACT_DATE = re.compile(r"\d\d-\d\d-\d{4}|\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d", re.ASCII)
ZIP, UTF16, OLE = b"PK\x03\x04", (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), b"\xd0\xcf\x11\xe0"
UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# What UTF-8 looks like after somebody has read it as cp1252 and saved it again.
TWICE_ENCODED = re.compile("Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ¡-¿]|â€[™œ“”˜¦]|ï»¿")
FORMULA = re.compile(r"^\s*(=|@|[+-]\s*[A-Za-z(])|^[\t\r]")


OLD_MAC = "The lines end as on an old Mac. Save the file as CSV (UTF-8), or download it again."


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Row:
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@lru_cache(maxsize=4096)  # the same days stand in thousands of lines
def read_extract_date(text: str) -> date | None:
    """Return the day as an extract writes it, or None for a blank. Raises BadDate.

    Stricter than the reader of sheets that people write: an extract in any other form was saved again elsewhere, and
    its dates may be turned.
    """
    if not text:
        return None
    if EXTRACT_DATE.fullmatch(text):
        return read_date(text, today=date.max)  # the year is written in full
    raise _why_no_date(text)


def _why_no_date(text: str) -> BadDate:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return BadDate(
            f"{text} is a date as Excel keeps it inside. Download the file again and do not save it in Excel."
        )
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", text, re.ASCII):
        return BadDate(f"{text} has a year of two digits. Download the file again and do not save it in Excel.")
    return BadDate(f"{text} is not a date like 31-08-2027 or 31/08/2027.", shaped=False)


class Dates:
    """The dates of one file. One with the month first is refused alone; many make all of them doubtful."""

    def __init__(self) -> None:
        self.seen = self.turned = 0

    def read(self, row: Row, column: str) -> date | None:
        self.seen += bool(row[column])
        try:
            return read_extract_date(row[column])
        except BadDate as error:
            self.turned += error.turned
            raise RefusedCell(column, str(error))

    def look_back(self, context: Context) -> None:
        """What only the whole file shows. Raises UnreadableFile."""
        if self.turned >= TURNED_FILE and self.turned * 20 > self.seen:
            raise UnreadableFile(
                f"{self.turned} dates have the month first, so all dates of this file may be turned. "
                "Nothing was read. Download the extract again, and do not save it in Excel."
            )
        if self.turned:
            context.note("Some dates have the month first. Check the other dates of this file too.")


# --- Text ---------------------------------------------------------------------------------------------------------


def encoding_of(path: Path) -> str:
    """utf-8-sig or cp1252 for a text file; UnreadableFile for all else. Reads the file once, a piece at a time."""
    if path.stat().st_size == 0:
        raise UnreadableFile("The file is empty (0 bytes). Download or save it again.")
    with path.open("rb") as file:
        _known_shape(file.read(8), path)
        file.seek(0)
        utf8 = codecs.getincrementaldecoder("utf-8")()
        is_utf8, multibyte, invalid, number = True, 0, 0, 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise UnreadableFile(
                    f"Line {number} has more than {LONGEST_LINE:,} characters, so this is not such a file. "
                    "Download the extract again."
                )
            if b"\0" in line:
                raise UnreadableFile(f"Line {number} holds bytes that no text has. Save the sheet as CSV (UTF-8).")
            if line.isascii():
                continue
            try:
                utf8.decode(line, final=True)
                multibyte = multibyte or number
            except UnicodeDecodeError:
                utf8.reset()
                is_utf8, invalid = False, invalid or number
                if UNDEFINED_IN_CP1252.search(line):
                    raise UnreadableFile(
                        f"Line {number} is neither UTF-8 nor Windows text (cp1252). Save the sheet as CSV (UTF-8)."
                    )
    if not is_utf8 and multibyte:
        raise UnreadableFile(
            f"The file mixes two encodings: line {multibyte} is UTF-8, line {invalid} is Windows text (cp1252). "
            "Download it again, or save the sheet as CSV (UTF-8)."
        )
    return "utf-8-sig" if is_utf8 else "cp1252"


def _known_shape(head: bytes, path: Path) -> None:
    if head.startswith(ZIP):
        if is_workbook(path):
            raise UnreadableFile("This is an Excel workbook. Save it as CSV (UTF-8), or download the CSV again.")
        raise UnreadableFile("This is a ZIP file. Unpack it and choose the file inside.")
    if head.startswith(UTF16):
        raise UnreadableFile('This is "Unicode text" (UTF-16). Save the sheet as CSV (UTF-8).')
    if head.startswith(OLE):
        raise UnreadableFile("This is an old Excel file (.xls). Save it as .xlsx or as CSV (UTF-8).")
    if head.startswith(b"%PDF"):
        raise UnreadableFile("This is a PDF. The list is needed as CSV or as an Excel workbook (.xlsx).")


def is_workbook(path: Path) -> bool:
    """Whether a ZIP file is a workbook of Excel."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def read_table(path: Path, required: set[str], *, progress: Progress = quietly) -> Iterator[Row | Planned]:
    """Every line below the header: a `Row` by column name, or the refusal of a line that cannot be one.

    Lines are counted as an editor shows them. Memory stays flat however long the file is.
    """
    encoding = encoding_of(path)
    size = path.stat().st_size
    with path.open("rb") as raw:
        lines = (line.decode(encoding) for line in raw)
        first = next(lines, "")
        reader = csv.reader(chain([first], lines), strict=True)
        header = _header(reader, required, first)
        width = len(header)
        for line, cells in numbered(reader, "Download the extract again."):
            if line % 1000 == 0:
                progress(raw.tell() * 100 // size)
            if any(cells):
                yield _row(line, header, width, cells)


class CsvReader(Protocol):
    """What csv.reader makes; its type has no public name."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


def numbered(reader: CsvReader, advice: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a CSV reader; the line is that on which a row starts. `advice`: what to do with a bad file."""
    at = reader.line_num + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(
                f"Line {at} cannot be read: a quotation mark is not closed or out of place ({error}). {advice}"
            )
        yield at, cells
        at = reader.line_num + 1


def _header(reader: CsvReader, required: set[str], first: str) -> list[str]:
    try:
        header = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    except csv.Error:
        header = []
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if required & {cell.strip('" ') for cell in first.split(mark)} and len(header) < len(required):
            raise UnreadableFile(f"The cells are parted by {name}. Download the extract again: commas part them there.")
    if "\r" in first.strip("\r\n"):
        raise UnreadableFile(OLD_MAC)
    missing = sorted(required - set(header))
    if missing:
        found = (", ".join(name for name in header if name) or first.strip())[:200]
        raise UnreadableFile(
            f"The file has no column {', '.join(missing)}. Its first line says: {found or 'nothing'}. "
            "Check that it is the right kind of file, and download it again."
        )
    named = [name for name in header if name]
    twice = sorted({name for name in named if named.count(name) > 1} & required)
    if twice:
        raise UnreadableFile(f"The file has the column {', '.join(twice)} twice. Download it again.")
    return header


def _row(line: int, header: list[str], width: int, cells: list[str]) -> Row | Planned:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return refused(
            line, f"This line has {len(cells)} cells and the header {width}. Look for a comma outside quotation marks."
        )
    if len(cells) < width:
        return refused(line, f"This line has {len(cells)} cells and the header {width}. It breaks off.")
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
    return bad_cell(line, row) or Row(line, row)


def bad_cell(line: int, row: dict[str, str]) -> Planned | None:
    """The refusal of a line with a cell that no honest list has."""
    for column, cell in row.items():
        if not cell:
            continue
        if cell[0] in "=@+-" and FORMULA.match(cell):
            return refused(line, "The cell is a formula. Type the words that are meant.", column=column, value=cell)
        if len(cell) > LONGEST_CELL:
            return refused(line, f"The cell has {len(cell):,} characters.", column=column, value=cell[:80])
        if not cell.isascii() and TWICE_ENCODED.search(cell):
            return refused(
                line,
                "The letters were read in the wrong encoding and saved again. Download the file again.",
                column=column,
                value=cell,
            )
    return None
