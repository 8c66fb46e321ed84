"""Sheets that we give out: CSV and XLSX from rows of plain values, with nothing in them that a spreadsheet would run.

A cell that begins with = + - @ or a control character is read as a formula by Excel, LibreOffice and others, also in
CSV (OWASP, "CSV injection"). Names and addresses come from people, so every text gets an apostrophe there. Times are
local, as a head row of each sheet says.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
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
MEASURED = 200  # rows that say how wide a column is
CHUNK_BYTES = 64_000


Cell = str | int | float | date
Row = Sequence[object]  # plain values and lazy texts


def defused(value: object) -> Cell:
    """The value as it may stand in a cell: a text that would run gets an apostrophe; numbers and dates stay."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float | date):
        return value
    text = str(value)
    plain = CONTROL.sub("", text)[:LONGEST_CELL]
    # Both are looked at: what is taken out may have stood before what runs.
    return f"'{plain}" if RUNS.match(text) or RUNS.match(plain) else plain


def as_csv(rows: Iterable[Row]) -> bytes:
    return b"".join(csv_lines(rows))


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Row by row, for a list that does not fit into memory; dates as 23/11/2026.

    UTF-8 with a mark at the start, so that Excel keeps accents.
    """
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
    """One sheet into a file, row by row: for a list that does not fit into memory. Nothing hidden.

    `bold_rows` are counted from 1. Columns are as wide as what stands in the first rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    lines = ([_local(defused(value)) for value in row] for row in rows)
    first = list(islice(lines, MEASURED))
    for column, width in _widths(first).items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, WIDEST)
    bold, strong = set(bold_rows), Font(bold=True)
    for number, line in enumerate(chain(first, lines), start=1):
        font = strong if number in bold else None
        sheet.append([_styled(sheet, value, font) for value in line])
    book.save(file)


def as_xlsx(rows: Iterable[Row], *, title: str, bold_rows: Iterable[int] = ()) -> bytes:
    """The same, for a short list."""
    out = io.BytesIO()
    write_xlsx(rows, out, title=title, bold_rows=bold_rows)
    return out.getvalue()


def sheet_response(
    rows: Iterable[Row], *, file_type: str, file_name: str, title: str, bold_rows: Iterable[int] = ()
) -> HttpResponseBase:
    """The answer that gives a sheet out. `file_type` is one of TYPES, `file_name` has no ending."""
    if file_type == "csv":
        response = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
        response["Content-Disposition"] = content_disposition_header(True, f"{file_name}.csv")
        return response
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(rows, file, title=title, bold_rows=bold_rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{file_name}.xlsx", content_type=XLSX_TYPE)


def _widths(lines: Iterable[Sequence[Cell]]) -> dict[int, int]:
    """Characters by column. A line of one cell is a heading of the whole sheet, and runs over the columns."""
    widths: dict[int, int] = {}
    for line in lines:
        for column, value in enumerate(line if len(line) > 1 else (), 1):
            widths[column] = max(widths.get(column, 0), len(str(value)))
    return widths


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
    value = _local(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _local(value: Cell) -> Cell:
    """As the clock on the wall shows it: a spreadsheet knows no time zones."""
    if not isinstance(value, datetime):
        return value
    local = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    return local.replace(microsecond=0)
