"""Who did what: kept by itself, found by date, person and action, taken out with care, altered by nobody."""

import csv
import io
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, Permission
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from people.models import AuditRecord, Person
from people.operations import record_audit
from people.staff_groups import OFFICERS
from tests import cast

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/audit/"
EXPORTS = [REPORT, "/admin/organisation/", "/admin/appointment/"]


def said(action) -> AuditRecord:
    return AuditRecord.objects.filter(action=action).latest("pk")


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


# --- Nobody alters it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: AuditRecord.objects.update(action="x"),
        lambda row: AuditRecord.objects.all().delete(),
        lambda row: AuditRecord.objects.filter(pk=row.pk).update(detail=""),
        lambda row: AuditRecord.objects.bulk_update([row], ["action"]),
    ],
)
def test_the_application_changes_no_record(officer, change):
    row = record_audit(action="tested", actor=officer, now=timezone.now())
    with pytest.raises(TypeError):
        change(row)
    assert AuditRecord.objects.get().action == "tested"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_report_takes_nothing_in_not_even_from_a_superuser(client, staff, method):
    record_audit(action="tested", actor=staff, now=timezone.now())
    assert getattr(client, method)(REPORT, {"action": "x"}).status_code == 405
    assert AuditRecord.objects.get().action == "tested"


def test_no_address_of_the_admin_adds_changes_or_deletes_a_record():
    for name in ("auditrecord:add", "auditrecord:edit", "auditrecord:delete", "wagtailsnippets_people_auditrecord:add"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[] if name.endswith("add") else [1])
    assert not [name for name in get_resolver().reverse_dict if isinstance(name, str) and "auditrecord" in name]


def test_a_person_who_is_erased_leaves_the_record(officer):
    gone = cast.person("Gone Soon")
    record_audit(action="tested", actor=gone, now=timezone.now())
    gone.delete()
    assert AuditRecord.objects.get().actor is None


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
    assert not AuditRecord.objects.filter(action="export").exists()


def test_an_officer_of_the_group_sees_it(client, db):
    cast.sign_in(client, cast.officer_of_the_group(), cast.SECOND_FACTOR)
    assert client.get(REPORT).status_code == 200


# --- What is found --------------------------------------------------------------------------------------------------


@pytest.fixture
def log(officer, two_schools):
    now = timezone.now()
    record_audit(action="signed in by code", actor=two_schools, now=now - timedelta(days=40))
    record_audit(action="signed in by link", actor=two_schools, now=now)
    record_audit(action="export", actor=officer, detail="7 rows", now=now)
    record_audit(action="briefing issued", actor=officer, detail="briefing 3, 700 messages", now=now)
    record_audit(action="rights changed", actor=officer, detail="person 5", now=now)
    record_audit(action="address changed", actor=officer, detail="person 5", now=now)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "in"}, ["signed in by link", "signed in by code"]),
        ({"kind": "export"}, ["export"]),
        ({"kind": "send"}, ["briefing issued"]),
        ({"kind": "rights"}, ["rights changed"]),
        ({"kind": "people"}, ["address changed"]),
        ({"who": "TWOSCHOOLS"}, ["signed in by link", "signed in by code"]),
        ({"who": "gwen.twoschools@people.example", "kind": "export"}, []),
        ({"detail": "700"}, ["briefing issued"]),
        ({"who": "nobody"}, []),
    ],
)
def test_it_is_found_by_action_person_and_detail(client, staff, log, query, found):
    rows = client.get(REPORT, query).context["object_list"]
    assert [row.action for row in rows] == found


def test_it_is_found_by_date(client, staff, log):
    today = timezone.localdate()
    before = {"at_to": (today - timedelta(days=30)).isoformat()}
    assert [row.action for row in client.get(REPORT, before).context["object_list"]] == ["signed in by code"]
    since = {"at_from": today.isoformat()}
    assert len(client.get(REPORT, since).context["object_list"]) == 5


# --- What is taken out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXPORTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_asks_for_the_second_factor_again_and_is_kept(client, staff, two_schools, path, kind):
    url = f"{path}?export={kind}"
    wait(client, 11 * 60)
    asked = client.get(url)
    assert asked.status_code == 302
    assert asked.url.startswith("/account/reauthenticate/?next=/admin/")
    assert not AuditRecord.objects.filter(action="export").exists()
    assert client.get(path).status_code == 200  # looking does not
    cast.sign_in(client, staff, cast.SECOND_FACTOR)
    response = client.get(url)
    assert response.status_code == 200
    assert len(content(response)) > 20
    row = said("export")
    assert row.actor == staff
    assert f"{path} as {kind}, all," in row.detail
    assert row.detail.endswith("rows")


def test_the_filter_and_the_number_of_rows_are_kept(client, staff, two_schools, clerk):
    content(client.get("/admin/appointment/?role=governance_professional&export=csv"))
    assert said("export").detail == "/admin/appointment/ as csv, role=governance_professional, 1 rows"


@pytest.mark.parametrize("path", ["/admin/reports/site-history/", "/admin/reports/aging-pages/"])
def test_wagtails_own_exports_ask_for_it_too(client, staff, path):
    wait(client, 11 * 60)
    assert client.get(f"{path}?export=csv").status_code == 302
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/admin/people/", "/admin/reports/deliveries/"])
def test_a_list_without_export_gives_none(client, staff, path):
    response = client.get(f"{path}?export=csv")
    assert "text/html" in response["Content-Type"]
    assert not AuditRecord.objects.filter(action="export").exists()


HARMFUL = ['=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(1)", "\t=1"]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_formula_does_not_run(client, staff, text):
    record_audit(action="tested", actor=staff, detail=text, now=timezone.now())
    url = f"{REPORT}?kind=&detail=&export="
    rows = list(csv.DictReader(io.StringIO(content(client.get(url + "csv")).decode())))
    cell = next(row["Detail"] for row in rows if row["What"] == "tested")
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
    rows = AuditRecord.objects.filter(action="rights changed", detail__startswith=f"person {outsider.pk}")
    assert {row.actor for row in rows} == {staff}
    assert any("given the rights of Officers" in row.detail for row in rows)
    assert any("may enter the admin" in row.detail for row in rows)


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
    assert f"person {outsider.pk}" in said("rights changed").detail
    assert OFFICERS in said("rights changed").detail


def test_rights_given_to_a_group_are_kept(db):
    group = Group.objects.create(name=OFFICERS)
    group.permissions.add(Permission.objects.get(codename="change_person"))
    assert said("rights changed").detail == "group Officers given the rights of change_person"


# --- Nobody makes themselves an administrator -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/admin/users/", "/admin/users/new/", "/admin/users/edit/{pk}/", "/admin/groups/"])
def test_an_officer_who_may_change_people_changes_no_accounts(client, db, path):
    who = cast.officer_of_the_group()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    path = path.format(pk=who.pk)
    assert client.get(path).status_code == 403
    client.post(path, {"email": who.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"})
    who.refresh_from_db()
    assert not who.is_superuser


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
    assert said("signed in by link").actor == new_governor
