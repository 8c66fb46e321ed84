"""Sheets that we give out: CSV and XLSX from rows of plain values, with nothing in them that a spreadsheet would run.

A cell that begins with = + - @ or a control character is read as a formula by Excel, LibreOffice and others, also in
CSV (OWASP, "CSV injection"). Names and addresses come from people, so every text gets an apostrophe there.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

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


def defused(value):
    """The value as it may stand in a cell: a text that would run gets an apostrophe; numbers and dates stay."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | date):
        return value
    text = str(value)
    plain = CONTROL.sub("", text)[:LONGEST_CELL]
    # Both are looked at: what is taken out may have stood before what runs.
    return f"'{plain}" if RUNS.match(text) or RUNS.match(plain) else plain


def as_csv(rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with a mark at the start, so that Excel keeps accents; dates as 23/11/2026."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_in_words(defused(value)) for value in row])
    return out.getvalue().encode("utf-8-sig")


def csv_lines(rows: Iterable[Sequence]) -> Iterator[bytes]:
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


def write_xlsx(rows: Iterable[Sequence], file, *, title: str, bold_rows: Iterable[int] = ()) -> None:
    """One sheet into a file, row by row: for a list that does not fit into memory. Nothing hidden."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    bold, strong = set(bold_rows), Font(bold=True)
    for number, row in enumerate(rows, start=1):
        cells = [_without_zone(defused(value)) for value in row]
        if number in bold:
            cells = [WriteOnlyCell(sheet, value=value) for value in cells]
            for cell in cells:
                cell.font = strong
        sheet.append([_dated(sheet, value) if isinstance(value, date) else value for value in cells])
    book.save(file)


def _dated(sheet, value: date) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
    return cell


def _sheet_title(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", title).strip("' ")[:31] or "Sheet"


def _in_words(value):
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def as_xlsx(rows: Iterable[Sequence], *, title: str, bold_rows: Iterable[int] = ()) -> bytes:
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


def _without_zone(value):
    """A spreadsheet knows no time zones; the caller gives local time."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
