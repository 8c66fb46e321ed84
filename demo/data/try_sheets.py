"""Half-bad files for trying the import by hand. `make_extracts.py` writes them into `try/`; README.md says what each
line tries, and tests/demo/test_try_sheets.py holds it.
"""

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook

SENT_ON = (2026, 11, 23, 9, 0, 0)  # the workbook says so of itself, whenever it is made
FIELDS = ("name", "email", "urn", "role", "starts_on", "ends_on", "gid", "parking")
# Two are guessed, the others have to be matched by hand. The CSV has usual ones.
WORKBOOK_HEADER = (
    "Board member", "Contact email (home)", "School no.", "Position", "In from", "Out by", "GIAS ref", "Parking",
)  # fmt: skip
CSV_HEADER = (
    "Governor name", "Email address", "School URN", "Position", "Start date", "End date", "GIAS ID", "Parking",
)  # fmt: skip
TITLE = "Our boards, autumn term 2026"
FORMULA = '=HYPERLINK("mailto:dalby@fixtureham.example","Dalby")'


def line(name="", email="", urn="", starts_on="", ends_on="", *, role="Governor", gid="", parking=""):
    return dict(zip(FIELDS, (name, email, urn, role, starts_on, ends_on, gid, parking), strict=True))


JUNIOR, HERONSTILE, KITEHOLLOW, BRAMBLECOTE, SALTGRASS = "900043", "900021", "900055", "900058", "900067"
CONTACTS = (
    # Good
    line("Verity Fictley", "verity@fictley.example", HERONSTILE, parking="yes"),
    line("Zoë Exampleton", "zoe@exampleton.example", KITEHOLLOW, date(2026, 11, 20), date(2030, 11, 19)),
    line("Elowen Placeholm", "elowen.placeholm2@governors.example", JUNIOR, role="Chair of governors"),
    line("Kenver Pretendly-Test", "pretendly-test@governors.example", BRAMBLECOTE, date(2026, 11, 20)),
    line("Loveday Pretendly-Test", "pretendly-test@governors.example", BRAMBLECOTE, date(2026, 11, 20)),
    line("Kestrel Mockford", "kestrel.mockford@governors.example", "900034"),
    line("Ruan Placeholm", "office@heronstile.example", HERONSTILE),
    line("Zoë Exampleton", "zoe@exampleton.example", KITEHOLLOW, date(2026, 11, 20), date(2030, 11, 19)),
    # Somebody has to choose
    line("Loic Checkley", "loic@checkley.example", SALTGRASS),
    line("PERRAN CHECKLEY", "perran@checkley.example", KITEHOLLOW),
    line("Ambra Testwel", "ambra@testwell.example", BRAMBLECOTE),
    line("Orla Trialby", "", KITEHOLLOW),
    # They say one thing, we hold another
    line("Kestrel Fictley", "kestrel@fictley.example", JUNIOR),
    line("Hollis Nobody", "hollis@nobody.example", JUNIOR, gid="9000678"),
    # Bad
    line("Lowen Pretendly", "lowen.pretendly@governors", JUNIOR),
    line("Dalby Fauxhall", "dalby@fauxhall.example; d.fauxhall@work.example", JUNIOR),
    line("Dalby Fixtureham", FORMULA, JUNIOR),
    line("Keren Notreal", "keren.notreal@governors.example", SALTGRASS, ends_on="12/31/2028"),
    line("Cadan Trialby", "cadan.trialby@governors.example", SALTGRASS, ends_on="31/02/2028"),
    line("Hedra Fictley", "hedra.fictley@governors.example", SALTGRASS, ends_on=47545),
    line("Jago Dryrun", "jago.dryrun@governors.example", SALTGRASS, date(2026, 9, 1), date(2026, 8, 31)),
    line("Ann Elsewhere", "ann@elsewhere.example", "900950"),
    line("Wren Checkley", "wren@checkley.example", KITEHOLLOW, gid="9009999"),
    line("Breok Exampleton", "wren.specimen3@governors.example", KITEHOLLOW),
    line("Gwenda Stubbs-Test", "gwenda@stubbs-test.example", HERONSTILE, role="Friend of the school"),
    line("", "somebody@heronstile.example", HERONSTILE),
)

# For a clerk who uploads the list of one board, Kitehollow: no line says which school.
BOARD_HEADER = ("Name", "Email", "Role", "Term from", "Term to")
BOARD = (
    ("Zoë Exampleton", "zoe@exampleton.example", "Governor", "20/11/2026", "19/11/2030"),
    ("Wren Specimen", "wren.specimen3@governors.example", "Chair", "", ""),
    ("Kenver Pretendly-Test", "pretendly-test@governors.example", "Governor", "20/11/2026", ""),
    ("Loveday Pretendly-Test", "pretendly-test@governors.example", "Governor", "20/11/2026", ""),
    ("Elowen Mockford", "office@kitehollow.example", "Governor", "", ""),
    ("Zoë Exampleton", "zoe@exampleton.example", "Governor", "20/11/2026", "19/11/2030"),
    ("Anais Mockford", "", "Governor", "", "31/12/2026"),
    ("PERRAN CHECKLEY", "perran@checkley.example", "Governor", "", ""),
    ("Orla Trialby", "", "Governor", "", ""),
    ("Senara Dummett-Test", "senara@dummett-test", "Governor", "", ""),
    ("Wren Checkley", "wren.checkley2@governors.example", "Governor", "", "12/31/2028"),
    ("Dalby Invently", FORMULA, "Governor", "", ""),
    ("Breok Exampleton", "anais.mockford@governors.example", "Governor", "", ""),
    ("Massen Notreal", "bellis.mockford@governors.example", "Governor", "", ""),
    ("", "somebody@kitehollow.example", "Governor", "", ""),
)

GOVERNANCE_HEADER = (
    "GID", "URN", "UID", "Companies House Number", "Role", "Title", "Forename 1", "Forename 2", "Surname",
    "Date of appointment", "Date term of office ends/ended", "Appointing body",
)  # fmt: skip


def row(gid, urn, given, family, starts, ends, *more, role="Governor", uid="", by="Elected by parents"):
    return (gid, urn, uid, "", role, "Ms", given, "", family, starts, ends, by, *more)


# 2 new, 1 changed, 1 unchanged; the others are damaged. Saved in UTF-8 by whoever damaged it.
GOVERNANCE = (
    row("9004201", "900043", "Tamara", "Exampleton", "20/11/2026", "19/11/2030"),
    row("9004202", "900021", "Senna", "Dryrun", "20-11-2026", "19-11-2030"),
    ("9001218", "900058", "", "", "Governor", "Mrs", "Farley", "Ivor", "Checkley", "17/05/2024", "16/05/2032",
     "Appointed by GB/board"),
    ("9001235", "900058", "", "", "Governor", "Dr", "Ambra", "Bellis", "Mockford", "30/03/2024", "27/03/2028",
     "Elected by parents"),
    row("9004203", "900950", "Ann", "Elsewhere", "20/11/2026", "19/11/2030"),
    row("9004204", "900043", "Nerys", "Trialby", "31/02/2026", "19/11/2030"),
    row("9004205", "900043", "Corin", "Notreal", "11/20/2026", "19/11/2030"),
    row("9004206", "900043", "Quill", "Specimen", "20/11/2026", "19/11/2025"),
    row("9004201", "900043", "Tamara", "Exampleton", "20/11/2026", "19/11/2030"),
    row("9.0042E+06", "900043", "Ivor", "Fictley", "20/11/2026", "19/11/2030"),
    row("9004207", "90043", "Ulric", "Testwell", "20/11/2026", "19/11/2030"),
    row("9004208", "", "Orla", "Demoson", "20/11/2026", "19/11/2030", uid="99002"),
    row("9004209", "900043", "Farley", "Dryrun", "20/11/2026", "", role="Accounting officer"),
    row("9004210", "900043", "Jory", "Dryrun", "20/11/2026", "", role="Friend of the school"),
    row("9004211", "900043", "", "", "20/11/2026", "19/11/2030"),
    row("9004212", "900043", "Wren", '=CONCAT("Mock","ford")', "20/11/2026", "19/11/2030"),
    row("9004213", "900043", "ZÃ©lie", "Trialby", "20/11/2026", "19/11/2030"),
    row("9004214", "900043", "Rowan", "Fauxhall", "20/11/2026", "19/11/2030", "Chair"),
    ("9004215", "900043", "", "", "Governor", "Ms", "Dalby"),
)  # fmt: skip


def write_all(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    write_workbook(folder / "contacts-half-bad.xlsx")
    write_csv(folder / "contacts-half-bad.csv", CSV_HEADER, [shown(one).values() for one in CONTACTS], ";", "cp1252")
    write_csv(folder / "board-half-bad.csv", BOARD_HEADER, BOARD, ",", "utf-8-sig")
    write_csv(folder / "governance-half-bad.csv", GOVERNANCE_HEADER, GOVERNANCE, ",", "utf-8-sig")


def shown(one: dict) -> dict:
    """As a sheet saved as CSV has it: days as they were seen."""
    return {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in one.items()}


def write_csv(path: Path, header, rows, delimiter: str, encoding: str) -> None:
    """As Excel saves it in Britain: CRLF, in one of its two encodings."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Governors"
    sheet.append([TITLE])
    sheet.append([])
    sheet.append(WORKBOOK_HEADER)
    for one in CONTACTS:
        sheet.append([int(value) if name in ("urn", "gid") and value else value or None for name, value in one.items()])
    for cells in sheet.iter_rows(min_row=4):
        for cell in cells:
            if cell.is_date:
                cell.number_format = "DD/MM/YYYY"
    for letter, width in zip("ABCDEFGH", (26, 40, 12, 24, 14, 14, 12, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    raw = io.BytesIO()
    book.save(raw)
    path.write_bytes(without_time(raw.getvalue()))


def without_time(workbook: bytes) -> bytes:
    """The same workbook as if made at SENT_ON, so that the same lines give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w") as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-11-23T09:00:00Z", content)
            part = zipfile.ZipInfo(name, SENT_ON)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return made.getvalue()
