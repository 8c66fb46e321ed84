"""Sheets that we give out: nothing in them runs."""

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.sheets import as_csv, as_xlsx, defused

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "\x00=1",
    "\x07=1",
    "\x7f=1",
    "\x08\n",
]
HARMLESS = ["Zoë O’Mock-Smith", "a=b", "1-2", "a@b.example", "", "'quoted", "5"]


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("value", HOSTILE)
def test_what_would_run_gets_an_apostrophe(value):
    assert read_csv(as_csv([[value, "x"]]))[0][0].startswith("'")
    cell = load_workbook(io.BytesIO(as_xlsx([[value, "x"]], title="t"))).active["A1"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("value", HARMLESS)
def test_what_does_not_run_stays_as_it_is(value):
    assert read_csv(as_csv([[value, "x"]]))[0][0] == value
    assert (load_workbook(io.BytesIO(as_xlsx([[value, "x"]], title="t"))).active["A1"].value or "") == value


@given(st.text(max_size=200))
def test_no_text_ever_begins_with_what_runs(value):
    found = str(defused(value))
    assert not found.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) or found.startswith("'")
    assert not found.startswith(("\t", "\r", "\n"))
    as_xlsx([[value]], title=value)
    as_csv([[value]])


def test_numbers_and_dates_stay_numbers_and_dates():
    row = [-5, 1.5, date(2026, 11, 23), datetime(2026, 11, 23, 9, 5), None]
    assert read_csv(as_csv([row]))[0] == ["-5", "1.5", "23/11/2026", "23/11/2026 09:05", ""]
    sheet = load_workbook(io.BytesIO(as_xlsx([row], title="t"))).active
    assert [sheet["A1"].value, sheet["B1"].value] == [-5, 1.5]
    assert sheet["C1"].value == datetime(2026, 11, 23)
    assert sheet["C1"].number_format == "dd/mm/yyyy"


def test_one_sheet_and_nothing_hidden():
    book = load_workbook(io.BytesIO(as_xlsx([["a"], ["b"]], title="A/B:[C]*?" * 9)))
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"]
    assert not any(d.hidden for d in book.active.column_dimensions.values())
    assert not any(d.hidden for d in book.active.row_dimensions.values())
