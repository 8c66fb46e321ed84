"""Who did what: kept by itself, found by group, date and person, read with the names of today, altered by nobody."""

import ast
import csv
import io
import re
import sys
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, connection, transaction
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.log_actions import registry as log_registry

from accounts.audit import SIGNED_IN
from accounts.operations import record_sign_in
from assurance.operations import erase_person
from cms.models import StandardPage
from learning.audit import BRIEFING_SENT
from people.audit.actions import (
    ADDRESS_CHANGED,
    APPOINTMENT_ENDED,
    BOARD_SIZE_SET,
    GROUPS_GIVEN,
    LIST_EXPORTED,
    NAME_CORRECTED,
    PEOPLE_MERGED,
    PERMISSIONS_GIVEN,
    PERMISSIONS_TAKEN,
)
from people.audit.registry import audit_actions, group_choices
from people.audit_trail import entries_about, lines_of
from people.list_exports import SafeExport
from people.models import AuditEntry, Organisation, Person
from people.operations import NotDeclared, empty_audit_entries, merge_people, record_audit
from people.staff_groups import OFFICERS
from tests import cast
from tests.servers import HERE

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/audit/"
EXPORTS = [REPORT, "/admin/organisation/", "/admin/appointment/"]
HEAD = 4  # rows of a sheet before its headings: what it is of, as at, shown, and an empty one
EXPORTED = {"file_type": "csv", "filters": {}, "rows": 7}
ON_POSTGRESQL = connection.vendor == "postgresql"


def latest(action) -> AuditEntry:
    return AuditEntry.objects.filter(action=action.code).latest("pk")


def table_of(response) -> list[tuple[str, str, str, str]]:
    """(who, what, about, details) of the report's rows."""
    return [(line.who, line.what, line.about, line.details) for line in response.context["table"].data]


@pytest.fixture
def staff(client, officer):
    TOTP.activate(officer, generate_totp_secret())
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return officer


def wait(client, seconds):
    """As if the second factor had been shown so long ago."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**record, "at": record["at"] - seconds} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


def content(response) -> bytes:
    return b"".join(response.streaming_content)


# --- What may be declared -------------------------------------------------------------------------------------------


def names_used(folder: Path) -> set[str]:
    """The names that stand in the code of one of our apps, without the modules that declare its actions."""
    return {
        node.id
        for path in folder.rglob("*.py")
        if "audit" not in (path.stem, path.parent.name) or path.parent.name == "operations"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name)
    }


def constants() -> dict[str, str]:
    """{code: the name of the constant} of every action that an app declares."""
    names = [f"{app.name}.{module}" for app in apps.get_app_configs() for module in ("audit", "audit.actions")]
    modules = [sys.modules[name] for name in names if name in sys.modules]
    codes = {id(action): action.code for action in audit_actions()}
    return {codes[id(value)]: name for one in modules for name, value in vars(one).items() if id(value) in codes}


@pytest.mark.parametrize("action", audit_actions(), ids=lambda action: action.code)
def test_each_action_is_recorded_somewhere_and_known_to_wagtail(action):
    app, _dot, _name = action.code.partition(".")
    assert constants()[action.code] in names_used(HERE / app), "nothing records it"
    assert log_registry.action_exists(action.code)
    assert log_registry.get_action_label(action.code) == action.label
    assert (action.group.code, action.group.label) in group_choices()


@pytest.mark.parametrize(
    ("action", "about", "data"),
    [
        (NAME_CORRECTED, Organisation, {}),
        (NAME_CORRECTED, Person, {}),
        (NAME_CORRECTED, None, {"name": "Gwen"}),
        (NAME_CORRECTED, Person(given_name="Not", family_name="Saved"), {}),
        (LIST_EXPORTED, None, EXPORTED),
        (LIST_EXPORTED, Person, {}),
        (LIST_EXPORTED, Person, EXPORTED | {"filters": {"who": "Gwen Twoschools"}}),
        (LIST_EXPORTED, Person, EXPORTED | {"filters": {"who": "gwen@people.example"}}),
        (LIST_EXPORTED, Person, EXPORTED | {"file_type": "Gwen"}),
        (LIST_EXPORTED, Person, EXPORTED | {"rows": "7"}),
        (PEOPLE_MERGED, None, {"alias": "Gwen"}),
        (GROUPS_GIVEN, None, {"groups": ["Officers"]}),
        (SIGNED_IN, None, {"way": "by post"}),
    ],
)
def test_what_is_not_declared_is_refused(officer, action, about, data):
    with pytest.raises(NotDeclared):
        record_audit(action=action, about=about or officer, by=officer, data=data, now=timezone.now())
    assert not AuditEntry.objects.exists()


def test_an_entry_holds_numbers_and_fixed_words_alone(officer, two_schools):
    now = timezone.now()
    twin = cast.person("Gwen Twoschool")
    merge_people(keep=two_schools, alias=twin, by=officer, now=now)
    entry = latest(PEOPLE_MERGED)
    assert (entry.user, entry.timestamp) == (officer, now)
    assert (entry.label, entry.data) == (f"person {two_schools.pk}", {"alias": twin.pk})


# --- Nobody alters it -----------------------------------------------------------------------------------------------


@pytest.fixture
def entry(officer):
    return record_audit(action=BOARD_SIZE_SET, about=cast.school("Elm"), by=officer, data={"seats": 9}, now=cast.NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: AuditEntry.objects.update(action="x"),
        lambda row: AuditEntry.objects.all().delete(),
        lambda row: AuditEntry.objects.filter(pk=row.pk).update(data={}),
        lambda row: AuditEntry.objects.bulk_update([row], ["action"]),
    ],
)
def test_the_application_changes_no_entry(entry, change):
    with pytest.raises(TypeError):
        change(entry)
    assert AuditEntry.objects.get().data == {"seats": 9}


STATEMENTS = [
    "UPDATE people_auditentry SET user_id = NULL",
    "UPDATE people_auditentry SET data = '{}'",
    "DELETE FROM people_auditentry",
    "TRUNCATE people_auditentry",
]


@pytest.mark.both_databases
@pytest.mark.skipif(not ON_POSTGRESQL, reason="the trigger is PostgreSQL's")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_postgresql_refuses_whoever_writes_sql(entry, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
    assert AuditEntry.objects.get().data == {"seats": 9}


@pytest.mark.both_databases
@pytest.mark.skipif(not ON_POSTGRESQL, reason="the trigger is PostgreSQL's")
@pytest.mark.parametrize("statement", [STATEMENTS[0], *STATEMENTS[2:], "UPDATE people_auditentry SET data = '[1]'"])
def test_erasure_may_empty_the_data_and_do_nothing_else(entry, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL common_ground.erasing = 'on'")
        cursor.execute(statement)


@pytest.mark.both_databases
@pytest.mark.skipif(not ON_POSTGRESQL, reason="the trigger is PostgreSQL's")
def test_the_migration_can_be_taken_back_and_made_again(entry):
    migration = import_module("people.migrations.0002_audit_append_only")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration.take_back(apps, connection.schema_editor(atomic=False))
        cursor.execute(STATEMENTS[1])
        migration.make(apps, connection.schema_editor(atomic=False))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(STATEMENTS[1])


@pytest.mark.both_databases
def test_emptying_leaves_who_did_what_to_which_number_and_when(entry, officer):
    other = record_audit(action=BOARD_SIZE_SET, about=cast.school("Oak"), by=None, data={"seats": 3}, now=cast.NOW)
    empty_audit_entries(model=Organisation, pks=[int(entry.object_id)])
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.data, kept.action, kept.user, kept.label) == ({}, entry.action, officer, entry.label)
    assert AuditEntry.objects.get(pk=other.pk).data == {"seats": 3}
    if ON_POSTGRESQL:  # and the door is shut again, in the same transaction
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(STATEMENTS[1])


@pytest.mark.both_databases
def test_a_person_who_is_erased_is_shown_by_number(client, staff, two_schools):
    term = two_schools.appointments.first()
    record_sign_in(person=two_schools, way="link", proves_address=False, now=cast.NOW)
    record_audit(action=APPOINTMENT_ENDED, about=term, by=two_schools, data={"on": date(2027, 1, 15)}, now=cast.NOW)
    rows = table_of(client.get(REPORT))
    assert ("Gwen Twoschools", "Signed in", "Gwen Twoschools", "By the link in a message") in rows
    assert ("Gwen Twoschools", "Appointment ended", str(term), "Last day: 15 January 2027") in rows

    erase_person(person=two_schools, by=staff, now=timezone.now())
    number, page = f"Person {two_schools.pk}", client.get(REPORT)
    assert (staff.full_name, "Person erased", number, "") in table_of(page)
    assert (number, "Signed in", number, "") in table_of(page)
    assert "Twoschools" not in page.content.decode()
    assert AuditEntry.objects.for_instance(term).get(action=APPOINTMENT_ENDED.code).data == {}


@pytest.mark.both_databases
def test_an_entry_outlives_the_row_of_who_did_it(client, staff):
    gone = cast.person("Gone Soon")
    record_sign_in(person=gone, way="code", proves_address=False, now=timezone.now())
    number = f"Person {gone.pk}"
    gone.delete()
    assert (number, "Signed in", number, "By a code") in table_of(client.get(REPORT))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_report_takes_nothing_in_not_even_from_a_superuser(client, staff, entry, method):
    assert getattr(client, method)(REPORT, {"data": "x"}).status_code == 405
    assert AuditEntry.objects.get().data == {"seats": 9}


def test_no_address_of_the_admin_adds_changes_or_deletes_an_entry():
    for name in ("auditentry:add", "auditentry:edit", "auditentry:delete", "wagtailsnippets_people_auditentry:add"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[] if name.endswith("add") else [1])
    assert not [name for name in get_resolver().reverse_dict if isinstance(name, str) and "auditentry" in name]


# --- Who sees it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["new_governor", "clerk", "councillor", "police_partner", "dsl", "outsider"])
@pytest.mark.parametrize("way", [None, cast.LINK, cast.CODE, cast.SECOND_FACTOR])
@pytest.mark.parametrize("path", [*EXPORTS, "/admin/people/"])
@pytest.mark.parametrize("query", ["", "?export=csv"])
def test_nobody_outside_the_council_sees_or_takes_it(client, request, who, way, path, query):
    person = request.getfixturevalue(who)
    if way:
        cast.sign_in(client, person, way)
    assert client.get(path + query).status_code in (302, 403)
    assert not AuditEntry.objects.filter(action=LIST_EXPORTED.code).exists()


def test_an_officer_of_the_group_sees_it(client, db):
    cast.sign_in(client, cast.officer_of_the_group(), cast.SECOND_FACTOR)
    assert client.get(REPORT).status_code == 200


def test_wagtails_site_history_shows_it_by_number_to_whoever_may_read_it(client, entry):
    history = "/admin/reports/site-history/"
    record_audit(action=LIST_EXPORTED, about=Person, by=None, data=EXPORTED, now=timezone.now())
    cast.sign_in(client, cast.officer_of_the_group(), cast.SECOND_FACTOR)
    page = client.get(history).content.decode()
    assert "Number of seats set" in page and entry.label in page and "List exported" in page
    Group.objects.get(name=OFFICERS).permissions.remove(Permission.objects.get(codename="view_auditentry"))
    page = client.get(history).content.decode()
    assert "Number of seats set" not in page and "List exported" not in page


# --- What is found --------------------------------------------------------------------------------------------------


@pytest.fixture
def log(officer, two_schools, issued):
    now = timezone.now()
    record_sign_in(person=two_schools, way="code", proves_address=False, now=now - timedelta(days=40))
    record_sign_in(person=two_schools, way="link", proves_address=False, now=now)
    record_audit(action=LIST_EXPORTED, about=Person, by=officer, data=EXPORTED, now=now)
    record_audit(action=ADDRESS_CHANGED, about=two_schools, by=officer, now=now)
    group = Group.objects.create(name="Laboratory")
    record_audit(action=GROUPS_GIVEN, about=officer, by=officer, data={"groups": [group.pk]}, now=now)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"group": "signing_in"}, [SIGNED_IN, SIGNED_IN]),
        ({"group": "exports"}, [LIST_EXPORTED]),
        ({"group": "sending"}, [BRIEFING_SENT]),
        ({"group": "rights"}, [GROUPS_GIVEN]),
        ({"group": "directory"}, [ADDRESS_CHANGED]),
        ({"who": "TWOSCHOOLS"}, [SIGNED_IN, SIGNED_IN]),
        ({"who": "gwen.twoschools@people.example", "group": "exports"}, []),
        ({"about": "twoschools"}, [ADDRESS_CHANGED, SIGNED_IN, SIGNED_IN]),
        ({"about": "twoschools", "who": "oona"}, [ADDRESS_CHANGED]),
        ({"who": "nobody"}, []),
        ({"about": "nobody"}, []),
    ],
)
def test_it_is_found_by_group_and_person(client, staff, log, query, found):
    rows = client.get(REPORT, query).context["object_list"]
    assert [row.action for row in rows] == [action.code for action in found]


def test_it_is_found_by_date(client, staff, log):
    today = timezone.localdate()
    before = {"timestamp_to": (today - timedelta(days=30)).isoformat()}
    assert [row.action for row in client.get(REPORT, before).context["object_list"]] == [SIGNED_IN.code]
    since = {"timestamp_from": today.isoformat()}
    assert len(client.get(REPORT, since).context["object_list"]) == 5


@pytest.mark.both_databases
def test_a_merge_is_found_from_both_records_and_from_nobody_else(officer, two_schools, clerk):
    twin = cast.person("Gwen Twoschool")
    merge_people(keep=two_schools, alias=twin, by=officer, now=timezone.now())
    for person in (two_schools, twin):
        found = entries_about(Person.objects.filter(pk=person.pk))
        assert [entry.action for entry in found] == [PEOPLE_MERGED.code]
    assert not entries_about(Person.objects.filter(pk=clerk.pk))


@pytest.mark.both_databases
def test_a_number_is_found_whole_and_of_its_kind_alone(officer):
    """Person 1 is not person 12, and seats or an organisation of that number are not the person."""
    people = [cast.person(f"Num Ber{n}") for n in range(12)]
    for person in people:
        new = {"name": f"Place {person.pk}", "kind": "academy", "recorded_at": cast.NOW}
        place, _new = Organisation.objects.get_or_create(pk=person.pk, defaults=new)
        record_audit(action=NAME_CORRECTED, about=person, by=None, now=timezone.now())
        record_audit(action=BOARD_SIZE_SET, about=place, by=None, data={"seats": person.pk}, now=timezone.now())
    for person in people:
        assert [entry.label for entry in entries_about(Person.objects.filter(pk=person.pk))] == [f"person {person.pk}"]


# --- In words -------------------------------------------------------------------------------------------------------


def test_names_are_those_of_today_and_lead_to_the_page(client, staff, two_schools):
    record_audit(action=NAME_CORRECTED, about=two_schools, by=staff, now=timezone.now())
    Person.objects.filter(pk=two_schools.pk).update(family_name="Newname")
    page = client.get(REPORT)
    assert table_of(page) == [(staff.full_name, "Name corrected", "Gwen Newname", "")]
    assert f'href="{reverse("people:inspect", args=[two_schools.pk])}"' in page.content.decode()


def test_nobody_is_led_to_a_page_that_they_may_not_see(client, two_schools):
    who = cast.officer_of_the_group()
    record_audit(action=NAME_CORRECTED, about=two_schools, by=who, now=timezone.now())
    rights = Permission.objects.filter(content_type__app_label="people", content_type__model="person")
    Group.objects.get(name=OFFICERS).permissions.remove(*rights)
    who.refresh_from_db()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    page = client.get(REPORT, {"group": "directory"})
    assert table_of(page) == [(who.full_name, "Name corrected", "Gwen Twoschools", "")]
    assert reverse("people:inspect", args=[two_schools.pk]) not in page.content.decode()


def test_what_was_sent_says_to_how_many_and_leads_to_it(client, staff, issued):
    page = client.get(REPORT)
    rows = [row for row in table_of(page) if row[1] == "Briefing sent"]
    assert rows == [("Oona Officer", "Briefing sent", str(issued), "2 messages")]
    assert f'href="{reverse("briefings:inspect", args=[issued.pk])}"' in page.content.decode()


def test_the_words_cost_the_same_for_3_and_for_30(two_schools, django_assert_num_queries):
    for n in range(30):
        person = cast.person(f"Num Ber{n}")
        record_audit(action=PEOPLE_MERGED, about=person, by=person, data={"alias": two_schools.pk}, now=cast.NOW)
    lines_of(AuditEntry.objects.all()[:1])  # Django keeps content types once they have been asked for
    for count in (3, 30):
        with django_assert_num_queries(2):
            lines_of(AuditEntry.objects.all()[:count])


def test_what_another_version_wrote_is_shown_as_far_as_it_is_known(client, staff, entry):
    written = {"content_type": entry.content_type, "object_id": "7", "label": "organisation 7", "timestamp": cast.NOW}
    AuditEntry.objects.bulk_create(
        AuditEntry(action=code, data={"unknown": 1}, **written) for code in ("old.gone", entry.action)
    )
    rows = table_of(client.get(REPORT))
    assert ("The software", "old.gone", "Organisation 7", "") in rows
    assert ("The software", "Number of seats set", "Organisation 7", "") in rows


# --- What is taken out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXPORTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_asks_for_the_second_factor_again_and_is_kept(client, staff, two_schools, path, kind):
    url = f"{path}?export={kind}"
    wait(client, 11 * 60)
    asked = client.get(url)
    assert asked.status_code == 302
    assert asked.url.startswith("/account/reauthenticate/?next=/admin/")
    assert not AuditEntry.objects.filter(action=LIST_EXPORTED.code).exists()
    assert client.get(path).status_code == 200  # looking does not
    cast.sign_in(client, staff, cast.SECOND_FACTOR)
    response = client.get(url)
    assert response.status_code == 200
    assert len(content(response)) > 20
    row = latest(LIST_EXPORTED)
    assert row.user == staff
    assert (row.data["file_type"], row.data["filters"]) == (kind, {})


def test_the_filter_and_the_number_of_rows_are_kept(client, staff, two_schools, clerk):
    content(client.get("/admin/appointment/?role=governance_professional&export=csv"))
    row = latest(LIST_EXPORTED)
    assert row.data == {"file_type": "csv", "filters": {"role": "governance_professional"}, "rows": 1}
    assert (row.content_type.model, row.object_id) == ("appointment", "")
    shown = table_of(client.get(REPORT))[0]
    assert shown[2:] == ("Appointments", "CSV, filtered by role: governance_professional, 1 row")


def test_what_was_searched_for_is_not_kept_since_it_may_name_somebody(client, staff, two_schools):
    content(client.get("/admin/appointment/?organisation=Gwen&ward=Twoschools&export=csv"))
    content(client.get(f"{REPORT}?who=Twoschools&about=Gwen&timestamp_from=2026-01-01&export=csv"))
    content(client.get("/admin/organisation/?q=Gwen&export=csv"))
    kept = [row.data["filters"] for row in AuditEntry.objects.filter(action=LIST_EXPORTED.code).order_by("pk")]
    assert kept == [
        {"organisation": None, "ward": None},
        {"timestamp": "2026-01-01..", "who": None, "about": None},
        {"search": None},
    ]


def test_the_file_says_what_the_screen_says(client, staff, two_schools, issued):
    record_audit(action=NAME_CORRECTED, about=two_schools, by=staff, now=timezone.now())
    shown = table_of(client.get(REPORT))
    rows = list(csv.reader(io.StringIO(content(client.get(f"{REPORT}?export=csv")).decode())))
    assert rows[HEAD] == ["When", "Who", "What", "About", "Details"]
    assert [tuple(row[1:]) for row in rows[-len(shown) :]] == shown


def test_a_sheet_says_what_it_is_of_as_at_when_and_what_it_was_narrowed_by(client, staff, two_schools):
    query = "?export=csv&group=rights&timestamp_from=2026-07-01&who=Otto"
    head = list(csv.reader(io.StringIO(content(client.get(REPORT + query)).decode("utf-8-sig"))))[:HEAD]
    assert head[0] == ["Who did what"]
    assert re.fullmatch(r"\d+ \w+ \d{4}, \d\d:\d\d\. All times are UK time\.", head[1][1])
    assert head[2] == ["Shown", "When: 1 July 2026 to …; What: Rights; Who did it (name or address): Otto"]


def test_every_list_that_can_leave_leaves_by_our_one_writer():
    """Wagtail's own reports included, and those that a newer Wagtail brings."""
    addresses, stack = set(), [("", get_resolver())]
    while stack:
        prefix, resolver = stack.pop()
        for pattern in resolver.url_patterns:
            address = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                stack.append((address, pattern))
            elif issubclass(getattr(pattern.callback, "view_class", object), SpreadsheetExportMixin):
                addresses.add(address)
    # By number, whatever the number.
    views = [resolve("/" + re.sub(r"<[^>]*>", "1", address)).func.view_class for address in addresses]
    assert len(views) > 20
    assert {view for view in views if view.list_export and not issubclass(view, SafeExport)} == set()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("path", ["site-history", "aging-pages", "locked", "workflow", "workflow_tasks"])
def test_wagtails_own_reports_are_defused_and_tell_our_time(client, staff, path, kind):
    page = StandardPage(title='=HYPERLINK("http://evil.example")', owner=staff)
    cast.home_page().add_child(instance=page)
    page.save_revision(user=staff, log_action=True).publish(user=staff)
    sheet = content(client.get(f"/admin/reports/{path}/?export={kind}"))
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
        assert not [cell for row in rows for cell in row if cell.startswith("=") or "+00:00" in cell]
    else:
        rows = list(load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))
    cells = {str(cell) for row in rows for cell in row}
    assert path not in ("site-history", "aging-pages") or any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert latest(LIST_EXPORTED).data["rows"] == len(rows) - HEAD - 1


@pytest.mark.parametrize("path", ["/admin/reports/site-history/", "/admin/reports/aging-pages/"])
def test_wagtails_own_exports_ask_for_it_too(client, staff, path):
    wait(client, 11 * 60)
    assert client.get(f"{path}?export=csv").status_code == 302
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/admin/people/", "/admin/reports/deliveries/"])
def test_a_list_without_export_gives_none(client, staff, path):
    response = client.get(f"{path}?export=csv")
    assert "text/html" in response["Content-Type"]
    assert not AuditEntry.objects.filter(action=LIST_EXPORTED.code).exists()


HARMFUL = ['=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(1)", "\t=1"]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_formula_does_not_run(client, staff, text):
    odd = Person.objects.create_user(None, given_name=text, family_name="Odd")
    record_audit(action=NAME_CORRECTED, about=odd, by=staff, now=timezone.now())
    url = f"{REPORT}?group=&who=&export="
    rows = list(csv.reader(io.StringIO(content(client.get(url + "csv")).decode())))
    cell = next(row[3] for row in rows[HEAD:] if row[2] == "Name corrected")
    assert cell.startswith("'")
    book = load_workbook(io.BytesIO(content(client.get(url + "xlsx"))))
    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell for cell in cells if str(cell.value).startswith("'")]


# --- Changes of rights ----------------------------------------------------------------------------------------------


def test_making_somebody_staff_names_who_did_it(client, staff, outsider):
    data = {"email": outsider.email, "given_name": "Olive", "family_name": "Outsider", "is_active": "on"}
    group = Group.objects.create(name=OFFICERS)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.post(f"/admin/users/edit/{outsider.pk}/", {**data, "groups": [group.pk]})
    outsider.refresh_from_db()
    assert outsider.is_staff
    rows = table_of(client.get(REPORT, {"group": "rights", "about": outsider.email}))
    assert (staff.full_name, "Put into a group", "Olive Outsider", "Has the rights of: Officers") in rows
    assert (staff.full_name, "Staff account changed", "Olive Outsider", "May enter the admin") in rows


@pytest.mark.parametrize(
    "change",
    [
        lambda person, group: person.groups.add(group),
        lambda person, group: group.user_set.add(person),
        lambda person, group: (person.groups.add(group), person.groups.clear()),
        lambda person, group: (person.groups.add(group), group.user_set.clear()),
    ],
)
def test_rights_given_in_a_shell_are_kept_too(outsider, change):
    change(outsider, Group.objects.create(name=OFFICERS))
    entry = AuditEntry.objects.for_instance(outsider).latest("pk")
    assert lines_of([entry])[0].details.endswith("the rights of: Officers")


def test_rights_given_to_and_taken_from_a_group_are_kept(db):
    group = Group.objects.create(name=OFFICERS)
    right = Permission.objects.get(codename="change_person")
    group.permissions.add(right)
    group.permissions.clear()
    taken, given = AuditEntry.objects.for_instance(group)
    assert (given.action, taken.action) == (PERMISSIONS_GIVEN.code, PERMISSIONS_TAKEN.code)
    assert given.data == taken.data == {"permissions": [right.pk]}
    assert lines_of([given])[0].details == "Can change person"


# --- Nobody makes themselves an administrator -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/admin/users/", "/admin/users/new/", "/admin/users/edit/{pk}/", "/admin/groups/"])
def test_an_officer_who_may_change_people_changes_no_accounts(client, db, path):
    who = cast.officer_of_the_group()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    path = path.format(pk=who.pk)
    assert client.get(path).url == "/admin/"  # Wagtail says there that one may not
    client.post(path, {"email": who.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"})
    who.refresh_from_db()
    assert not who.is_superuser


@pytest.mark.parametrize("name", ["index", "add", "edit", "delete", "history", "usage"])
def test_whoever_is_given_the_right_to_change_groups_gives_no_rights_by_it(client, officer, name):
    """Only administrators do: a group's rights could be raised above one's own."""
    group = Group.objects.create(name="Helpers")
    url = reverse(f"wagtailusers_groups:{name}", args=[] if name in ("index", "add") else [group.pk])
    who = cast.officer_of_the_group()
    who.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    assert client.get(url).url == "/admin/"
    client.post(url, {"name": "Raised"})
    assert Group.objects.filter(name="Helpers").exists() and not Group.objects.filter(name="Raised").exists()
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("action", ["assign_role", "delete", "set_active_state"])
@pytest.mark.parametrize("who", ["officer", "officer_of_the_group"])
def test_nobody_changes_many_people_at_once(client, db, action, who, two_schools):
    group = Group.objects.get_or_create(name=OFFICERS)[0]
    cast.sign_in(client, getattr(cast, who)(), cast.SECOND_FACTOR)
    url = f"/admin/bulk/people/person/{action}/?id={two_schools.pk}"
    assert client.get(url).status_code == 403
    assert client.post(url, {"role": group.pk}).status_code == 403
    assert Person.objects.get(pk=two_schools.pk).groups.count() == 0


def test_the_link_the_code_and_the_second_factor_are_kept(client, new_governor):
    delivery = cast.mailing([new_governor], now=timezone.now()).deliveries.get()

    client.post(f"/l/{delivery.link_token}/")
    entry = latest(SIGNED_IN)
    assert (entry.user, entry.data) == (new_governor, {"way": "link"})
