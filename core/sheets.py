"""Sheets that we give out: CSV and XLSX from rows of plain values, with nothing in them that a spreadsheet would run.

A cell that begins with = + - @ or a control character is read as a formula by Excel, LibreOffice and others, also in
CSV (OWASP, "CSV injection"). Names and addresses come from people, so every text gets an apostrophe there.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
# Full-width signs too: some spreadsheets fold them into the plain ones.
RUNS = re.compile(r"^[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\x00]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_000  # Excel refuses more than 32,767
WIDEST = 60
CHUNK_BYTES = 64_000


Cell = str | int | float | date
Row = Sequence[object]  # plain values and lazy texts


def defused(value: object) -> Cell:
    """The value as it may stand in a cell: a text that would run gets an apostrophe; numbers and dates stay."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | date):
        return value
    text = str(value)
    plain = CONTROL.sub("", text)[:LONGEST_CELL]
    # Both are looked at: what is taken out may have stood before what runs.
    return f"'{plain}" if RUNS.match(text) or RUNS.match(plain) else plain


def as_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8 with a mark at the start, so that Excel keeps accents; dates as 23/11/2026."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_in_words(defused(value)) for value in row])
    return out.getvalue().encode("utf-8-sig")


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """The same, row by row: for a list that does not fit into memory."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield "\ufeff".encode()
    for row in rows:
        writer.writerow([_in_words(defused(value)) for value in row])
        if out.tell() > CHUNK_BYTES:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def write_xlsx(rows: Iterable[Row], file: IO[bytes], *, title: str, bold_rows: Iterable[int] = ()) -> None:
    """One sheet into a file, row by row: for a list that does not fit into memory. Nothing hidden."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    bold, strong = set(bold_rows), Font(bold=True)
    for number, row in enumerate(rows, start=1):
        font = strong if number in bold else None
        sheet.append([_styled(sheet, _without_zone(defused(value)), font) for value in row])
    book.save(file)


def _styled(sheet: object, value: Cell, font: Font | None) -> object:
    """The value alone where that is enough: a cell of its own takes memory."""
    if font is None and not isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    if font is not None:
        cell.font = font
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
    return cell


def _sheet_title(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", title).strip("' ")[:31] or "Sheet"


def _in_words(value: Cell) -> str | int | float:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def as_xlsx(rows: Iterable[Row], *, title: str, bold_rows: Iterable[int] = ()) -> bytes:
    """One sheet, nothing hidden. `bold_rows` are counted from 1."""
    book = Workbook()
    sheet = book.active
    sheet.title = _sheet_title(title)
    widths: dict[int, int] = {}
    for row in rows:
        values = [_without_zone(defused(value)) for value in row]
        sheet.append(values)
        if len(values) > 1:
            for column, value in enumerate(values, 1):
                widths[column] = max(widths.get(column, 0), len(str(value)))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, datetime):
                cell.number_format = "dd/mm/yyyy hh:mm"
            elif isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
    for number in bold_rows:
        for cell in sheet[number]:
            cell.font = Font(bold=True)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, WIDEST)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _without_zone(value: Cell) -> Cell:
    """A spreadsheet knows no time zones; the caller gives local time."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
