"""Contacts: whatever sheet somebody keeps, matched by numbers and addresses, never by name alone."""

import io
import json
import random
import time
import zipfile
from datetime import date, datetime
from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from accounts.operations import record_sign_in
from imports import runs
from imports.enums import ImportAction, ImportKind, ImportState
from imports.kinds.sheets import header_of
from imports.models import ImportRun
from people.enums import Role, Source
from people.models import Address, Appointment, Merge, Organisation, Person
from people.operations import give_address, merge_people, tell_apart
from tests import cast

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


# --- What the sheets are about --------------------------------------------------------------------------------------


@pytest.fixture
def elm():
    return cast.school("Elm Road Infants", urn="100001")


@pytest.fixture
def quay():
    return cast.school("Quay High School", urn="100002")


def governor(name, where, *, gid=None, email=None, role=Role.GOVERNOR, title="", **fields):
    who = cast.person(name, email, title=title)
    return cast.appoint(who, role, where, gid=gid, **fields)


def sheet(*lines, header="Governor,Email address,URN,Role"):
    return "\n".join([header, *lines]).encode()


def read(content, name="contacts.csv", *, now=cast.NOW, **options) -> ImportRun:
    run = runs.start_run(
        kind=ImportKind.CONTACTS, file=ContentFile(content), file_name=name, by=None, now=now, options=options
    )
    return runs.preview_run(run=run, now=now)


def write(content, name="contacts.csv", *, now=cast.NOW, **options) -> ImportRun:
    run = read(content, name, now=now, **options)
    assert run.state == ImportState.PREVIEWED, run.error
    runs.agree_run(run=run, by=None, now=now)
    runs.write_run(run=run, now=now)
    assert run.state == ImportState.COMMITTED, run.notes
    return run


def undo(run):
    runs.ask_undo(run=run, by=None, now=cast.NOW)
    return runs.undo_run(run=run, now=cast.NOW)


def lines(run) -> dict[int, tuple[str, str]]:
    """{line: (action, reason)}; unchanged lines are not kept."""
    return {entry.line: (entry.action, entry.reason) for entry in run.entries.all()}


def only(run):
    return run.entries.get()


def everything():
    return (
        list(Person.objects.order_by("pk").values_list("pk", "title", "given_name", "family_name", "email",
                                                       "shared_address", "canonical", "match_name")),
        list(Appointment.objects.standing().order_by("pk").values_list(
            "pk", "person", "organisation", "role", "starts_on", "ends_on", "source", "registered")),
        list(Address.objects.order_by("pk").values_list("person", "address")),
    )  # fmt: skip


def address_of(row) -> str:
    row.person.refresh_from_db()
    return row.person.canonical.post_address


def workbook(*rows, title="Governors", hidden=(), more=()) -> bytes:
    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for name in hidden:
        extra = book.create_sheet(name, 0)
        extra.append(["secret"])
        extra.sheet_state = "hidden"
    for name in more:
        book.create_sheet(name).append(["other"])
    book.active = book.worksheets.index(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- Matching -------------------------------------------------------------------------------------------------------


def test_a_line_is_matched_by_its_gid(elm):
    rowan = governor("Rowan Mock", elm, gid="9000179")
    run = write(sheet("9000179,Rowan@Mock.Example", header="GID,Email"))
    assert address_of(rowan) == "rowan@mock.example"
    assert only(run).action == ImportAction.CHANGED


def test_a_line_is_matched_by_urn_and_exact_name(elm, quay):
    rowan = governor("Rowan Mock", elm)
    namesake = governor("Rowan Mock", quay)
    write(sheet("Rowan Mock,rowan@mock.example,100001,"))
    assert (address_of(rowan), address_of(namesake)) == ("rowan@mock.example", "")


def test_nobody_is_matched_by_name_alone(elm):
    rowan = governor("Rowan Mock", elm)
    run = write(sheet("Rowan Mock,rowan@mock.example", header="Name,Email"))
    assert address_of(rowan) == ""
    assert lines(run)[2][0] == ImportAction.REFUSED and "never" not in lines(run)[2][1]
    assert "by name alone" in lines(run)[2][1]


@pytest.mark.parametrize(
    ("ours", "theirs", "why"),
    [
        ("Zoë O’Mock", "Zoe O'Mock", "accents"),
        ("Rowan Mock", "ROWAN MOCK", "capitals"),
        ("Rowan Mock", "R Mock", "initial"),
        ("Rowan Wren Mock", "Rowan Mock", "middle name"),
        ("Rowan Mock", "Rowan Mok", "one letter"),
    ],
)
def test_a_near_name_is_offered_and_not_taken(elm, ours, theirs, why):
    held = governor(ours, elm)
    before = everything()
    run = write(sheet(f"{theirs},rowan@mock.example,100001,Governor"))
    entry = only(run)
    assert entry.action == ImportAction.OFFERED and why in entry.reason
    assert [one["appointment"] for one in entry.after["candidates"]] == [held.pk]
    assert everything() == before


def test_two_people_of_one_name_on_one_board_are_offered_until_the_address_tells(elm):
    first, _second = governor("Rowan Mock", elm), governor("Rowan Mock", elm, email="second@mock.example")
    run = write(sheet("Rowan Mock,third@mock.example,100001,", "Rowan Mock,second@mock.example,100001,"))
    assert lines(run).keys() == {2} and lines(run)[2][0] == ImportAction.OFFERED
    assert address_of(first) == ""


def test_what_is_chosen_on_screen_is_taken(elm):
    held = governor("Zoë Mock", elm)
    content = sheet("Zoe Mock,zoe@mock.example,100001,Governor")
    write(content, chosen={"2": held.pk})
    assert address_of(held) == "zoe@mock.example"
    assert read(content).counts["unchanged"] == 1


def test_a_near_name_can_be_a_new_person(elm):
    held = governor("Zoë Mock", elm)
    run = write(sheet("Zoe Mock,zoe@mock.example,100001,Governor"), chosen={"2": "new"})
    assert only(run).action == ImportAction.CREATED
    assert address_of(held) == "" and Person.objects.get(email="zoe@mock.example").full_name == "Zoe Mock"


def test_a_choice_from_another_board_is_refused(elm, quay):
    governor("Zoë Mock", elm)
    stranger = governor("Zoe Mock", quay)
    run = write(sheet("Zoe Mock,zoe@mock.example,100001,Governor"), chosen={"2": stranger.pk})
    assert only(run).action == ImportAction.REFUSED and address_of(stranger) == ""


def test_a_number_of_somebody_else_is_a_disagreement_and_gives_no_address(elm):
    rowan = governor("Rowan Mock", elm, gid="9000179")
    run = write(sheet("9000179,Robin Smith,robin@smith.example", header="GID,Name,Email"))
    assert only(run).action == ImportAction.DISAGREEMENT
    assert "Rowan Mock" in only(run).reason and "Robin Smith" in only(run).reason
    assert address_of(rowan) == ""


def test_an_unknown_number_names_what_to_do(elm):
    run = write(sheet("9000179,robin@smith.example", header="GID,Email"))
    assert only(run).action == ImportAction.REFUSED and "governance extract" in only(run).reason
    assert only(run).after == {"column": "GID", "value": "9000179"}


def test_a_school_that_became_an_academy_is_found_by_its_old_number(elm):
    elm.status, elm.closed_on = "closed", date(2026, 8, 31)
    elm.successor = cast.school("Elm Road Academy", urn="100009")
    elm.save()
    rowan = governor("Rowan Mock", elm.successor)
    write(sheet("Rowan Mock,rowan@mock.example,100001,"))
    assert address_of(rowan) == "rowan@mock.example"


# --- Joiners --------------------------------------------------------------------------------------------------------


def test_somebody_new_gets_an_appointment_with_role_and_term(elm):
    run = write(
        sheet("Ms Ann Mary Example,ann@example.example,100001,Chair of Governors,01/09/2026,31/08/2030",
              header="Name,E-mail,School URN,Role,Term starts,Term ends")
    )  # fmt: skip
    row = Appointment.objects.get()
    assert only(run).action == ImportAction.CREATED and only(run).object_id == row.pk
    assert (row.person.title, row.person.given_name, row.person.family_name) == ("Ms", "Ann Mary", "Example")
    assert (row.role, row.starts_on, row.ends_on) == (Role.CHAIR_OF_GOVERNORS, date(2026, 9, 1), date(2030, 8, 31))
    assert (row.source, row.said_at) == (Source.OFFICER, cast.NOW)
    assert row.person.match_name == "ann mary example" and not row.person.has_usable_password()


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("Ann Example,ann@x.example,,Governor", "URN of the school"),
        ("Ann Example,ann@x.example,100001,", "give the role"),
        ("Ann Example,ann@x.example,100001,Wizard", "no role that we know"),
        ("Ann Example,ann@x.example,999999,Governor", "No school or trust"),
        ("Ann Example,ann@x.example,12,Governor", "not a URN"),
        (",ann@x.example,100001,Governor", "names nobody"),
    ],
)
def test_what_is_missing_for_a_joiner_is_asked_for(elm, line, asks):
    run = write(sheet(line))
    assert only(run).action == ImportAction.REFUSED and asks in only(run).reason
    assert not Person.objects.exists()


def test_a_known_address_under_the_same_name_is_the_same_person_on_a_further_board(elm, quay):
    rowan = governor("Rowan Mock", quay, email="rowan@mock.example")
    write(sheet("Rowan Mock,rowan@mock.example,100001,Governor"))
    assert Person.objects.count() == 1
    assert Appointment.objects.get(organisation=elm).person == rowan.person


def test_one_new_person_on_two_boards_of_one_sheet_is_one(elm, quay):
    write(sheet("Rowan Mock,rowan@mock.example,100001,Governor", "Rowan Mock,rowan@mock.example,100002,Governor"))
    assert Person.objects.count() == 1 and Appointment.objects.count() == 2


def test_a_line_that_stands_twice_makes_nobody_twice(elm):
    run = write(sheet("Rowan Mock,r@mock.example,100001,Governor", "Rowan Mock,r@mock.example,100001,Governor"))
    assert run.counts["created"] == 1 and run.counts["unchanged"] == 1
    run = read(sheet("Ann Lee,a@mock.example,100001,Governor", "Ann Lee,b@mock.example,100001,Governor"))
    assert lines(run)[3][0] == ImportAction.REFUSED and "Line 2 has the same name" in lines(run)[3][1]


def test_a_term_that_is_over_makes_no_joiner(elm):
    run = write(sheet("Ann Lee,a@x.example,100001,Governor,31/08/2024", header="Name,Email,URN,Role,Term ends"))
    assert only(run).action == ImportAction.REFUSED and "over" in only(run).reason


# --- Terms ----------------------------------------------------------------------------------------------------------


def test_the_end_of_a_term_ends_the_appointment_and_the_same_sheet_again_changes_nothing(elm):
    row = governor("Rowan Mock", elm)
    content = sheet("Rowan Mock,,100001,Governor,30/10/2026", header="Name,Email,URN,Role,Term ends")
    run = write(content)
    row.refresh_from_db()
    assert only(run).action == ImportAction.ENDED and row.ends_on == date(2026, 10, 30)
    assert row.versions.count() == 1
    before = everything()
    again = write(content)
    assert again.counts["unchanged"] == 1 and everything() == before


def test_a_term_that_ends_later_is_a_change(elm):
    row = governor("Rowan Mock", elm)
    run = write(sheet("Rowan Mock,100001,31/08/2028", header="Name,URN,Term ends"))
    row.refresh_from_db()
    assert only(run).action == ImportAction.CHANGED and row.ends_on == date(2028, 8, 31)


@pytest.mark.parametrize("text", ["01/09/28", "1.9.28", "1 Sept 2028", "Fri 1st September 2028", "2028-09-01"])
def test_a_clerks_own_way_of_writing_a_day(elm, text):
    row = governor("Rowan Mock", elm)
    run = write(sheet(f"Rowan Mock,100001,{text}", header="Name,URN,Term ends"))
    row.refresh_from_db()
    assert only(run).action == ImportAction.CHANGED and row.ends_on == date(2028, 9, 1)


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        ("01/09/2026", "31/08/2025", "before it starts"),
        ("31/02/2026", "", "There is no 31 February 2026"),
        ("09/23/2026", "", "month first"),
        ("", "45900", "how a spreadsheet keeps a date"),
        ("", "soon", "Enter a date like"),
        ("", "31 August", "Write the year too"),
        ("", "Mon 31/8/27", "is a Tuesday, not a Monday"),
    ],
)
def test_terms_that_cannot_be_are_refused_with_line_and_value(elm, starts, ends, why):
    row = governor("Rowan Mock", elm)
    run = write(sheet(f"Rowan Mock,100001,{starts},{ends}", header="Name,URN,Term starts,Term ends"))
    entry = only(run)
    assert entry.action == ImportAction.REFUSED and why in entry.reason and entry.line == 2
    assert entry.after["value"] == (ends or starts)
    row.refresh_from_db()
    assert (row.starts_on, row.ends_on) == (date(2024, 9, 1), None)


def test_an_end_before_the_start_that_we_hold_is_refused(elm):
    governor("Rowan Mock", elm)
    run = write(sheet("Rowan Mock,100001,31/08/2023", header="Name,URN,Term ends"))
    assert only(run).action == ImportAction.REFUSED


def test_other_dates_of_ours_stand_unless_the_sheet_is_the_clerks_own(elm):
    row = governor("Rowan Mock", elm)
    content = sheet("Rowan Mock,100001,01/10/2024", header="Name,URN,Term starts")
    assert only(write(content)).action == ImportAction.DISAGREEMENT
    row.refresh_from_db()
    assert row.starts_on == date(2024, 9, 1)
    write(content, replace=True, source="clerk")
    row.refresh_from_db()
    assert (row.starts_on, row.source) == (date(2024, 10, 1), Source.CLERK)


def test_what_somebody_said_after_the_day_of_the_sheet_stands(elm):
    row = governor("Rowan Mock", elm, said_at=cast.NOW)
    run = write(
        sheet("Rowan Mock,100001,30/09/2026", header="Name,URN,Term ends"), "governors20261001.csv", replace=True
    )
    row.refresh_from_db()
    assert only(run).action == ImportAction.DISAGREEMENT and row.ends_on is None


def test_the_register_stays_known_where_a_sheet_says_otherwise(elm):
    row = governor("Rowan Mock", elm, gid="9000179", ends_on=date(2028, 8, 31))
    write(sheet("9000179,30/10/2026,", header="GID,End date,Email"))
    row.refresh_from_db()
    assert row.registered == {"ends_on": "2028-08-31"} and row.said_at == cast.NOW


# --- Addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad", ["rowan", "rowan@", "@mock.example", "rowan@mock", "röwan@mock.example", "a b@c.example"]
)
def test_a_bad_address_is_refused_with_line_value_and_reason(elm, bad):
    rowan = governor("Rowan Mock", elm)
    run = write(sheet("Rowan Mock,100001,", f"Rowan Mock,100001,{bad}", header="Name,URN,Email"))
    entry = only(run)
    assert (entry.line, entry.action, entry.after["value"]) == (3, ImportAction.REFUSED, bad) and entry.reason
    assert address_of(rowan) == ""


def test_two_addresses_in_a_cell_are_refused(elm):
    governor("Rowan Mock", elm)
    run = write(sheet('Rowan Mock,100001,"a@x.example; b@x.example"', header="Name,URN,Email"))
    assert "more than one" in only(run).reason


def test_another_address_than_ours_is_shown_and_not_taken(elm):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    content = sheet("Rowan Mock,new@mock.example,100001,")
    entry = only(write(content))
    assert entry.action == ImportAction.DISAGREEMENT
    assert (entry.before["email"], entry.after["said"]["email"]) == ("old@mock.example", "new@mock.example")
    assert address_of(rowan) == "old@mock.example"
    run = write(content, replace=True)
    assert only(run).action == ImportAction.CHANGED and address_of(rowan) == "new@mock.example"
    assert Address.objects.get().address == "old@mock.example"
    assert read(content, replace=True).counts["unchanged"] == 1


def test_an_address_that_somebody_had_before_is_not_put_back(elm):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    give_address(person=rowan.person, address="new@mock.example", by=None, now=cast.NOW)
    run = write(sheet("Rowan Mock,old@mock.example,100001,"), replace=True)
    assert only(run).action == ImportAction.DISAGREEMENT and "before" in only(run).reason
    assert address_of(rowan) == "new@mock.example"


def test_the_address_of_staff_never_changes_by_a_sheet(elm):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    rowan.person.is_staff = True
    rowan.person.save()
    run = write(sheet("Rowan Mock,new@mock.example,100001,"), replace=True)
    assert only(run).action == ImportAction.DISAGREEMENT and address_of(rowan) == "old@mock.example"


def test_nobody_is_joined_to_staff_by_a_sheet(elm, officer):
    row = governor(officer.full_name, elm)
    run = write(sheet(f"{officer.full_name},{officer.email},100001,"))
    row.person.refresh_from_db()
    assert only(run).action == ImportAction.DISAGREEMENT and not row.person.is_alias


def test_a_couple_named_in_one_sheet_shares_an_address_for_post(elm):
    ann, ben = governor("Ann Pair", elm), governor("Ben Pair", elm)
    content = sheet("Ann Pair,pair@home.example,100001,", "Ben Pair,pair@home.example,100001,")
    run = write(content)
    assert "Ann Pair" in lines(run)[3][1]
    for row in (ann, ben):
        row.person.refresh_from_db()
    assert (ann.person.email, ann.person.shared_address) == ("pair@home.example", None)
    assert (ben.person.email, ben.person.shared_address) == (None, "pair@home.example")
    assert read(content).counts["unchanged"] == 2


def test_a_new_couple_shares_an_address_too(elm):
    content = sheet("Ann Pair,pair@home.example,100001,Governor", "Ben Pair,pair@home.example,100001,Governor")
    write(content)
    assert sorted(Person.objects.values_list("given_name", "email", "shared_address")) == [
        ("Ann", "pair@home.example", None), ("Ben", None, "pair@home.example")
    ]  # fmt: skip
    assert read(content).counts["unchanged"] == 2


def test_an_address_of_somebody_else_is_refused_with_both_names(elm, quay):
    governor("Ann Pair", quay, email="pair@home.example")
    ben = governor("Ben Pair", elm)
    content = sheet("Ben Pair,pair@home.example,100001,")
    entry = only(write(content))
    assert entry.action == ImportAction.REFUSED and "Ann Pair" in entry.reason and "Ben Pair" in entry.reason
    assert address_of(ben) == ""
    write(content, share=True)
    assert address_of(ben) == "pair@home.example"
    ben.person.refresh_from_db()
    assert ben.person.email is None


def test_an_address_for_a_whole_board_is_nobodys(elm):
    rows = [governor(name, elm) for name in ("Ann One", "Ben Two", "Cay Three")]
    run = write(sheet(*(f"{row.person.full_name},board@school.example,100001," for row in rows)))
    assert run.counts["refused"] == 3
    assert not any(address_of(row) for row in rows)


def test_the_mailbox_of_a_post_is_flagged_and_never_for_two(elm):
    ann, ben = governor("Ann One", elm), governor("Ben Two", elm)
    run = write(sheet("Ann One,head@elm.example,100001,", "Ben Two,head@elm.example,100001,"))
    assert lines(run)[2][0] == ImportAction.CHANGED and "mailbox of a post" in lines(run)[2][1]
    assert lines(run)[3][0] == ImportAction.REFUSED and "never for two" in lines(run)[3][1]
    assert (address_of(ann), address_of(ben)) == ("head@elm.example", "")


def test_same_name_and_address_at_two_schools_becomes_one_person_and_can_be_parted(elm, quay):
    first, second = governor("Kestrel Mock", elm, gid="9000001"), governor("Kestrel Mock", quay, gid="9000002")
    run = write(sheet("9000001,k@mock.example", "9000002,k@mock.example", header="GID,Email"))
    assert "become one person" in lines(run)[3][1]
    second.person.refresh_from_db()
    assert second.person.canonical == first.person
    undo(run)
    second.person.refresh_from_db()
    assert not second.person.is_alias and not Person.objects.exclude(email=None).exists()


def test_records_that_somebody_called_two_people_are_not_joined(elm, quay):
    first = governor("Kestrel Mock", elm, email="k@mock.example")
    second = governor("Kestrel Mock", quay)
    tell_apart(one=first.person, other=second.person, by=None, now=cast.NOW)
    run = write(sheet("Kestrel Mock,k@mock.example,100002,"))
    second.person.refresh_from_db()
    assert only(run).action == ImportAction.DISAGREEMENT and not second.person.is_alias


def test_an_address_goes_to_the_record_that_stands_for_both(elm, quay):
    first, second = governor("Kestrel Mock", elm), governor("Kestrel Mock", quay, gid="9000002")
    merge_people(keep=first.person, alias=second.person, by=None, now=cast.NOW)
    write(sheet("9000002,k@mock.example", header="GID,Email"))
    first.person.refresh_from_db()
    second.person.refresh_from_db()
    assert (first.person.email, second.person.email) == ("k@mock.example", None)


def test_a_new_address_ends_the_sessions_of_the_old_one(client, elm):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    cast.sign_in(client, rowan.person, cast.CODE)
    assert client.get("/my/").status_code == 200
    write(sheet("Rowan Mock,new@mock.example,100001,"), replace=True)
    assert client.get("/my/").status_code == 302


# --- A clerk's own sheet --------------------------------------------------------------------------------------------


def clerks(*places):
    return {
        "organisations": [place.pk for place in places],
        "source": "clerk", "replace": True, "role": "governor",
    }  # fmt: skip


def test_a_clerk_learns_nothing_of_other_boards(elm, quay):
    governor("Rowan Mock", quay, gid="9000002")
    run = write(sheet("Rowan Mock,r@x.example,100002,", "Rowan Mock,r@x.example,999999,"), **clerks(elm))
    known, unknown = lines(run)[2], lines(run)[3]
    assert known == unknown and known[0] == ImportAction.REFUSED
    run = write(sheet("9000002,r@x.example", "9999999,r@x.example", header="GID,Email"), **clerks(elm))
    assert lines(run)[2] == lines(run)[3] and lines(run)[2][0] == ImportAction.REFUSED


def test_a_clerk_is_not_told_whose_address_it_is(elm, quay):
    governor("Perran Secret", quay, email="p@secret.example")
    run = write(sheet("Ann Lee,p@secret.example", header="Name,Email"), **clerks(elm))
    entry = only(run)
    assert entry.action == ImportAction.REFUSED and "Perran" not in json.dumps(
        [entry.reason, entry.after, entry.before]
    )
    assert not Appointment.objects.filter(organisation=elm).exists()


@pytest.mark.parametrize("email", ["rowan@mock.example", None])
@pytest.mark.parametrize("role", [Role.CHAIR_OF_GOVERNORS, Role.GOVERNANCE_PROFESSIONAL])
def test_a_clerk_cannot_take_over_somebody_who_may_see_another_board(elm, quay, email, role):
    rowan = governor("Rowan Mock", elm, email=email)
    cast.appoint(rowan.person, role, quay)
    cast.person("Rowan Mock", "mine@clerk.example")
    for address in ("taken@over.example", "mine@clerk.example"):
        run = write(sheet(f"Rowan Mock,{address}", header="Name,Email"), **clerks(elm))
        rowan.person.refresh_from_db()
        assert only(run).action == ImportAction.DISAGREEMENT
        assert (rowan.person.email, rowan.person.is_alias) == (email, False)


def test_an_officers_sheet_may_change_the_address_of_somebody_on_two_boards(elm, quay):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    cast.appoint(rowan.person, Role.GOVERNOR, quay)
    write(sheet("Rowan Mock,new@mock.example,100001,"), replace=True)
    assert address_of(rowan) == "new@mock.example"


def test_who_becomes_staff_after_an_officers_preview_keeps_the_address(elm):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    run = read(sheet("Rowan Mock,new@mock.example,100001,"), replace=True)
    Person.objects.filter(pk=rowan.person_id).update(is_staff=True)
    runs.agree_run(run=run, by=None, now=cast.NOW)
    runs.write_run(run=run, now=cast.NOW)
    assert run.state == ImportState.WAITING and address_of(rowan) == "old@mock.example"


def test_a_clerk_of_both_boards_may(elm, quay):
    rowan = governor("Rowan Mock", elm, email="old@mock.example")
    cast.appoint(rowan.person, Role.CHAIR_OF_GOVERNORS, quay)
    write(sheet("Rowan Mock,new@mock.example", header="Name,Email"), **clerks(elm), boards=[elm.pk, quay.pk])
    assert address_of(rowan) == "new@mock.example"


def test_a_clerk_names_no_other_clerk(elm):
    run = write(sheet("Ann Lee,a@x.example,Clerk", header="Name,Email,Role"), **clerks(elm))
    assert only(run).action == ImportAction.REFUSED and not Person.objects.exists()


def test_a_clerks_list_needs_no_number_of_the_school(elm):
    write(sheet("Ann Lee,a@x.example", header="Name,Email"), **clerks(elm))
    row = Appointment.objects.get()
    assert (row.organisation, row.role, row.source) == (elm, Role.GOVERNOR, Source.CLERK)


def test_the_mailbox_of_a_post_stays_when_its_holder_goes(elm):
    rowan = governor("Rowan Mock", elm, email="clerk@elm.example")
    content = sheet("Rowan Mock,30/10/2026", header="Name,Term ends")
    run = write(content, **clerks(elm))
    assert address_of(rowan) == ""
    undo(run)
    assert address_of(rowan) == "clerk@elm.example"


# --- Undoing --------------------------------------------------------------------------------------------------------


def test_undo_puts_everything_back(elm, quay):
    governor("Rowan Mock", elm, email="old@mock.example")
    governor("Robin Mock", elm, gid="9000005", ends_on=date(2029, 1, 1))
    governor("Kestrel Mock", quay)
    before = everything()
    run = write(
        sheet(
            "Rowan Mock,new@mock.example,100001,,", "Robin Mock,robin@mock.example,100001,,30/10/2026",
            "Kestrel Mock,k@mock.example,100002,,", "Kestrel Mock,k@mock.example,100001,Governor,",
            "Ann Pair,pair@home.example,100001,Chair,", "Ben Pair,pair@home.example,100002,Governor,",
            header="Name,Email,URN,Role,Term ends",
        ),
        replace=True,
    )  # fmt: skip
    assert everything() != before
    assert undo(run) == []
    assert everything() == before
    assert not Merge.objects.exists()


def test_undo_names_what_later_facts_stand_on(elm, officer, module, audience):
    gone = governor("Rowan Mock", elm, email="old@mock.example")
    run = write(
        sheet("Ann Lee,a@x.example,100001,Governor", "Ben Roe,b@x.example,100001,Governor",
              "Rowan Mock,new@x.example,100001,"), replace=True,
    )  # fmt: skip
    ann = Person.objects.get(email="a@x.example")
    record_sign_in(person=ann, way="code", proves_address=False, now=cast.NOW)
    give_address(person=gone.person, address="newer@x.example", by=None, now=cast.NOW)
    kept = undo(run)
    assert sorted(entry.line for entry, _reason in kept) == [2, 4]
    assert Person.objects.filter(email="a@x.example").exists() and address_of(gone) == "newer@x.example"
    assert not Person.objects.filter(email="b@x.example").exists()
    assert lines(run)[2][1].startswith("Stays:")


def test_after_an_undo_the_sheet_can_be_written_again(elm):
    rowan = governor("Rowan Mock", elm)
    content = sheet("Rowan Mock,r@mock.example,100001,", "Ann Lee,a@x.example,100001,Governor")
    undo(write(content))
    assert address_of(rowan) == ""
    write(content)
    assert address_of(rowan) == "r@mock.example" and Person.objects.filter(email="a@x.example").exists()


# --- Files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["E-mail,Forename,Surname,URN", "EMAIL ADDRESS;First name;Last name;School URN",
                                    "Governor email\tGiven name\tFamily name\turn"])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_columns_of_any_usual_name_mark_and_encoding(elm, header, encoding):
    zoe = governor("Zoë O’Mock", elm)
    mark = next(m for m in ";\t," if m in header)
    content = f"{header}\r\n{mark.join(['zoe@mock.example', 'Zoë', 'O’Mock', '100001'])}\r\n".encode(encoding)
    write(content)
    assert address_of(zoe) == "zoe@mock.example"


def test_a_workbook_is_read_as_it_looks(elm):
    row = governor("Rowan Mock", elm, gid="9000179")
    content = workbook(
        ["Governors of Elm Road"],
        [],
        ["GID", "E-mail", "Term ends", "Notes"],
        [9000179.0, "rowan@mock.example", datetime(2028, 8, 31), None],
        hidden=["Old"], more=["Spare"],
    )  # fmt: skip
    run = write(content, "sheet.xlsx")
    row.refresh_from_db()
    assert (address_of(row), row.ends_on, only(run).line) == ("rowan@mock.example", date(2028, 8, 31), 4)
    notes = " ".join(run.notes)
    assert "Old" in notes and "Spare" in notes and "line 3" in notes


def test_a_formula_is_refused_by_its_cell(elm):
    governor("Rowan Mock", elm)
    content = workbook(["Name", "URN", "Email"], ["Rowan Mock", 100001, '=CONCAT("r","@mock.example")'])
    entry = only(write(content, "sheet.xlsx"))
    assert entry.action == ImportAction.REFUSED and "C2" in entry.reason and entry.after["column"] == "Email"
    run = write(sheet("=HYPERLINK(1),r@x.example,100001,"))
    assert only(run).action == ImportAction.REFUSED and "formula" in only(run).reason


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (60 * 1024 * 1024))
    return out.getvalue()


def with_rows(*numbers) -> bytes:
    """A workbook with these numbers on its further rows, which have nothing in them but the last."""
    rows = "".join(f'<row r="{n}"/>' for n in numbers[:-1]) + f'<row r="{numbers[-1]}"><c><v>1</v></c></row>'
    out, made = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(["Name", "Email"], ["Ann Lee", "a@x.example"])))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            part = made.read(name)
            archive.writestr(name, part.replace(b"</sheetData>", f"{rows}</sheetData>".encode()))
    return out.getvalue()


@pytest.mark.parametrize("numbers", [[99_999_999_999], [1_048_576], range(3, 60_000)])
def test_a_workbook_of_empty_rows_is_refused_at_once(elm, numbers):
    content, before = with_rows(*numbers), time.process_time()
    run = read(content, "sheet.xlsx")
    assert run.state == ImportState.FAILED and "more than 5,000 empty rows" in run.error
    assert time.process_time() - before < 2


def test_some_empty_rows_do_no_harm(elm):
    assert read(with_rows(4_000), "sheet.xlsx").state == ImportState.PREVIEWED


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("list.csv", "Name,Email\n")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "nothing in this file"),
        (b"Colour,Shape\ngreen,round\n", "Colour, Shape"),
        (plain_zip(), "ZIP file"),
        (bomb(), "unpacks to 60 MB"),
        (workbook(["Colour", "Shape"], ["a", "b"]), "Colour, Shape"),
        (workbook(), "nothing in this workbook"),
        (workbook(["Name", "Email"])[:-200], "damaged|ZIP file"),
        (b"\xff\xfeN\x00a\x00", "UTF-16"),
        ("Name,Email\nZoë,a@x.example\n".encode() + "Zoë,b@x.example\n".encode("cp1252"), "two encodings"),
        (b"Name,Email\n" + b"x" * 300_000, "characters"),
        (b'Name,Email\n"Rowan,r@x.example\n', "quotation mark"),
        (",".join(f"Email {n}" for n in range(201)).encode() + b"\na,b\n", "200"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(elm, content, says):
    run = read(content, "list.csv")
    assert run.state == ImportState.FAILED
    assert any(part in run.error for part in says.split("|")), run.error
    assert not run.entries.exists() and not run.file


def test_a_line_with_more_cells_than_the_header_is_refused(elm):
    governor("Rowan Mock", elm)
    run = write(sheet("Rowan Mock,r@x.example,100001,Governor,and more"))
    assert only(run).action == ImportAction.REFUSED and "5 cells and the header 4" in only(run).reason


def test_letters_that_were_encoded_twice_are_refused(elm):
    run = write(sheet("ZoÃ« Mock,z@x.example,100001,Governor"))
    assert only(run).action == ImportAction.REFUSED and "encoding" in only(run).reason


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script> Mock", "Robert'); DROP TABLE people;-- Mock", "Rowan 🦔 Mock", "Rowan “Ro” Mock",
     "www.evil.example Mock", "=?utf-8?q?x?= Mock", "Your Account Locked", "⟦link⟧ Mock"],
)  # fmt: skip
def test_what_is_no_name_is_refused_at_its_line(elm, name):
    line = only(write(sheet(f'"{name}",x@x.example,100001,Governor')))
    assert line.action == ImportAction.REFUSED and line.reason
    assert not Person.objects.filter(email="x@x.example").exists()


@pytest.mark.parametrize("name", ["\u202etxet\u202c Mock", "Łukasz Ørsted-Ångström", "محمد علي", "王 小明"])
def test_unusual_names_are_kept(elm, name):
    quoted = '"' + name.replace('"', '""') + '"'
    content = sheet(f"{quoted},x@x.example,100001,Governor")
    write(content)
    kept = Person.objects.get(email="x@x.example").full_name
    assert "\u202e" not in kept
    assert read(content).counts["unchanged"] == 1


def test_names_written_the_other_way_round_and_with_a_title(elm):
    write(sheet('"Example, Ann Mary",a@x.example,100001,Governor', "Dr. Ben Roe,b@x.example,100001,Governor"))
    assert sorted(Person.objects.values_list("title", "given_name", "family_name")) == [
        ("", "Ann Mary", "Example"), ("Dr.", "Ben", "Roe")
    ]  # fmt: skip


def test_a_header_offers_samples_of_its_columns(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Name,Email\nAnn,a@x.example\nBen,\nCay,c@x.example\nDee,d@x.example\n")
    found = header_of(path)
    assert found.names == ["Name", "Email"]
    assert found.samples == [["Ann", "Ben", "Cay"], ["a@x.example", "c@x.example", "d@x.example"]]


# --- The command, repetition, size ----------------------------------------------------------------------------------


def test_the_command_shows_before_it_writes(elm, tmp_path):
    rowan = governor("Rowan Mock", elm, gid="9000179")
    path = tmp_path / "contacts.csv"
    path.write_text("GID,Email\n9000179,rowan@mock.example\n0,nobody@x.example\n")

    def call(*arguments):
        out = io.StringIO()
        call_command("import_directory", "contacts", str(path), "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())

    shown = call()
    assert [row["line"] for row in shown["changed"]] == [2] and not shown["committed"]
    assert (shown["refused"][0]["line"], shown["refused"][0]["value"]) == (3, "0")
    assert address_of(rowan) == ""
    assert call("--commit")["committed"] and address_of(rowan) == "rowan@mock.example"
    assert [row["line"] for row in call()["unchanged"]] == [2]


def test_a_preview_that_is_out_of_date_is_read_again_and_writes_nothing(elm):
    rowan = governor("Rowan Mock", elm)
    run = read(sheet("Rowan Mock,r@x.example,100001,", "Ann Lee,a@x.example,100001,Governor"))
    give_address(person=rowan.person, address="other@x.example", by=None, now=cast.NOW)
    runs.agree_run(run=run, by=None, now=cast.NOW)
    runs.write_run(run=run, now=cast.NOW)
    assert run.state == ImportState.WAITING and not Person.objects.filter(email="a@x.example").exists()
    runs.preview_run(run=run, now=cast.NOW)
    assert lines(run)[2][0] == ImportAction.DISAGREEMENT


def test_two_sheets_at_once_make_nobody_twice(elm):
    content = sheet("Ann Lee,,100001,Governor")
    first, second = read(content), read(content)
    for run in (first, second):
        runs.agree_run(run=run, by=None, now=cast.NOW)
        runs.write_run(run=run, now=cast.NOW)
    assert (first.state, second.state) == (ImportState.COMMITTED, ImportState.WAITING)
    assert Person.objects.filter(family_name="Lee").count() == 1


def big_sheet(count: int) -> bytes:
    names = ["".join(letters) for letters in product("BCDFG", "aeiou", "lmnrst", "aeiou", "dgklm")]
    families = ["".join(letters) for letters in product("HJKPV", "aeiou", "bdfgk", "aeiou", "lmnrs", "towns")]
    return sheet(
        *(f"{names[n % len(names)]} {families[n]},p{n}@x.example,{200001 + n // 20},Governor" for n in range(count))
    )


def queries(call) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_a_long_sheet_costs_a_few_queries_for_each_chunk():
    Organisation.objects.bulk_create(
        Organisation(name=f"School {n}", kind="maintained_school", urn=str(200001 + n)) for n in range(1000)
    )
    small = queries(lambda: read(big_sheet(900)))
    many = queries(lambda: read(big_sheet(4_500)))
    assert many <= small * 5 * 1.3
    run = read(big_sheet(5_000))
    runs.agree_run(run=run, by=None, now=cast.NOW)
    writing = queries(lambda: runs.write_run(run=run, now=cast.NOW))
    assert run.state == ImportState.COMMITTED and Person.objects.count() == 5_000
    assert writing < 5_000 / 10
    assert read(big_sheet(5_000)).counts["unchanged"] == 5_000


# --- Any sheet ------------------------------------------------------------------------------------------------------

NAMES = ["Ann Pair", "Ben Pair", "Kestrel Mock", "KESTREL MOCK", "Zoë Lee", "Zoe Lee", "R Mock", "Rowan Mock"]
ADDRESSES = ["a@x.example", "b@x.example", "k@x.example", "head@x.example", "old@x.example", ""]


def any_directory(dice, *places) -> int:
    """A few people on two boards, with and without numbers, addresses and ends. Returns the last number given."""
    number = 9000000
    for name in dice.sample(NAMES, 4):
        who = None
        for place in dice.sample(places, dice.choice([1, 2])):
            if who is None or dice.random() < 0.5:
                email = dice.choice([*ADDRESSES[:5], None, None, None])
                who = cast.person(name, None if Person.objects.filter(email=email).exists() else email)
            number += 1
            role = dice.choice([Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.HEADTEACHER])
            gid = str(number) if dice.random() < 0.7 else None
            cast.appoint(who, role, place, gid=gid, ends_on=dice.choice([None, date(2029, 1, 1), date(2026, 1, 1)]))
    return number


def any_sheet(dice, last) -> bytes:
    rows = []
    for _n in range(dice.randint(1, 7)):
        gid = str(dice.randint(9000001, last)) if dice.random() < 0.3 else ""
        urn, name = ("", "") if gid else (dice.choice(["100001", "100002"]), dice.choice(NAMES))
        role, ends = (
            dice.choice(["Governor", "Chair", "Headteacher", ""]),
            dice.choice(["", "30/10/2026", "31/08/2030"]),
        )
        rows.append(f"{gid},{urn},{name},{dice.choice(ADDRESSES)},{role},{ends}")
    return sheet(*rows, header="GID,URN,Name,Email,Role,Term ends")


@pytest.mark.parametrize("seed", range(40))
def test_any_sheet_again_changes_nothing_and_undoing_it_leaves_no_trace(elm, quay, seed):
    dice = random.Random(seed)
    content = any_sheet(dice, any_directory(dice, elm, quay))
    options = dice.choice([{}, {"replace": True}, {"share": True}, clerks(elm)])
    before = everything()
    run = write(content, **options)
    after = everything()
    # The mailbox of a post comes free once its holder's end is written, so the next in the sheet can have it then.
    if not run.entries.filter(before__has_key="mailbox").exists():
        write(content, **options)
        assert everything() == after
    assert undo(run) == [] and everything() == before


# --- Lists that people have -----------------------------------------------------------------------------------------


def test_a_list_without_names_of_columns_loses_nobody(elm):
    run = read(b"Ann Lee,ann@x.example,100001,Governor\nBen Roe,ben@x.example,100001,Governor\n", "list.csv")
    assert run.state == ImportState.FAILED and "Put a line above it" in run.error


@pytest.mark.parametrize("end", [b"\r", b"\r\r"])
def test_lines_that_end_as_on_an_old_mac_are_named(elm, end):
    run = read(end.join([b"Name,Email", b"Ann Lee,ann@x.example", b""]), "list.csv")
    assert run.state == ImportState.FAILED and "old Mac" in run.error
