"""What each kind of extract makes of the directory, line by line."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from imports.kinds.councillors import split_name
from imports.kinds.establishment_rows import kind_of
from imports.kinds.governance import role_of
from imports.models import ImportRun
from people.enums import OrganisationKind, OrganisationStatus, Phase, Role, Source
from people.models import Appointment, Authority, Organisation, Person, Question, SchoolLink
from people.operations import answer_question, correct_name, end_appointment
from tests.imports.extracts import (
    closed_school,
    directory,
    governor,
    governors_file,
    imported,
    link,
    links_file,
    only,
    school,
    schools_file,
    write,
)
from tests.servers import HERE

pytestmark = pytest.mark.django_db
DATA = HERE / "demo" / "data"
ELM, ASH = "100001", "100002"


@pytest.fixture
def elm(tmp_path):
    imported("establishments", schools_file(tmp_path, school(ELM, "Elm Road"), school(ASH, "Ash Lane")))
    return Organisation.objects.get(urn=ELM)


# --- Schools --------------------------------------------------------------------------------------------------------


def test_a_school_is_created_changed_and_left_alone(tmp_path):
    file = schools_file(tmp_path, school(ELM, "Elm Road", PhaseOfEducation="x"))
    assert only(imported("establishments", file), "created")["line"] == 2
    assert imported("establishments", file)["counts"]["unchanged"] == 1
    later = schools_file(tmp_path, school(ELM, "Elm Road Academy", **{"AdministrativeWard (name)": "Beechwood"}))
    changed = only(imported("establishments", later), "changed")
    assert changed["before"] == {"name": "Elm Road", "ward": "Appleton"}
    assert changed["after"] == {"name": "Elm Road Academy", "ward": "Beechwood"}


def test_without_commit_nothing_changes_and_nothing_is_kept(tmp_path):
    answer = imported("establishments", schools_file(tmp_path, school(ELM, "Elm")), commit=False)
    assert answer["counts"]["created"] == 1 and answer["committed"] is False
    assert not Organisation.objects.exists() and not ImportRun.objects.exists()


def test_the_register_of_traps_names_every_trap(tmp_path):
    """As in the provided file: cp1252, a comma in a status, both date forms; and five lines that cannot be taken."""
    Authority.objects.create(code="876", name="Halton")
    rows = [
        school("990001", "St Thomas à Becket"),
        school("990005", "Comma, School", **{"EstablishmentStatus (name)": "Open, but proposed to close"}),
        school("990006", "Future", **{"EstablishmentStatus (name)": "Proposed to open", "OpenDate": "01-09-2027"}),
        school("990010", "Slash", OpenDate="01/09/2019"),
        school("990001", "Twice"),
        school("990008", "Other", **{"LA (code)": "877", "LA (name)": "Warrington"}),
        school("990009", "February", OpenDate="31-02-2020"),
        school("990011", "Backwards", OpenDate="01-09-2020", CloseDate="31-08-2020"),
        school("9.9E+05", "Damaged"),
        school("990012", "", OpenDate=""),
        school("990013", "Nothing said", **{"EstablishmentStatus (name)": "Ajar"}),
    ]
    answer = imported("establishments", schools_file(tmp_path, *rows))
    assert [(e["line"], e["column"]) for e in answer["refused"]] == [
        (6, "URN"), (7, "LA (code)"), (8, "OpenDate"), (9, "CloseDate"), (10, "URN"), (11, "EstablishmentName"),
        (12, "EstablishmentStatus (name)"),
    ]  # fmt: skip
    assert "line 2 already" in answer["refused"][0]["reason"] and "Warrington" in answer["refused"][1]["reason"]
    statuses = dict(Organisation.objects.values_list("urn", "status"))
    assert statuses["990005"] == OrganisationStatus.CLOSING and statuses["990006"] == OrganisationStatus.PROPOSED
    assert len(statuses) == 4


def test_what_excel_did_to_codes_and_telephones_is_said(tmp_path):
    damaged = school(ELM, "Elm", **{"TypeOfEstablishment (code)": "2", "TelephoneNum": "1514961234"})
    notes = " ".join(imported("establishments", schools_file(tmp_path, damaged))["notes"])
    assert "02 has become 2" in notes and "lost their first 0" in notes


def test_a_column_that_is_not_there_leaves_what_we_hold(tmp_path, elm):
    row = school(ELM, "Elm Road")
    header = [name for name in row if name != "AdministrativeWard (name)"] + ["CloseDate"]
    assert imported("establishments", write(tmp_path / "x.csv", header, [row]))["counts"]["changed"] == 0
    assert Organisation.objects.get(urn=ELM).ward == "Appleton"


def test_kinds_and_phases_go_by_name():
    assert kind_of("Community school", "Local authority maintained schools") == OrganisationKind.MAINTAINED_SCHOOL
    assert kind_of("Academy special converter", "Academies") == OrganisationKind.SPECIAL_SCHOOL
    assert kind_of("Free schools", "Free Schools") == OrganisationKind.ACADEMY
    assert kind_of("Something new", "") == OrganisationKind.OTHER_SCHOOL


# --- Appointments ---------------------------------------------------------------------------------------------------


def test_a_line_is_one_appointment_and_one_person(tmp_path, elm):
    rows = [governor("1", ELM, "Rowan Mock"), governor("2", ASH, "Rowan Mock", Role="Chair of Governors")]
    answer = imported("governance", governors_file(tmp_path, *rows))
    assert answer["counts"]["created"] == 2
    assert Person.objects.count() == 2, "of one name, and not one person until somebody says so"
    chair = Appointment.objects.get(gid="2")
    assert (chair.role, chair.starts_on, chair.source) == (Role.CHAIR_OF_GOVERNORS, date(2024, 9, 1), Source.REGISTER)


def test_refused_lines_of_the_governance_extract(tmp_path, elm):
    rows = [
        governor("1", ELM, "Rowan Mock"),
        governor("1", ELM, "Wren Twice"),
        governor("9000179.0", ELM, "Damaged Number"),
        governor("", ELM, "No Number"),
        governor("3", "123456", "Other Authority"),
        governor("4", "", "Nowhere At All"),
        governor("5", ELM, "Ends Before", **{"Date term of office ends/ended": "01/09/2023"}),
        governor("6", ELM, "Thirty First", **{"Date of appointment": "31/02/2024"}),
        governor("7", ELM, "Accounts", Role="Accounting Officer"),
        governor("8", ELM, "Strange", Role="Lollipop"),
        governor("9", ELM, ""),
    ]
    answer = imported("governance", governors_file(tmp_path, *rows))
    assert [(e["line"], e["column"]) for e in answer["refused"]] == [
        (3, "GID"), (4, "GID"), (5, "GID"), (6, "URN"), (7, "URN"), (8, "Date term of office ends/ended"),
        (9, "Date of appointment"), (10, "Role"), (11, "Role"), (12, "Surname"),
    ]  # fmt: skip
    assert Appointment.objects.count() == 1


def test_a_change_and_an_end_keep_what_was_said_before(tmp_path, elm):
    imported("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock"), governor("2", ELM, "Wren Fake")))
    before = timezone.now()
    later = [
        governor("1", ELM, "Rowan Mock", Role="Chair of Governors"),
        governor("2", ELM, "Wren Fake", **{"Date term of office ends/ended": "31/10/2026"}),
    ]
    answer = imported("governance", governors_file(tmp_path, *later))
    assert only(answer, "changed")["after"] == {"role": Role.CHAIR_OF_GOVERNORS}
    assert only(answer, "ended")["before"] == {"ends_on": "2028-08-31"}
    then = Appointment.objects.as_at(before).get(gid="1")
    assert then.role == Role.GOVERNOR and then.version_of == Appointment.objects.standing().get(gid="1")


def test_a_clerks_word_beats_an_older_extract_and_a_newer_one_asks(tmp_path, elm, clerk):
    row = governor("1", ELM, "Jon Mock")
    imported("governance", governors_file(tmp_path, row))
    held = Appointment.objects.get(gid="1")
    now = timezone.now()
    correct_name(person=held.person, title="", given_name="John", family_name="Mock", by=clerk, now=now)
    end_appointment(
        appointment=held, ends_on=timezone.localdate(now) - timedelta(days=9), by=clerk, source=Source.CLERK, now=now
    )
    assert imported("governance", governors_file(tmp_path, row))["counts"]["unchanged"] == 1, "older: the clerk stands"
    newer = ("--extract-on", (timezone.localdate() + timedelta(days=1)).isoformat())
    answer = imported("governance", governors_file(tmp_path, row), *newer)
    assert only(answer, "disagreements")["after"] == {"name": "Jon Mock", "ends_on": "2028-08-31"}
    held.refresh_from_db()
    assert held.person.given_name == "John" and held.ends_on < timezone.localdate()
    again = imported("governance", governors_file(tmp_path, row), *newer)
    assert again["counts"]["unchanged"] == 1, "a question is asked once"

    answer_question(question=Question.objects.get(), register_was_right=False, by=clerk, now=now)
    assert imported("governance", governors_file(tmp_path, row), *newer)["counts"]["unchanged"] == 1
    assert Question.objects.count() == 1


def test_if_the_register_was_right_it_is_believed_again(tmp_path, elm, clerk):
    row = governor("1", ELM, "Jon Mock")
    imported("governance", governors_file(tmp_path, row))
    held, now = Appointment.objects.get(gid="1"), timezone.now()
    end_appointment(appointment=held, ends_on=date(2026, 1, 1), by=clerk, source=Source.CLERK, now=now)
    newer = ("--extract-on", (timezone.localdate() + timedelta(days=1)).isoformat())
    imported("governance", governors_file(tmp_path, row), *newer)
    answer_question(question=Question.objects.get(), register_was_right=True, by=clerk, now=now)
    held.refresh_from_db()
    assert (held.ends_on, held.source, held.registered) == (date(2028, 8, 31), Source.REGISTER, None)


def test_when_the_register_is_put_right_the_list_of_corrections_forgets_it(tmp_path, elm, clerk):
    imported("governance", governors_file(tmp_path, governor("1", ELM, "Jon Mock")))
    held = Appointment.objects.get(gid="1")
    correct_name(person=held.person, title="", given_name="John", family_name="Mock", by=clerk, now=timezone.now())
    assert Appointment.objects.get(gid="1").registered == {"name": "Jon Mock"}
    answer = imported("governance", governors_file(tmp_path, governor("1", ELM, "John Mock")))
    assert "corrected" in only(answer, "changed")["reason"]
    assert Appointment.objects.standing().get(gid="1").registered is None


def test_only_a_whole_extract_ends_what_it_does_not_list(tmp_path, elm):
    imported("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock"), governor("2", ELM, "Wren Fake")))
    part = governors_file(tmp_path, governor("1", ELM, "Rowan Mock"))
    answer = imported("governance", part)
    assert answer["ended"] == [] and "not in this file" in answer["notes"][0]
    ended = only(imported("governance", part, "--whole"), "ended")
    assert (ended["key"], ended["after"]) == ("2", {"ends_on": "2026-11-01"})


def test_a_whole_extract_ends_nobody_whose_line_is_refused(tmp_path, elm):
    """31 February is no reason to believe that somebody is gone."""
    two = [governor("1", ELM, "Rowan Mock"), governor("2", ELM, "Wren Fake")]
    imported("governance", governors_file(tmp_path, *two))
    bad = {**two[1], "Date term of office ends/ended": "31/02/2028"}
    answer = imported("governance", governors_file(tmp_path, two[0], bad), "--whole")
    assert only(answer, "refused")["key"] == "2" and answer["ended"] == []


@pytest.mark.parametrize("damage", [{"GID": "2.0E+00"}, {"Surname": "=Fake"}])
def test_a_whole_extract_with_a_line_that_cannot_be_told_ends_nobody(tmp_path, elm, damage):
    two = [governor("1", ELM, "Rowan Mock"), governor("2", ELM, "Wren Fake")]
    imported("governance", governors_file(tmp_path, *two))
    answer = imported("governance", governors_file(tmp_path, two[0], {**two[1], **damage}), "--whole")
    assert answer["ended"] == [] and "nobody ends" in answer["notes"][0]


def test_somebody_whom_the_clerk_named_first_is_offered_not_taken(tmp_path, elm):
    Appointment.objects.create(
        person=Person.objects.create_user(None, given_name="Zoë", family_name="O’Mock"), organisation=elm,
        role=Role.GOVERNOR, source=Source.CLERK, said_at=timezone.now(),
    )  # fmt: skip
    answer = imported("governance", governors_file(tmp_path, governor("1", ELM, "Zoe O'Mock")))
    assert only(answer, "offered")["after"]["candidates"][0]["name"] == "Zoë O’Mock"
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("CHAIR OF LOCAL GOVERNING BODY", Role.CHAIR_OF_GOVERNORS),
        ("Local Governor", Role.GOVERNOR),
        ("Trustee", Role.GOVERNOR),
        ("Local governance professional - individual academy or free school", Role.GOVERNANCE_PROFESSIONAL),
        ("Member", None),
        ("Chief Financial Officer", None),
    ],
)
def test_roles_go_by_name_without_regard_to_case(text, role):
    assert role_of(text) == role


# --- Academies ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("schools", "links"), ("links", "schools")])
def test_a_school_that_becomes_an_academy_carries_its_board_over(tmp_path, elm, order):
    over = governor("2", ELM, "Over Before", **{"Date term of office ends/ended": "31/08/2025"})
    governors = governors_file(tmp_path, governor("1", ELM, "Rowan Mock"), over)
    imported("governance", governors)
    rowan = Appointment.objects.get(gid="1")
    files = {
        "schools": (
            "establishments",
            schools_file(tmp_path, closed_school(ELM, "Elm Road"), school("100009", "Elm Academy")),
        ),
        "links": ("links", links_file(tmp_path, link(ELM, "100009", "Successor"), link("100009", ELM, "Predecessor"))),
    }
    answers = [imported(*files[name]) for name in order]
    carried = [e for answer in answers for e in answer["changed"] if "became" in e["subject"]]
    assert len(carried) == 1 and carried[0]["reason"].startswith("1 appointment carried over")
    rowan.refresh_from_db()
    assert rowan.organisation.urn == "100009", "the same row, so that what was learnt counts there"
    assert rowan.versions.get().organisation.urn == ELM
    assert Appointment.objects.standing().get(gid="2").organisation.urn == ELM
    assert imported("governance", governors)["counts"]["unchanged"] == 2, (
        "the old number of the school means the new one"
    )


@pytest.mark.parametrize("kind", ["Successor - merged", "Successor - Split School", "Result of Amalgamation", "Other"])
def test_merged_and_split_schools_get_new_boards(tmp_path, elm, kind):
    imported("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    imported("establishments", schools_file(tmp_path, closed_school(ELM, "Elm Road")))
    imported("links", links_file(tmp_path, link(ELM, ASH, kind)))
    assert Appointment.objects.get().organisation.urn == ELM
    assert SchoolLink.objects.get().kind_text == kind


def test_refused_links(tmp_path):
    rows = [link(ELM, ELM, "Successor"), link(ELM, "12", "Successor"), link(ELM, ASH, ""), link(ELM, ASH, "Other", "x")]
    twice = [link(ELM, ASH, "Successor"), link(ELM, ASH, "Successor")]
    answer = imported("links", links_file(tmp_path, *rows, *twice))
    assert [entry["line"] for entry in answer["refused"]] == [2, 3, 4, 5, 7]
    assert SchoolLink.objects.count() == 1


# --- Councillors ----------------------------------------------------------------------------------------------------


def councillors(path, *entries: str, ward="Appleton"):
    file = path / "councillors.xml"
    file.write_text(
        f"<councillorsbyward><wards><ward><wardtitle>{ward}</wardtitle><councillors>{''.join(entries)}"
        "</councillors></ward></wards></councillorsbyward>",
        encoding="utf-8",
    )
    return file


def councillor_entry(number="9", name="Councillor Bellis Sample", email="b@x.example", extra=""):
    return (
        f"<councillor><councillorid>{number}</councillorid><fullusername>{name}</fullusername>{extra}"
        f"<workaddress><email>{email}</email></workaddress><termsofoffice><termofoffice><startdate>08/05/2026"
        "</startdate><enddate>unspecified</enddate></termofoffice></termsofoffice></councillor>"
    )


def test_councillors_have_a_ward_and_no_home(tmp_path):
    home = "<homeaddress><line1>1 Secret Street</line1><email>home@x.example</email></homeaddress>"
    answer = imported("councillors", councillors(tmp_path, councillor_entry(extra=home)), "--council", "Mereside")
    row = Appointment.objects.get()
    assert (row.ward, row.person.email, row.person.title) == ("Appleton", "b@x.example", "Councillor")
    assert (row.organisation.name, row.starts_on) == ("Mereside", date(2026, 5, 8))
    assert "Secret" not in str(answer) and "home@" not in str(answer)


def test_councillors_change_and_the_same_list_changes_nothing(tmp_path):
    file = councillors(tmp_path, councillor_entry())
    imported("councillors", file)
    assert imported("councillors", file)["counts"]["unchanged"] == 1
    moved = councillors(tmp_path, councillor_entry(name="Cllr Bellis Sample-Mock"), ward="Beechwood")
    after = only(imported("councillors", moved), "changed")["after"]
    assert after == {"ward": "Beechwood", "family_name": "Sample-Mock", "title": "Cllr"}


def test_a_councillors_address_that_belongs_to_somebody_else_is_left_out_and_named(tmp_path, new_governor):
    answer = imported("councillors", councillors(tmp_path, councillor_entry(email=new_governor.email)))
    assert "Noor Newcomer" in only(answer, "created")["reason"]
    assert Appointment.objects.get(role=Role.COUNCILLOR).person.email is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]><councillorsbyward>&a;</councillorsbyward>', "entities of its own"),
        ("<councillorsbyward><wards>", "Line 1 is not XML"),
        ("<html><body>Sign in</body></html>", "another kind"),
        ("<councillorsbyward/>", "names no councillor"),
        ('<?xml version="1.0" encoding="klingon"?><councillorsbyward/>', "XML|encoding"),
        ("", "0 bytes"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path, text, words):
    file = tmp_path / "councillors.xml"
    file.write_text(text)
    error = imported("councillors", file)["error"]
    assert any(word in error for word in words.split("|")), error


def test_refused_councillors(tmp_path):
    file = councillors(
        tmp_path, councillor_entry(number="x"), councillor_entry(number="1", name=""), councillor_entry(number="2"),
        councillor_entry(number="2"), councillor_entry(number="3", email="nonsense"),
    )  # fmt: skip
    assert [e["column"] for e in imported("councillors", file)["refused"]] == [
        "councillorid", "fullusername", "councillorid", "email",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "column", "value"),
    [
        (councillor_entry(number="²"), "councillorid", "²"),
        (councillor_entry(number="٩"), "councillorid", "٩"),
        (councillor_entry().replace("08/05/2026", "31/02/2026"), "startdate", "31/02/2026"),
        (councillor_entry().replace("unspecified", "07/05/2026"), "enddate", "07/05/2026"),
    ],
)
def test_a_refused_councillor_comes_with_column_and_value(tmp_path, entry, column, value):
    refused = only(imported("councillors", councillors(tmp_path, entry)), "refused")
    assert (refused["column"], refused["value"]) == (column, value)


def test_a_whole_list_ends_nobody_whose_line_is_refused(tmp_path):
    two = [councillor_entry("1", email="a@x.example"), councillor_entry("2", "Cllr Wren Fake", "w@x.example")]
    imported("councillors", councillors(tmp_path, *two))
    bad = two[1].replace("08/05/2026", "31/02/2026")
    assert imported("councillors", councillors(tmp_path, two[0], bad), "--whole")["ended"] == []
    lost = two[1].replace(">2<", ">x<")
    answer = imported("councillors", councillors(tmp_path, two[0], lost), "--whole")
    assert answer["ended"] == [] and "nobody ends" in answer["notes"][0]
    assert only(imported("councillors", councillors(tmp_path, two[0]), "--whole"), "ended")["key"] == "modern.gov 2"


def test_letters_in_another_encoding_than_the_file_says_are_named(tmp_path):
    file = councillors(tmp_path, councillor_entry(name="Cllr Zoë Mock"))
    file.write_bytes(file.read_text(encoding="utf-8").encode("cp1252"))
    assert "another encoding" in imported("councillors", file)["error"]


def test_split_name():
    assert split_name("Councillor Senara Mockford") == ("Councillor", "Senara", "Mockford")
    assert split_name("Senara de Mockford") == ("", "Senara de", "Mockford")


# --- The demonstration's files, whole -------------------------------------------------------------------------------


def test_the_demonstrations_files_are_taken_whole_and_again_change_nothing():
    kinds = {
        "establishments": "edubasealldata_demo.csv",
        "governance": "governancealldata_demo.csv",
        "councillors": "councillors_demo.xml",
    }
    for kind, name in kinds.items():
        answer = imported(kind, DATA / name)
        assert answer["committed"] and answer["refused"] == [] and answer["counts"]["created"] > 50
    first = directory()
    for kind, name in kinds.items():
        counts = imported(kind, DATA / name)["counts"]
        assert counts["unchanged"] > 50 and sum(counts.values()) == counts["unchanged"]
    assert directory() == first
    assert Organisation.objects.filter(phase=Phase.SECONDARY).exists()


def test_the_command_says_what_to_do_without_json(tmp_path, capsys):
    file = schools_file(tmp_path, school(ELM, "Elm"), school("x", "Bad"))
    call_command("import_directory", "establishments", str(file))
    printed = capsys.readouterr().out
    assert "line 3: Refused" in printed and "Add --commit" in printed
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_directory", "links", str(tmp_path / "nowhere.csv"))
    with pytest.raises(CommandError, match="2026-11-01"):
        call_command("import_directory", "establishments", str(file), "--extract-on", "yesterday")
