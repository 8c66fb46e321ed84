"""What a clerk takes with them: sheets, the page for the meeting, the list for the national register."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from governing_boards.audit import BOARD_DOWNLOADED
from learning import operations
from people.audit.actions import EXPORTS
from people.audit.registry import codes_in
from people.enums import Role, Source
from people.models import Appointment, AuditEntry, Person, Question
from people.operations import answer_question, correct_name, end_appointment
from tests import cast
from tests.governing_boards import board_cast
from tests.governing_boards.test_boards import text_of


@pytest.fixture
def boards(module, audience, officer):
    return board_cast.boards(module, audience, officer)


@pytest.fixture
def clerk_at_work(client, boards):
    cast.sign_in(client, boards.clem)
    return client


def rows_of(response) -> list[list[str]]:
    if response["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    return [["" if value is None else str(value) for value in row] for row in sheet.values]


def download(client, boards, kind, **query):
    return client.get(reverse("board_download", args=[boards.chapel.pk, kind]), query)


# --- The board ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_board_as_a_sheet_says_when_and_what_is_shown(clerk_at_work, boards, kind):
    response = download(clerk_at_work, boards, kind)
    rows = [row for row in rows_of(response) if any(row)]
    assert f'.{kind}"' in response["Content-Disposition"]
    assert rows[0][0] == "Board of Chapel Lane Primary"
    assert rows[1][0] == "As at"
    assert rows[1][1].startswith(f"{timezone.localdate():%-d %B %Y}, ")
    assert rows[2][:2] == ["Briefing", "Contextual safeguarding"]
    assert rows[4][:2] == ["Shown", "Everyone"]
    assert rows[5][0].startswith("1 of 7 governors have completed it.")
    assert rows[6][:2] == ["Name", "Role"]
    people = {row[0]: row for row in rows[7:]}
    assert len(people) == 7
    assert people["Ada Done"][4:6] == ["ada.done@people.example", "Completed"]
    assert people["Una Unreached"][4:6] == ["", "No address"]


@pytest.mark.parametrize(
    ("state", "words", "count"),
    [("outstanding", "Outstanding", 6), ("no_address", "No address", 1), ("x", "Everyone", 7)],
)
def test_the_filter_is_applied_printed_and_noted(clerk_at_work, boards, state, words, count):
    rows = rows_of(download(clerk_at_work, boards, "csv", state=state))
    assert ["Shown", words] in rows
    assert len(rows) - rows.index(next(row for row in rows if row[:1] == ["Name"])) - 1 == count
    note = AuditEntry.objects.get(action=BOARD_DOWNLOADED.code)
    assert note.user == boards.clem
    assert (note.data["shown"], note.data["rows"]) == ("" if words == "Everyone" else state, count)
    assert note.label == f"organisation {boards.chapel.pk}"


def test_looking_at_the_head_of_it_notes_nothing(clerk_at_work, boards):
    clerk_at_work.head(reverse("board_download", args=[boards.chapel.pk, "csv"]))
    assert not AuditEntry.objects.filter(action__in=codes_in(EXPORTS.code)).exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_that_would_run_does_not(clerk_at_work, boards, kind, name):
    Person.objects.filter(pk=boards.governor.pk).update(given_name=name, family_name="Done")
    found = [row[0] for row in rows_of(download(clerk_at_work, boards, kind)) if row and "Done" in row[0]]
    assert len(found) == 1
    assert found[0].startswith("'")


@pytest.mark.parametrize("kind", ["pdf", "xls", "csvx"])
def test_no_other_kind_of_file(clerk_at_work, boards, kind):
    assert download(clerk_at_work, boards, kind).status_code == 404
    assert not AuditEntry.objects.filter(action__in=codes_in(EXPORTS.code)).exists()


@pytest.mark.parametrize("name", ["board_download", "board_corrections_download"])
@pytest.mark.parametrize(
    ("who", "way", "status"),
    [
        ("clem", cast.CODE, 200),
        ("clem", cast.SECOND_FACTOR, 200),
        ("clem", cast.Way(({"method": "mfa", "type": "webauthn", "passwordless": True},)), 200),
        ("clem", cast.LINK, 403),
        ("chair", cast.CODE, 404),
        ("governor", cast.CODE, 404),
        ("otto", cast.CODE, 404),
        ("otto", cast.LINK, 403),
    ],
)
def test_only_the_clerk_by_code_or_passkey_takes_it_along(client, boards, name, who, way, status):
    cast.sign_in(client, getattr(boards, who), way)
    response = client.get(reverse(name, args=[boards.chapel.pk, "csv"]))
    assert response.status_code == status
    assert AuditEntry.objects.filter(action__in=codes_in(EXPORTS.code)).exists() is (status == 200)
    assert (b"Nell" in response.getvalue()) is (status == 200 and name == "board_download") or name != "board_download"


# --- The meeting ----------------------------------------------------------------------------------


def test_the_sheet_for_the_meeting(clerk_at_work, boards):
    words = text_of(clerk_at_work.get(reverse("board_meeting", args=[boards.chapel.pk])))
    assert "1 of 7 governors have completed it." in words
    assert "To note that 1 of 7 governors have completed it, and to agree how the others complete it by" in words
    assert "The board noted that 1 of its 7 governors had completed the safeguarding briefing" in words
    assert "6 governors had not completed it" in words
    assert "@" not in words
    assert "Clerk: Clem Clerk" in words
    for name in ("Ada Done", "Una Unreached", "Olga Objected"):
        assert name in words


def test_the_words_when_all_have_done_it(client, boards, officer):
    operations.close_briefing(briefing=boards.briefing, by=officer, now=timezone.now())
    row = board_cast.term(boards.both, boards.gull)
    Appointment.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    cast.appoint(boards.governor, Role.GOVERNOR, boards.gull)
    operations.reopen_briefing(briefing=boards.briefing, by=officer, now=timezone.now())
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    cast.sign_in(client, boards.clem)
    words = text_of(client.get(reverse("board_meeting", args=[boards.gull.pk])))
    assert "1 of 1 governor has completed it." in words
    assert "No further action is needed." in words
    assert "to agree how" not in words


# --- The national register ------------------------------------------------------------------------


def corrections(client, boards):
    response = client.get(reverse("board_corrections_download", args=[boards.chapel.pk, "csv"]))
    rows = rows_of(response)
    return rows[rows.index(next(row for row in rows if row[:1] == ["Name"])) + 1 :]


@pytest.fixture
def registered(boards):
    """Everyone of Chapel Lane stands in the register as we have it."""
    for number, row in enumerate(Appointment.objects.filter(organisation=boards.chapel)):
        Appointment.objects.filter(pk=row.pk).update(gid=str(900 + number))
    return boards


def test_where_the_register_and_we_agree_nothing_is_listed(clerk_at_work, registered):
    assert corrections(clerk_at_work, registered) == []
    page = clerk_at_work.get(reverse("board_corrections", args=[registered.chapel.pk]))
    assert "Nothing differs." in text_of(page)


def test_what_a_person_said_against_the_register_is_listed(clerk_at_work, registered):
    row = board_cast.term(registered.governor, registered.chapel)
    Appointment.objects.filter(pk=row.pk).update(ends_on=date(2028, 8, 31))
    row.refresh_from_db()
    now = timezone.now()
    end_appointment(appointment=row, ends_on=date(2026, 7, 31), by=None, source=Source.CLERK, now=now)
    correct_name(person=registered.begun, title="", given_name="Benno", family_name="Begun", by=None, now=now)
    found = corrections(clerk_at_work, registered)
    ended = next(row for row in found if row[0] == "Ada Done")
    named = next(row for row in found if row[0] == "Benno Begun")
    assert ended[2:5] == ["Date the term ends", "31 August 2028", "31 July 2026"]
    assert named[2:5] == ["Name", "Ben Begun", "Benno Begun"]
    assert len(found) == 2
    words = text_of(clerk_at_work.get(reverse("board_corrections", args=[registered.chapel.pk])))
    assert "2 things differ" in words


def test_an_appointment_that_the_register_lacks_is_listed(clerk_at_work, registered):
    cast.appoint(cast.person("Jo Joiner"), Role.GOVERNOR, registered.chapel, source=Source.CLERK)
    gone = cast.person("Gone Governor")
    cast.appoint(gone, Role.GOVERNOR, registered.chapel, ends_on=timezone.localdate() - timedelta(days=1))
    cast.appoint(cast.person("Head Teacher"), Role.HEADTEACHER, registered.chapel)
    assert [row[:4] for row in corrections(clerk_at_work, registered)] == [
        ["Jo Joiner", "", "Add this appointment", "Not in the register"]
    ]


@pytest.mark.parametrize("register_was_right", [True, False])
def test_an_answer_against_the_register_is_listed_with_its_day(clerk_at_work, registered, register_was_right):
    row = board_cast.term(registered.governor, registered.chapel)
    Appointment.objects.filter(pk=row.pk).update(source=Source.CLERK, ends_on=date(2027, 8, 31))
    question = Question.objects.create(
        appointment=row, register_says={"ends_on": "2028-08-31"}, extract_on=date(2026, 11, 1), asked_at=timezone.now()
    )
    answer_question(question=question, register_was_right=register_was_right, by=registered.clem, now=timezone.now())
    found = corrections(clerk_at_work, registered)
    if register_was_right:
        assert found == []
    else:
        day = f"{timezone.localdate():%d/%m/%Y}"
        assert found[0][2:6] == ["Date the term ends", "31 August 2028", "31 August 2027", day]


def test_what_the_register_no_longer_lists_is_to_be_put_back(clerk_at_work, registered):
    row = board_cast.term(registered.governor, registered.chapel)
    Appointment.objects.filter(pk=row.pk).update(registered={"listed": False})
    assert corrections(clerk_at_work, registered)[0][2:5] == [
        "Put this appointment back",
        "No longer listed",
        "Governor",
    ]


def test_another_boards_corrections_stay_there(clerk_at_work, registered):
    cast.appoint(cast.person("Jo Joiner"), Role.GOVERNOR, registered.elm, source=Source.CLERK)
    assert corrections(clerk_at_work, registered) == []
