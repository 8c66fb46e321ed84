"""Reads an Excel workbook and writes its lines as JSON, in a process of its own that ends when it takes too much.

Run as a script by imports/kinds/sheets.py, in no process of the site: a small file may unpack to very much, and what
openpyxl does with it holds Python's lock. Arguments: the workbook, the file to write, and the limits as JSON. The first
line written has the notes and the number of rows that the sheet says it has; each other is a row. What cannot be read
ends with UNREADABLE, and the reason on standard output.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

UNREADABLE = 3  # exit status
MEMBERS = 2000  # parts of a workbook
COLUMNS = 200
EMPTY_ROWS = 5_000  # of a workbook, all together: openpyxl makes up every row that a number further down leaves out


class Unreadable(Exception):
    """The message says what to do."""


def main(workbook: str, written: str, limits: dict[str, int]) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["unpacked"] * 4),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    refuse_bombs(workbook, limits["unpacked"])
    # What openpyxl raises for a damaged workbook; it has no error of its own for it.
    damaged = (
        InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError,
        IndexError, EOFError, NotImplementedError, OSError,
    )  # fmt: skip
    notes: list[str] = []
    try:
        with open(workbook, "rb") as file, open(written, "w", encoding="utf-8") as out:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheet = sheet_with_data(book, notes)
            out.write(json.dumps({"notes": notes, "total": sheet.max_row or 0}) + "\n")
            out.writelines(json.dumps(line) + "\n" for line in sheet_lines(sheet, limits["rows"]))
    except damaged:
        raise Unreadable("This workbook is damaged. Open it in Excel and save it again.")


def refuse_bombs(workbook: str, most: int) -> None:
    """A small file that unpacks to a huge one is refused before it is unpacked. Python's zipfile never reads more than
    the sizes that are told here."""
    with zipfile.ZipFile(workbook) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
    if len(parts) > MEMBERS or unpacked > most:
        raise Unreadable(
            f"This workbook unpacks to {unpacked // 2**20:,} MB. {most // 2**20} MB can be read. "
            "Save the one sheet with the list as CSV (UTF-8)."
        )


def sheet_with_data(book: Any, notes: list[str]) -> Any:
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
    raise Unreadable("There is nothing in this workbook. Choose the file with the list in it.")


def sheet_lines(sheet: Any, most: int) -> Iterator[list[Any]]:
    """[number, cells, why the line cannot be read, with the cell: column, value]."""
    sheet.reset_dimensions()  # what a workbook says of its own size is not to be believed
    filled = empty = 0
    for cells in sheet.iter_rows(max_col=COLUMNS + 1):
        if not any(cell.value is not None for cell in cells):
            empty += 1
            if empty > EMPTY_ROWS:
                raise Unreadable(
                    f"The sheet has more than {EMPTY_ROWS:,} empty rows. Copy the list into a new sheet without them."
                )
            continue
        filled += 1
        if filled > most + 1:
            raise Unreadable(f"The sheet has more than {most:,} rows. Split it, or save it as CSV.")
        yield line_of(cells)


def line_of(cells: Sequence[Any]) -> list[Any]:
    number = next((cell.row for cell in cells if getattr(cell, "row", None)), 0)
    texts: list[str] = []
    for n, cell in enumerate(cells):
        kind, value = getattr(cell, "data_type", "n"), cell.value
        where = f"{get_column_letter(n + 1)}{number}"
        if value is not None and n >= COLUMNS:
            raise Unreadable(f"The sheet has more than {COLUMNS} columns. Take out those not needed.")
        if kind == "f":
            wrong = f"Cell {where} is a formula. Put the words or numbers that are meant in its place."
            return [number, ["?"], wrong, n, str(value)]
        if kind == "e":
            return [number, ["?"], f"Cell {where} has an error in it. Put it right.", n, str(value)]
        texts.append(text_of(value))
    while texts and not texts[-1]:
        texts.pop()
    return [number, texts, "", 0, ""]


def text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if value.year >= 1000 else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
    except Unreadable as reason:
        print(reason)
        sys.exit(UNREADABLE)
