"""A report is drafted, published, frozen, opened by its link, and whatever is done to it behind our back is found."""

import hashlib
import io
import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assurance import anchors, operations
from assurance.enums import FigureKind
from assurance.figures import answer_of, figures_of, share
from assurance.minutes import minute_sentences
from assurance.models import FollowUpReportPage, PublishedReport, ReportLink
from assurance.operations import start_report
from learning.enums import SeatState
from learning.models import Completion
from people.models import AuditEntry, LedgerEntry
from people.operations import give_address
from people.staff_groups import APPROVERS, AUDITORS, OFFICERS
from tests import cast
from tests.assurance.council import at
from tests.learning.factories import complete, enrolment_of


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def page(council):
    return start_report(action=council.action, by=council.officer, now=timezone.now())


@pytest.fixture
def published(page):
    page.get_latest_revision().publish()
    return PublishedReport.objects.get()


def verify() -> tuple[bool, str]:
    out = io.StringIO()
    try:
        call_command("verify_evidence", stdout=out)
    except CommandError as error:
        return False, out.getvalue() + str(error)
    return True, out.getvalue()


def behind_our_back(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("TABLE", PublishedReport._meta.db_table, 1), params)


# --- Words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(612, 680, "90.0%"), (0, 9, "0.0%"), (0, 0, "–"), (1, 3, "33.3%"), (2, 3, "66.7%"), (9, 9, "100.0%")],
)
def test_a_share_is_printed_from_two_whole_numbers(part, whole, said):
    assert share(part, whole) == said


def test_it_answers_first(council):
    answer = answer_of(figures_of(council.action, moment=timezone.now()))
    assert answer["first"] == "Not yet: 3 of 12 known governor seats, 25.0%"
    assert answer["rest"] == "2 have no address; 1 school has given no list"


def test_each_sentence_of_the_minute_names_its_figure(council):
    figures = figures_of(council.action, moment=timezone.now())
    sentences = minute_sentences(figures, as_at="today", asks=["to receive it"])
    assert {s.figure for s in sentences} == {"asked", "seats", "schools", "paper", ""}
    assert "3 of 12 known governor seats had completed the briefing (25.0%)" in sentences[1].text
    assert sentences[-1].text == "The Board agreed: to receive it"


def test_the_draft_has_every_section_in_its_order(page):
    kinds = [block.value["which"] for block in page.body if block.block_type == "figure"]
    assert kinds[:3] == ["asked", "done", "seats"]
    assert {"time", "workshop", "showings", "learners", "unknown", "gaps", "paper"} <= set(kinds)
    assert [b.block_type for b in page.body if b.block_type not in ("text", "figure")] == ["parts", "costs", "decision"]


def test_a_report_as_at_a_moment_to_come_is_refused(page):
    page.as_at = timezone.now() + timedelta(days=1)
    with pytest.raises(Exception, match="nobody knows"):
        page.full_clean()


# --- Published, and frozen ------------------------------------------------------------------------------------------


def test_what_is_published_is_frozen_with_its_figures_and_a_pdf(real_pdf, published, council):
    assert published.figures[FigureKind.SEATS]["completed"] == 3
    assert "Not yet: 3 of 12 known governor seats" in published.body
    pdf = PdfReader(io.BytesIO(bytes(published.pdf)))
    words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "Not yet: 3 of 12 known governor seats" in words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and pdf.trailer["/Root"]["/Lang"] == "en-GB"
    whole, said = verify()
    assert whole
    assert re.search(r"The evidence holds: 2 rows, \d+ entries of the ledger, 2 heads, 1 published reports, none", said)


def test_what_happens_later_does_not_change_it(published, council):
    body, digest = published.body, published.hash
    complete(enrolment_of(council.people[SeatState.NOT_STARTED], council.briefing), now=timezone.now())
    give_address(person=council.people[SeatState.NO_ADDRESS], address="una@people.example", by=None, now=timezone.now())
    again = PublishedReport.objects.get()
    assert (again.body, again.hash) == (body, digest)
    assert figures_of(council.action, moment=published.as_at) == published.figures, "nor do the facts of that moment"
    assert verify()[0]


def test_published_again_is_another_report_sealed_to_the_first(published, page):
    page.get_latest_revision().publish()
    assert PublishedReport.objects.count() == 1, "the same revision is the same report"
    page.title = "Another title"
    page.save_revision().publish()
    second = PublishedReport.objects.get(number=2)
    assert second.previous_hash == published.hash
    assert verify()[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.save(),
        lambda r: r.delete(),
        lambda r: PublishedReport.objects.all().delete(),
        lambda r: PublishedReport.objects.update(title="x"),
    ],
)
def test_the_software_itself_changes_none(published, change):
    with pytest.raises(TypeError):
        change(published)


ALTERED = {
    "body": "body = 'All of them'", "figures": "figures = '{}'", "title": "title = 'Yes'",
    "pdf": "pdf = {blob}", "as_at": "as_at = '2020-01-01 00:00:00+00:00'", "evidence": "evidence_count = 7",
}  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_report_is_found_and_named(published, what):
    blob = "'\\x00'::bytea" if connection.vendor == "postgresql" else "x'00'"
    behind_our_back(f"UPDATE TABLE SET {ALTERED[what].replace('{blob}', blob)} WHERE number = 1")
    whole, said = verify()
    assert not whole
    assert "Report 1 was altered" in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_report_is_found_also_the_last(published, page, number):
    page.title = "Another title"
    page.save_revision().publish()
    assert len(anchors.path().read_text().splitlines()) >= 2
    behind_our_back(f"DELETE FROM TABLE WHERE number = {number}")
    whole, said = verify()
    assert not whole
    assert f"Report {number} is missing." in said


def test_a_report_that_was_sealed_anew_does_not_fit_the_file(published):
    head, other = LedgerEntry.objects.filter(stream="heads").last(), hashlib.sha256(b"other").hexdigest()
    facts = json.dumps({"reports": [1, other]})
    anchors.path().write_text(f"2026-11-25T10:00:00+00:00 {head.number} {head.hash} {facts}\n")
    assert "Report 1 is not the row that was anchored." in verify()[1]


def test_it_anchors_the_chain_of_evidence(published):
    """Somebody cuts the last row off, sets the head back, and removes every anchor but the report."""
    last = Completion.objects.order_by("-number").first()
    anchors.path().unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_ledgerentry")
        cursor.execute("DELETE FROM people_ledgerhead")
        cursor.execute("UPDATE learning_enrolment SET completion_id = NULL WHERE completion_id = %s", [last.pk])
        cursor.execute("DELETE FROM learning_certificate WHERE completion_id = %s", [last.pk])
        cursor.execute("DELETE FROM learning_completion WHERE id = %s", [last.pk])
        cursor.execute("UPDATE learning_evidencehead SET count = 1, hash = %s", [last.previous_hash])
    whole, said = verify()
    assert not whole
    assert "Head 1, which report 1 printed, is not in the ledger." in said


# --- The link -------------------------------------------------------------------------------------------------------


def link_of(page_number: int) -> str:
    """The address that opens a report today, or one that nobody was given."""
    link = operations.standing_link(page_number, timezone.now())
    return reverse("report", args=[link.token if link else "none"])


def test_a_board_member_opens_it_without_an_account(published, client):
    response = client.get(link_of(published.page_number))
    assert response.status_code == 200
    assert "Not yet: 3 of 12 known governor seats" in response.content.decode()
    assert "no-store" in response["Cache-Control"] and response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    pdf = client.get(link_of(published.page_number) + "report.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content == bytes(published.pdf)


def test_it_names_no_governor(published, client, council):
    words = client.get(link_of(published.page_number)).content.decode()
    assert not [who for who in council.people.values() if str(who) in words]


@pytest.mark.parametrize("token", ["1-wrong", "x", "", "999999999999999999999-abc", "-", "1"])
def test_a_guess_opens_nothing(published, client, token):
    assert client.get(f"/board-reports/{token}/").status_code == 404


def test_a_draft_is_not_open_and_neither_is_one_taken_back(page, client):
    assert client.get(link_of(page.pk)).status_code == 404
    page.get_latest_revision().publish()
    assert client.get(link_of(page.pk)).status_code == 200
    FollowUpReportPage.objects.get(pk=page.pk).unpublish()
    assert client.get(link_of(page.pk)).status_code == 404
    assert PublishedReport.objects.count() == 1, "what was published stays on record"


def test_the_link_ends_when_staff_end_it_and_a_new_one_opens_in_its_place(published, client, council):
    staff = Client()
    cast.sign_in(staff, council.officer, cast.SECOND_FACTOR)
    audit, first = reverse("publishedreport:audit", args=[published.number]), link_of(published.page_number)
    assert first in staff.get(audit).content.decode()
    for _twice in range(2):
        staff.post(audit, {"link": "end"})
        assert client.get(first).status_code == client.get(f"{first}report.pdf").status_code == 404
    assert "the link was ended" in staff.get(audit).content.decode()
    for _twice in range(2):
        staff.post(audit, {"link": "make"})
    assert client.get(link_of(published.page_number)).status_code == 200 and link_of(published.page_number) != first
    assert client.get(first).status_code == 404
    kept = AuditEntry.objects.filter(action__startswith="assurance.report_link").order_by("pk")
    assert [entry.action for entry in kept] == [f"assurance.report_link_{word}" for word in ("made", "ended", "made")]


def test_the_link_ends_by_itself_after_a_year(published, client):
    link = link_of(published.page_number)
    ReportLink.objects.update(ends_at=timezone.now() + timedelta(seconds=20))
    assert client.get(link).status_code == 200
    ReportLink.objects.update(ends_at=timezone.now())
    assert client.get(link).status_code == 404


def test_an_auditor_sees_the_link_and_cannot_change_it(published, client):
    call_command("set_up_roles")
    auditor = cast.person("Audrey Auditor")
    auditor.groups.add(Group.objects.get(name=AUDITORS))
    auditor.refresh_from_db()
    cast.sign_in(client, auditor, cast.SECOND_FACTOR)
    audit = reverse("publishedreport:audit", args=[published.number])
    words = client.get(audit).content.decode()
    assert link_of(published.page_number) in words and "End this link" not in words
    client.post(audit, {"link": "end"})
    assert Client().get(link_of(published.page_number)).status_code == 200


def test_an_earlier_edition_says_so(published, page, client):
    page.title = "Another title"
    page.save_revision().publish()
    assert "earlier edition" in client.get(f"{link_of(page.pk)}?edition=1").content.decode()
    assert "earlier edition" not in client.get(link_of(page.pk)).content.decode()
    assert client.get(f"{link_of(page.pk)}?edition=7").status_code == 404


def test_it_takes_no_post_and_is_nowhere_on_the_site(published, client):
    assert client.post(link_of(published.page_number)).status_code == 405
    assert published.page.get_url() is None
    assert operations.standing_link(published.page_number, timezone.now()).token in link_of(published.page_number)


# --- Workflow -------------------------------------------------------------------------------------------------------


def staff(name: str, group: str) -> Client:
    call_command("set_up_roles")
    person = cast.person(name, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    cast.sign_in(client, person, cast.SECOND_FACTOR)
    return client


def test_an_officer_writes_and_only_an_approver_publishes(council):
    officer, approver = staff("Wanda Writer", OFFICERS), staff("Ada Approver", APPROVERS)
    response = officer.post(reverse("boardaction:write_report", args=[council.action.pk]))
    page = FollowUpReportPage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert officer.get(response["Location"]).status_code == 200
    assert not page.permissions_for_user(page.owner).can_publish()
    assert approver.get(response["Location"]).status_code == 200
    workflow = page.get_workflow()
    state = workflow.start(page, page.owner)
    task = state.current_task_state
    assert PublishedReport.objects.count() == 0
    approver_person = cast.Person.objects.get(given_name="Ada", family_name="Approver")
    task.approve(user=approver_person)
    report = PublishedReport.objects.get()
    assert report.page_id == page.pk


def test_the_preview_shows_the_draft_as_it_would_read(page):
    from django.test import RequestFactory

    response = page.make_preview_request(RequestFactory().get("/"), "")
    assert "Not yet: 3 of 12 known governor seats" in response.render().content.decode()


def test_hostile_words_of_an_officer_stay_words(page, client):
    page.title = "<script>alert(1)</script>"
    page.body = [
        ("text", "<p onclick=x>Hello<script>alert(2)</script></p>"),
        ("figure", {"which": "seats", "note": "<img src=x>"}),
    ]
    page.save_revision().publish()
    words = client.get(link_of(page.pk)).content.decode()
    assert "<script>alert" not in words and "<img src=x>" not in words and "onclick" not in words


def test_the_way_to_the_rows_behind_each_number(published, council, client):
    cast.sign_in(client, council.officer, cast.SECOND_FACTOR)
    words = client.get(reverse("publishedreport:audit", args=[1])).content.decode()
    assert "The facts give other figures today" not in words
    assert "moment_of=" in words
    link = words[words.index("seats/?moment_of=") :].split('"')[0].replace("&amp;", "&")
    rows = client.get(f"/admin/board-actions/{council.action.pk}/{link}").content.decode()
    assert "Ada Done" in rows and "3 seats" in rows


def test_figures_of_a_past_moment(council):
    assert figures_of(council.action, moment=at(0.5))["seats"]["completed"] == 0
    assert figures_of(council.action, moment=at(3.5))["seats"]["completed"] == 1
