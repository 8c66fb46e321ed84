"""The imports of the admin: who gets in, what they see before anything is written, and what a press does once."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from imports import forms as import_forms
from imports import runs
from imports.audit import IMPORTED, LINES_EXPORTED
from imports.enums import ImportState
from imports.models import ColumnMapping, ImportRun
from imports.tasks import requeue_imports, work_on_import
from people.enums import Role
from people.models import Appointment, AuditEntry, Person
from people.staff_groups import OFFICERS
from tests import cast
from tests.imports.test_contacts import big_sheet, governor, workbook

pytestmark = pytest.mark.django_db
SHEET = (
    b"Who,Where it goes,URN,What\nRowan Mock,rowan@mock.example,100001,\nZoe Mock,zoe@mock.example,100001,Governor\n"
)
MATCHED = {"column-0": "name", "column-1": "email", "column-2": "urn", "column-3": "role"}


@pytest.fixture
def elm():
    return cast.school("Elm Road Infants", urn="100001")


@pytest.fixture
def at_work(client, officer):
    """An officer with the rights of the group alone, and a fresh second factor."""
    call_command("set_up_roles")
    officer.is_superuser = False
    officer.save()
    officer.groups.add(Group.objects.get(name=OFFICERS))
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def upload(client, content=SHEET, name="sheet.csv", kind="contacts", **fields):
    return client.post(
        reverse("imports:new"), {"kind": kind, "file": SimpleUploadedFile(name, content), **fields}, follow=True
    )


def matched(client, content=SHEET, columns=None) -> ImportRun:
    """A sheet, uploaded, its columns matched, and read by a worker."""
    upload(client, content)
    run = ImportRun.objects.latest("pk")
    client.post(reverse("imports:columns", args=[run.pk]), columns or MATCHED)
    work_on_import(run.pk)
    run.refresh_from_db()
    return run


def words(response) -> str:
    text = re.sub(r"<script.*?</script>|<style.*?</style>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def see(client, run, **query) -> str:
    response = client.get(reverse("imports:run", args=[run.pk]), query)
    assert response.status_code == 200
    return words(response)


# --- Who gets in ----------------------------------------------------------------------------------------------------

PAGES = [("index", "get"), ("new", "get"), ("new", "post"), ("run", "get"), ("columns", "get"), ("progress", "get"),
         ("answers", "post"), ("forget", "post"), ("write", "get"), ("write", "post"), ("discard", "post"),
         ("undo", "get"), ("undo", "post"), ("download", "get")]  # fmt: skip


def address(name, run):
    return reverse(f"imports:{name}", args=[] if name in ("index", "new") else [run.pk])


@pytest.fixture
def run_of_officer(at_work, elm):
    run = matched(at_work)
    at_work.logout()
    return run


def is_closed_to(client, run) -> bool:
    """Every page of imports refuses, and the run is as it was."""
    for name, method in PAGES:
        response = getattr(client, method)(address(name, run))
        inside = response.get("Location", "").startswith("/admin/imports/")
        assert response.status_code in (302, 403) and not inside, (name, method)
    run.refresh_from_db()
    return run.state == ImportState.PREVIEWED


@pytest.mark.parametrize("who", ["new_governor", "clerk", "councillor", "police_partner", "dsl", "outsider"])
def test_nobody_but_staff_gets_to_an_import(client, request, run_of_officer, who):
    cast.sign_in(client, request.getfixturevalue(who), cast.SECOND_FACTOR)
    assert is_closed_to(client, run_of_officer)


@pytest.mark.parametrize("way", [None, cast.LINK, cast.CODE])
def test_not_without_a_second_factor(client, officer, run_of_officer, way):
    if way:
        cast.sign_in(client, officer, way)
    assert is_closed_to(client, run_of_officer)


def test_staff_without_the_right_are_refused(client, officer, run_of_officer):
    officer.groups.clear()
    officer.groups.add(Group.objects.create(name="Others"))
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    assert is_closed_to(client, run_of_officer)


@pytest.mark.parametrize("name", ["write", "undo", "download"])
def test_writing_undoing_and_taking_out_ask_for_the_second_factor_again(at_work, elm, settings, name):
    run = matched(at_work)
    settings.SECOND_FACTOR_FRESH_SECONDS = -1
    response = at_work.get(address(name, run))
    assert response.status_code == 302 and "/account/reauthenticate/" in response["Location"]
    at_work.post(reverse("imports:write", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.PREVIEWED


@pytest.mark.parametrize("name", ["answers", "forget", "discard"])
def test_what_changes_something_takes_no_get(at_work, elm, name):
    assert at_work.get(address(name, matched(at_work))).status_code == 405


def test_the_menu_has_it(at_work):
    assert reverse("imports:index") in at_work.get("/admin/").content.decode()


# --- A file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "0 bytes"), (b"PK\x03\x04rubbish", "ZIP"), (b"Name,Email\n" + b"x" * 300_000, "characters")],
)
def test_a_bad_sheet_is_refused_on_the_form_and_nothing_is_kept(at_work, content, says):
    response = upload(at_work, content)
    assert says in words(response) and not ImportRun.objects.exists()


def test_a_file_that_is_too_big_is_refused_in_words(at_work, monkeypatch):
    monkeypatch.setattr(import_forms, "LARGEST", 10)
    assert "more than 300 MB" in words(upload(at_work)) and not ImportRun.objects.exists()


def test_the_day_comes_from_the_name_of_the_file_and_is_never_to_come(at_work):
    upload(at_work, name="contacts20260930.csv")
    assert ImportRun.objects.get().extract_on == date(2026, 9, 30)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "still to come" in words(upload(at_work, extract_on=tomorrow))


def test_an_extract_of_the_register_is_read_by_a_worker_and_fails_in_words(at_work):
    response = upload(at_work, b"Colour\ngreen\n", "wrong.csv", "establishments")
    run = ImportRun.objects.get()
    assert run.state == ImportState.WAITING and "Waiting to be read" in words(response)
    work_on_import(run.pk)
    text = see(at_work, run)
    assert "cannot be read" in text and "no column" in text and "Choose another file" in text


def test_while_it_is_read_the_page_says_how_far_and_comes_anew_when_done(at_work, elm):
    run = matched(at_work)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.WAITING)
    lease = run.claim(state=ImportState.WAITING, now=timezone.now())
    lease.renew(now=timezone.now(), percent=40)
    page = at_work.get(reverse("imports:run", args=[run.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in page and "40%" in page and "Look again" in page
    lease.end(state=ImportState.PREVIEWED)
    assert at_work.get(reverse("imports:progress", args=[run.pk]))["HX-Refresh"] == "true"


# --- Columns --------------------------------------------------------------------------------------------------------


def test_columns_are_shown_with_their_first_values_and_read_as_matched(at_work, elm):
    rowan = governor("Rowan Mock", elm)
    response = upload(at_work)
    assert "Where it goes" in words(response) and "rowan@mock.example" in words(response)
    run = ImportRun.objects.get()
    requeue_imports()
    run.refresh_from_db()
    assert run.state == ImportState.WAITING  # nobody reads it before the columns are matched
    at_work.post(reverse("imports:columns", args=[run.pk]), MATCHED)
    work_on_import(run.pk)
    assert "rowan@mock.example" in see(at_work, run, show="changed")
    rowan.person.refresh_from_db()
    assert rowan.person.email is None


def test_what_was_matched_is_remembered_for_the_same_header(at_work, elm):
    matched(at_work)
    page = upload(at_work).content.decode()
    chosen = re.findall(r'name="column-(\d)".*?<option value="(\w*)" selected', page, re.S)
    assert chosen == [("0", "name"), ("1", "email"), ("2", "urn"), ("3", "role")]
    assert ColumnMapping.objects.count() == 1


def test_two_columns_of_one_meaning_or_none_of_use_are_said(at_work, elm):
    upload(at_work)
    url = reverse("imports:columns", args=[ImportRun.objects.get().pk])
    assert "has this meaning already" in words(at_work.post(url, {"column-0": "email", "column-1": "email"}))
    assert "which column has the e-mail" in words(at_work.post(url, {"column-2": "urn"}))
    assert ImportRun.objects.get().options == {"matching": True}


def test_a_workbook_goes_the_same_way(at_work, elm):
    rowan = governor("Rowan Mock", elm, gid="9000179")
    upload(at_work, workbook(["GID", "E-mail"], [9000179.0, "rowan@mock.example"]), "list.xlsx")
    run = ImportRun.objects.get()
    at_work.post(reverse("imports:columns", args=[run.pk]), {"column-0": "gid", "column-1": "email"})
    for press in ("write", None):
        work_on_import(run.pk)
        if press:
            at_work.post(reverse("imports:write", args=[run.pk]))
    rowan.person.refresh_from_db()
    assert rowan.person.email == "rowan@mock.example"


# --- Looking it over ------------------------------------------------------------------------------------------------


def test_the_sentence_comes_first_and_each_kind_of_line_has_its_tab(at_work, elm):
    governor("Rowan Mock", elm, email="old@mock.example")
    governor("Zoë Mock", elm)
    content = SHEET + b"Ann Lee,a@x.example,100001,Chair\nBad <i>One</i>,not an address,100001,Governor\n"
    run = matched(at_work, content)
    text = see(at_work, run)
    assert "1 new, 1 disagreement, 1 question, 1 refused. Nothing is written yet." in text
    assert "accents, capitals" in text and "It is Zoë Mock, Governor" in text
    assert "stays: old@mock.example the file says: rowan@mock.example" in see(at_work, run, show="disagreement")
    refused = at_work.get(reverse("imports:run", args=[run.pk]), {"show": "refused"}).content.decode()
    assert "<i>One</i>" not in refused and "Where it goes" in refused and "not an address" in refused
    new = see(at_work, run, show="created")
    assert "Role Chair of governors" in new and "{" not in new.split("Download all lines")[1]


def test_lines_are_found_and_come_50_at_a_time_for_the_same_number_of_queries(at_work, elm):
    run = matched(at_work, big_sheet(120).replace(b"Governor,Email address,URN,Role", b"Who,Where it goes,URN,What"))
    url = reverse("imports:run", args=[run.pk])
    page = at_work.get(url, {"show": "refused"}).content.decode()
    assert page.count("No school or trust of ours") == 50 and "Page 1 of 3" in page
    assert "Habolw" in see(at_work, run, show="refused", q="habolw")
    assert "No line fits" in see(at_work, run, show="refused", q="nobody at all")

    def cost(**query):
        with CaptureQueriesContext(connection) as captured:
            at_work.get(url, query)
        return len(captured)

    assert cost(show="refused", q="habolw") == cost(show="refused")


def test_a_question_is_answered_and_the_file_read_again_with_it(at_work, elm):
    zoe = governor("Zoë Mock", elm)
    governor("Rowan Mock", elm)
    run = matched(at_work)
    at_work.post(reverse("imports:answers", args=[run.pk]), {"line-3": str(zoe.pk)})
    work_on_import(run.pk)
    run.refresh_from_db()
    assert (run.counts["offered"], run.counts["changed"]) == (0, 2)
    at_work.post(reverse("imports:forget", args=[run.pk]))
    work_on_import(run.pk)
    run.refresh_from_db()
    assert run.counts["offered"] == 1


def test_answers_that_nobody_offered_are_not_taken(at_work, elm):
    stranger = governor("Zoe Mock", cast.school("Quay High", urn="100002"))
    governor("Zoë Mock", elm)
    run = matched(at_work)
    for wrong in ({"line-3": "everything"}, {"line-x": "new"}, {"csrf": "1"}):
        assert "Choose an answer" in words(at_work.post(reverse("imports:answers", args=[run.pk]), wrong, follow=True))
    at_work.post(reverse("imports:answers", args=[run.pk]), {"line-3": str(stranger.pk)})
    work_on_import(run.pk)
    assert "not on this board" in see(at_work, run, show="refused")


# --- Writing, discarding, undoing -----------------------------------------------------------------------------------


def test_one_press_writes_and_a_second_writes_nothing(at_work, elm):
    rowan = governor("Rowan Mock", elm)
    run = matched(at_work)
    url = reverse("imports:write", args=[run.pk])
    assert "1 new, 1 changed." in words(at_work.get(url))
    at_work.post(url)
    assert "pressed this already" in words(at_work.post(url, follow=True))
    work_on_import(run.pk)
    work_on_import(run.pk)
    rowan.person.refresh_from_db()
    assert rowan.person.email == "rowan@mock.example" and Person.objects.filter(email="zoe@mock.example").count() == 1
    assert "Written on" in see(at_work, run)
    assert AuditEntry.objects.filter(action=IMPORTED.code).count() == 1


def test_discarding_leaves_neither_file_nor_lines(at_work, elm):
    run = matched(at_work)
    at_work.post(reverse("imports:discard", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, bool(run.file), run.entries.count()) == (ImportState.DISCARDED, False, 0)
    assert not Person.objects.filter(email="zoe@mock.example").exists()
    at_work.post(reverse("imports:write", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.DISCARDED


def test_undoing_says_what_stays_and_why(at_work, elm):
    governor("Rowan Mock", elm)
    run = matched(at_work)
    at_work.post(reverse("imports:write", args=[run.pk]))
    work_on_import(run.pk)
    zoe = Person.objects.get(email="zoe@mock.example")
    Person.objects.filter(pk=zoe.pk).update(last_login=timezone.now())
    assert "earlier values back" in words(at_work.get(reverse("imports:undo", args=[run.pk])))
    at_work.post(reverse("imports:undo", args=[run.pk]))
    work_on_import(run.pk)
    text = see(at_work, run)
    assert "Undone on" in text and "Stay (1)" in text and "has signed in" in text
    assert not Person.objects.filter(email="rowan@mock.example").exists()


def test_a_sheet_that_waits_for_its_columns_goes_after_a_week(at_work):
    upload(at_work)
    assert runs.discard_old_previews(now=timezone.now() + timedelta(days=8)) == 1
    assert ImportRun.objects.get().state == ImportState.DISCARDED


# --- Download and list ----------------------------------------------------------------------------------------------


def test_lines_are_taken_out_defused_and_it_is_kept_who_took_them(at_work, elm, officer):
    content = SHEET + b'"Ann\'=Lee, +CMD",a@x.example,100001,Governor\n-1+1,b@x.example,100001,Governor\n'
    run = matched(at_work, content)
    response = at_work.get(reverse("imports:download", args=[run.pk]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "rowan@mock.example" in text and "attachment" in response["Content-Disposition"]
    assert not re.search(r'(^|,)"?[=+@-]', text, re.M)
    row = AuditEntry.objects.for_instance(run).get(action=LINES_EXPORTED.code)
    assert row.user == officer and row.data == {"shown": "all", "rows": run.entries.count()}


def test_the_list_of_runs_costs_the_same_for_3_and_for_30(at_work, elm):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(reverse("imports:index")).status_code == 200
        return len(captured)

    def runs(number):
        ImportRun.objects.bulk_create(
            ImportRun(kind="contacts", file_name=f"{n}.csv", extract_on=cast.NOW, started_at=cast.NOW, counts={})
            for n in range(number)
        )

    matched(at_work)
    runs(2)
    cost()
    before = cost()
    runs(27)
    assert cost() == before


def test_lines_of_the_register_are_in_words_too(at_work, elm):
    row = governor("Rowan Mock", elm, gid="9000179", role=Role.GOVERNOR, ends_on=date(2027, 8, 31))
    Appointment.objects.filter(pk=row.pk).update(starts_on=date(2023, 9, 1))
    content = (
        b"GID,URN,UID,Role,Title,Forename 1,Forename 2,Surname,Date of appointment,"
        b"Date term of office ends/ended,Appointing body\n"
        b"9000179,100001,,Chair of Governors,,Rowan,,Mock,01/09/2023,31/08/2031,\n"
    )
    upload(at_work, content, "governance.csv", "governance")
    run = ImportRun.objects.get()
    work_on_import(run.pk)
    text = see(at_work, run, show="changed")
    assert "Role Governor → becomes Chair of governors" in text
    assert "Term ends 31 August 2027 → becomes 31 August 2031" in text
