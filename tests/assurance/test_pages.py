"""Who may do what, and what the officer's pages and sheets say."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assurance.audit import BOARD_ACTION_RECORDED, COVERAGE_EXPORTED
from assurance.models import BoardAction
from learning.enums import SeatState
from people.models import AuditEntry, Organisation, Person
from people.staff_groups import AUDITORS, OFFICERS
from tests import cast

SEES, SENT_AWAY, REFUSED = 200, 302, 403


def staff(name: str, group: str | None) -> Client:
    call_command("set_up_roles")
    person = cast.person(name, is_staff=True)
    if group:
        person.groups.add(Group.objects.get(name=group))
    client = Client()
    cast.sign_in(client, person, cast.SECOND_FACTOR)
    return client


def addresses(council) -> dict[str, str]:
    pk, who = council.action.pk, council.people[SeatState.COMPLETED].pk
    action = [pk]
    return {
        "coverage": reverse("boardaction:coverage", args=action),
        "schools": reverse("boardaction:schools", args=action),
        "seats": reverse("boardaction:seats", args=action),
        "export": reverse("boardaction:seats_export", args=[pk, "csv"]),
        "edit": reverse("boardaction:edit", args=action),
        "history": reverse("person_history", args=[who]),
        "data": reverse("person_data", args=[who]),
        "erase": reverse("person_erase", args=[who]),
    }


RIGHTS = {
    "coverage": (OFFICERS, AUDITORS), "schools": (OFFICERS, AUDITORS), "seats": (OFFICERS, AUDITORS),
    "export": (OFFICERS, AUDITORS), "edit": (OFFICERS,), "history": (OFFICERS, AUDITORS), "data": (OFFICERS,),
    "erase": (OFFICERS,),
}  # fmt: skip


@pytest.mark.parametrize("page", RIGHTS)
@pytest.mark.parametrize("group", [OFFICERS, AUDITORS, None])
def test_who_may_see_what(council, page, group):
    client = staff("Sam Staff", group)
    status = client.get(addresses(council)[page]).status_code
    assert (status == SEES) is (group in RIGHTS[page]), (page, group, status)


@pytest.mark.parametrize("page", RIGHTS)
def test_nobody_else_sees_anything(council, page, client):
    address = addresses(council)[page]
    assert client.get(address).status_code == SENT_AWAY
    cast.sign_in(client, council.people[SeatState.COMPLETED], cast.LINK)
    assert client.get(address).status_code == REFUSED
    other = Client()
    cast.sign_in(other, council.clerk, cast.CODE)
    assert other.get(address).status_code == SENT_AWAY, "to the second step, which a clerk does not have"


@pytest.fixture
def officer_at_work(council):
    client = Client()
    cast.sign_in(client, council.officer, cast.SECOND_FACTOR)
    return client


def test_an_officer_records_what_the_board_asked_and_sees_who_is_reached(council, officer_at_work):
    data = {
        "board": "Policy Board", "meeting_on": "2026-09-14", "minute_reference": "7", "asked_by": "the Chair",
        "text": "that it reach all governors", "due_on": "", "audience": council.action.audience_id,
        "briefings": [council.briefing.pk],
    }  # fmt: skip
    response = officer_at_work.post(reverse("boardaction:add"), data)
    action = BoardAction.objects.get(minute_reference="7")
    assert response["Location"] == reverse("boardaction:coverage", args=[action.pk])
    assert (action.recorded_by, list(action.briefings.all())) == (council.officer, [council.briefing])
    assert "Not yet: 3 of 12 known governor seats, 25.0%" in officer_at_work.get(response["Location"]).content.decode()
    assert AuditEntry.objects.filter(action=BOARD_ACTION_RECORDED.code, user=council.officer).exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("meeting_on", "2030-01-01", "a meeting that has been"), ("due_on", "2026-08-01", "before the meeting")],
)
def test_dates_that_cannot_be_are_refused(council, officer_at_work, field, value, says):
    data = {
        "board": "Policy Board", "meeting_on": "2026-09-14", "minute_reference": "7", "asked_by": "the Chair",
        "text": "x", "due_on": "", "audience": council.action.audience_id, field: value,
    }  # fmt: skip
    assert says in officer_at_work.post(reverse("boardaction:add"), data).content.decode()
    assert BoardAction.objects.count() == 1


def test_a_board_action_is_never_deleted(council, officer_at_work):
    address = reverse("boardaction:delete", args=[council.action.pk])
    assert officer_at_work.post(address).status_code in (302, 403)
    assert BoardAction.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    [
        "as_at=2030-01-01",
        "as_at=nonsense",
        "phase=nonsense",
        "p=0",
        "p=-3",
        "p=99999",
        "ward=%07",
        "school=abc",
        "state=x&post=y",
        "moment_of=x",
        "authority=" + "9" * 50,
    ],
)
def test_nonsense_in_the_address_is_told_and_breaks_nothing(council, officer_at_work, query):
    for page in ("coverage", "schools", "seats"):
        assert officer_at_work.get(f"{addresses(council)[page]}?{query}").status_code == 200


def test_a_past_day_is_told_as_it_was(council, officer_at_work):
    day = timezone.localdate(council.briefing.issued_at).isoformat()
    words = officer_at_work.get(f"{addresses(council)['coverage']}?as_at={day}").content.decode()
    assert "Not yet: 0 of" in words and "from the facts of that moment" in words


# --- Sheets ---------------------------------------------------------------------------------------------------------


def sheet(client, council, name: str, file_type: str, query: str = "") -> list[list]:
    address = reverse(f"boardaction:{name}_export", args=[council.action.pk, file_type])
    content = b"".join(client.get(f"{address}?{query}").streaming_content)
    if file_type == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == 1 and book.worksheets[0].sheet_state == "visible"
    assert not [d for d in book.worksheets[0].column_dimensions.values() if d.hidden]
    return [["" if cell is None else cell for cell in row] for row in book.worksheets[0].values]


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
def test_a_sheet_prints_its_moment_and_its_filter(council, officer_at_work, file_type):
    rows = sheet(officer_at_work, council, "seats", file_type, "state=completed&phase=primary")
    assert rows[1][0] == "As at" and str(timezone.localdate().year) in rows[1][1]
    assert rows[2][:2] == ["Shown", "Phase: Primary; State: Completed"]
    assert [row[7] for row in rows[6:]] == ["Bo Bothboards", "Ada Done"]
    kept = AuditEntry.objects.get(action=COVERAGE_EXPORTED.code)
    assert kept.data == {
        "unit": "seats",
        "file_type": file_type,
        "filters": {"phase": "primary", "state": "completed"},
    }


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
@pytest.mark.parametrize("query", ["", "ward=South", "role=governor"])
def test_states_in_a_sheet_sum_as_on_the_page(council, officer_at_work, file_type, query):
    rows = sheet(officer_at_work, council, "seats", file_type, query)[6:]
    words = officer_at_work.get(f"{addresses(council)['seats']}?{query}").content.decode()
    assert f"{len(rows)} seats" in words


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
def test_nothing_in_a_sheet_runs(council, officer_at_work, file_type):
    who = council.people[SeatState.BOUNCED]
    Person.objects.filter(pk=who.pk).update(given_name="=HYPERLINK(1)", family_name="@SUM(2)")
    Organisation.objects.filter(pk=council.chapel.pk).update(name="+Chapel")
    cells = [str(cell) for row in sheet(officer_at_work, council, "seats", file_type) for cell in row]
    assert "'=HYPERLINK(1) @SUM(2)" in cells and "'+Chapel" in cells
    assert not [cell for cell in cells if cell[:1] in "=+@-" and cell]


def test_schools_as_a_sheet_with_the_next_step(council, officer_at_work):
    rows = sheet(officer_at_work, council, "schools", "csv")
    assert rows[6][:1] == ["Empty Quay Primary"] and rows[6][5] == "Nobody known"
    assert rows[6][-1] == "No clerk known: ask the school for a list"


def test_another_kind_of_file_does_not_exist(council, officer_at_work):
    address = reverse("boardaction:seats_export", args=[council.action.pk, "exe"])
    assert officer_at_work.get(address).status_code == 404
