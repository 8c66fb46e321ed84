"""What people send: each trap is named, with its line, and nothing of it is taken in."""

import io
import zipfile

import pytest

from core.dates import BadDate
from imports.kinds.files import UnreadableFile, encoding_of, read_extract_date, read_table
from imports.kinds.planning import Planned
from imports.models import ImportRun
from people.models import Authority, Organisation, Person
from tests.imports.extracts import ESTABLISHMENTS, GOVERNANCE, imported, school, schools_file, write

pytestmark = pytest.mark.django_db
GOOD = school("100001", "Elm Road Primary")


def refusal(path, kind="establishments") -> str:
    """The sentence with which the file as a whole is refused; nothing is left of it."""
    answer = imported(kind, path)
    assert answer["committed"] is False
    assert not Organisation.objects.exists() and not ImportRun.objects.exists()
    return answer["error"]


def raw(path, content: bytes):
    file = path / "extract.csv"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 bytes"),
        (b"\xff\xfeU\0R\0N\0", "UTF-16"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", ".xls"),
        (b"%PDF-1.7", "PDF"),
        (b'"URN"\r\n"1\0"\r\n', "Line 2 holds bytes"),
        (b'"URN"\r\n"\x81"\r\n', "Line 2 is neither"),
        ('"URN"\r\n"Zoë"\r\n'.encode() + '"Zoë"\r\n'.encode("cp1252"), "line 2 is UTF-8, line 3 is Windows"),
        (b"URN,Name\r\n1,x\r\n", "has no column"),
        (b"<html>Sign in</html>", "has no column"),
    ],
)
def test_a_file_that_is_not_the_extract_is_refused_with_what_to_do(tmp_path, content, words):
    assert words in refusal(raw(tmp_path, content))


def test_a_renamed_column_is_named(tmp_path):
    header = ["Close Date" if name == "CloseDate" else name for name in ESTABLISHMENTS]
    assert "CloseDate" in refusal(write(tmp_path / "x.csv", header, [GOOD]))


def test_a_column_that_stands_twice_is_named(tmp_path):
    assert "URN twice" in refusal(write(tmp_path / "x.csv", [*ESTABLISHMENTS, "URN"], [GOOD]))


@pytest.mark.parametrize("inside", ["edubasealldata.csv", "xl/workbook.xml"])
def test_a_zip_is_not_unpacked(tmp_path, inside):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(inside, "URN")
    words = "Excel workbook" if inside.startswith("xl") else "ZIP"
    assert words in refusal(raw(tmp_path, packed.getvalue()))


def test_200_mb_of_one_line_is_refused_without_reading_it(tmp_path):
    file = tmp_path / "long.csv"
    with file.open("wb") as out:
        out.truncate(200 * 2**20)
        out.seek(0)
        out.write(b"x" * 300_000)
    assert "Line 1 has more than" in refusal(file)


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line(tmp_path):
    file = schools_file(tmp_path, GOOD)
    file.write_bytes(file.read_bytes() + b'"100002,"876' + b"\r\nx" * 9)
    assert "Line 3" in refusal(file)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_names_come_through_in_every_encoding_that_the_register_uses(tmp_path, encoding):
    file = schools_file(tmp_path, school("100001", "St Thomas à Becket’s – Ysgol Môr"), encoding=encoding)
    assert imported("establishments", file)["counts"]["created"] == 1
    assert Organisation.objects.get(urn="100001").name == "St Thomas à Becket’s – Ysgol Môr"


def test_a_line_with_more_or_fewer_cells_than_the_header_is_refused_alone(tmp_path):
    file = schools_file(tmp_path, GOOD)
    file.write_bytes(file.read_bytes() + b'"100002"' + b',"x"' * len(ESTABLISHMENTS) + b'\r\n"100003","876"\r\n')
    answer = imported("establishments", file)
    assert [entry["line"] for entry in answer["refused"]] == [3, 4]
    assert "comma" in answer["refused"][0]["reason"] and "breaks off" in answer["refused"][1]["reason"]
    assert list(Organisation.objects.values_list("urn", flat=True)) == ["100001"]


def test_lines_are_counted_as_an_editor_shows_them(tmp_path):
    """A cell may hold a line break."""
    file = schools_file(tmp_path, school("100001", "Elm\r\nRoad"), school("no", "Second"))
    assert imported("establishments", file)["refused"][0]["line"] == 4


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|'/c calc'!A1", '-HYPERLINK("x")', " =1"])
def test_a_formula_in_a_cell_is_refused_with_column_and_value(tmp_path, cell):
    answer = imported("establishments", schools_file(tmp_path, GOOD, school("100002", cell)))
    entry = answer["refused"][0]
    assert (entry["line"], entry["column"], entry["value"]) == (3, "EstablishmentName", cell.strip())
    assert answer["counts"]["created"] == 1


def test_letters_that_were_read_in_the_wrong_encoding_are_refused(tmp_path):
    spoilt = school("100001", "Zoë".encode().decode("cp1252"))
    answer = imported("establishments", schools_file(tmp_path, spoilt, encoding="utf-8"))
    assert "wrong encoding" in answer["refused"][0]["reason"]


@pytest.mark.parametrize("text", ["31-08-2027", "31/08/2027", "2027-08-31"])
def test_both_forms_of_a_date(text):
    assert read_extract_date(text).isoformat() == "2027-08-31"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31-02-2020", "There is no 31 February 2020"),
        ("09/13/2019", "month first"),
        ("43709", "Excel keeps it"),
        ("01/09/19", "two digits"),
        ("soon", "is not a date"),
        ("2027-13-01", "12 months in a year"),
        ("1/9/2019", "is not a date"),
        ("01/09/0019", "Check the year"),
        ("٠١/٠٩/٢٠١٩", "is not a date"),
    ],
)
def test_what_is_no_date_says_why(text, words):
    with pytest.raises(BadDate, match=words):
        read_extract_date(text)


def test_many_turned_dates_refuse_the_file_and_one_is_refused_alone(tmp_path):
    turned = [school(f"10000{n}", "Elm", OpenDate=f"09/1{n + 3}/2019") for n in range(4)]
    assert "may be turned" in refusal(schools_file(tmp_path, *turned))
    answer = imported("establishments", schools_file(tmp_path, GOOD, turned[3]), commit=False)
    assert "month first" in answer["refused"][0]["reason"] and any("month first" in n for n in answer["notes"])


def test_a_table_is_read_line_by_line(tmp_path):
    rows = list(read_table(write(tmp_path / "x.csv", GOVERNANCE, [["1"] * 12, ["1"] * 13]), {"GID"}))
    assert rows[0].line == 2 and isinstance(rows[1], Planned)
    with pytest.raises(UnreadableFile):
        encoding_of(raw(tmp_path, b""))


# --- What an honest sheet brings along ------------------------------------------------------------------------------


@pytest.mark.parametrize("urn", ["10000１", "١٠٠٠٠١", "1000²1", "0100001"])
def test_digits_of_another_script_are_no_number(tmp_path, urn):
    answer = imported("establishments", schools_file(tmp_path, school(urn, "Elm"), encoding="utf-8"))
    assert answer["refused"][0]["value"] == urn and not Organisation.objects.exists()


def test_marks_that_nobody_sees_are_taken_out_of_a_name(tmp_path):
    file = schools_file(tmp_path, school("100001", "Elm\u202e Road\u2066\x0b Primary\u200b"), encoding="utf-8")
    imported("establishments", file)
    assert Organisation.objects.get().name == "Elm Road Primary"


@pytest.mark.parametrize(
    ("column", "value"),
    [("EstablishmentName", "x" * 256), ("Postcode", "WA7 1AA WA7"), ("AdministrativeWard (name)", "x" * 101)],
)
def test_what_is_too_long_is_refused_and_never_cut(tmp_path, column, value):
    answer = imported("establishments", schools_file(tmp_path, GOOD, school("100002", "Ash") | {column: value}))
    assert (answer["refused"][0]["line"], answer["refused"][0]["column"]) == (3, column)
    assert Organisation.objects.get().urn == "100001"


@pytest.mark.parametrize(
    ("code", "words"), [("", "does not say which"), ("876.0", "spreadsheet has changed"), ("877", "another authority")]
)
def test_the_authority_of_a_school_is_missing_damaged_or_another(tmp_path, code, words):
    Authority.objects.create(code="876", name="Halton")
    answer = imported("establishments", schools_file(tmp_path, school("100001", "Elm", **{"LA (code)": code})))
    assert words in answer["refused"][0]["reason"] and answer["refused"][0]["column"] == "LA (code)"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_sheet_may_part_its_cells_by_any_usual_mark(tmp_path, mark):
    imported("establishments", schools_file(tmp_path, GOOD))
    file = tmp_path / "sheet.csv"
    # Outlook puts marks that nobody sees around an address that is copied out of it.
    file.write_text(
        "Name,E-mail,URN,Role\nZoë Mock,\u202azoe@mock.example\u202c,100001,Governor\n".replace(",", mark), "utf-8"
    )
    assert imported("contacts", file)["counts"]["created"] == 1
    assert Person.objects.get().email == "zoe@mock.example"
