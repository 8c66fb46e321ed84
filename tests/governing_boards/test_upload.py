"""A clerk pastes or uploads the list of a board: who may, what they see first, and what one press does."""

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from imports.enums import ImportState
from imports.kinds import contacts
from imports.kinds.pasting import as_sheet, as_text
from imports.kinds.sheets import FOR_CLERKS
from imports.models import ImportRun
from learning.operations import enrol_late
from people.enums import Role, Source
from people.models import Appointment, Organisation, Person
from people.operations import give_address
from tests import cast
from tests.imports.test_contacts import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapel(clerk):
    return clerk.appointments.get().organisation


@pytest.fixture
def at_work(client, clerk):
    cast.sign_in(client, clerk, cast.CODE)
    return client


def paste(client, board, text, **fields):
    return client.post(reverse("board_import", args=[board.pk]), {"text": text, **fields}, follow=True)


def upload(client, board, name: str, content: bytes):
    return paste(client, board, "", file=SimpleUploadedFile(name, content))


def press(client, board, do="write", **fields):
    run = ImportRun.objects.latest("pk")
    return client.post(reverse("board_import_look", args=[board.pk, run.pk]), {"do": do, **fields}, follow=True)


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    text = " ".join(re.sub(r"<[^>]+>", " ", main).split())
    return text.replace("&#x27;", "'").replace("&amp;", "&")


def on_board(board) -> set[tuple]:
    rows = Appointment.objects.standing().filter(organisation=board).exclude(role=Role.GOVERNANCE_PROFESSIONAL)
    return {(row.person.full_name, row.person.post_address, row.role) for row in rows.select_related("person")}


# --- How a list may look --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Rowan Mock, rowan@x.example", "Rowan Mock,rowan@x.example,,,"),
        ("Rowan Mock <rowan@x.example>", "Rowan Mock,rowan@x.example,,,"),
        ("Rowan Mock\trowan@x.example", "Rowan Mock,rowan@x.example,,,"),
        ("Dr\tRowan\tMock\trowan@x.example\tGovernor", "Dr Rowan Mock,rowan@x.example,Governor,,"),
        ("rowan@x.example; Rowan Mock", "Rowan Mock,rowan@x.example,,,"),
        ("Mock, Rowan, rowan@x.example", '"Mock, Rowan",rowan@x.example,,,'),
        ("Rowan Mock", "Rowan Mock,,,,"),
        ("1. Rowan Mock rowan@x.example", "Rowan Mock,rowan@x.example,,,"),
        ("• Rowan Mock, rowan@x.example", "Rowan Mock,rowan@x.example,,,"),
        (
            "Rowan Mock, r@x.example, Chair, 01/09/2026, 31/08/2030",
            "Rowan Mock,r@x.example,Chair,01/09/2026,31/08/2030",
        ),
        ("Rowan Mock, r@x.example, 31/08/2030", "Rowan Mock,r@x.example,,,31/08/2030"),
        ("", ",,,,"),
        ("Anais Mockford anais@governors,example", 'Anais Mockford,"anais@governors,example",,,'),
        ("Anais Mockford <anais@oak.sch,uk>, Chair", 'Anais Mockford,"anais@oak.sch,uk",Chair,,'),
        ("Rowan Mock,r@x.example,Governor", "Rowan Mock,r@x.example,Governor,,"),
        ("r@x.example,Rowan Mock", "Rowan Mock,r@x.example,,,"),
    ],
)
def test_a_line_is_read_as_people_write_it(line, cells):
    sheet, names = as_sheet(line)
    assert sheet.decode() == f"{cells}\r\n" and names


def test_rows_of_a_spreadsheet_with_their_header_are_left_as_they_are():
    text = "Forename\tSurname\tE-mail\nRowan\tMock\tr@x.example"
    assert as_sheet(text) == (text.encode(), None)


@pytest.mark.parametrize(
    "text", ["x" * 99_999, '"' * 50_000, "<" * 50_000, " " * 99_000 + "x", "a@b " * 25_000, "1. " * 30_000,
             "\n".join('"' * 990 for _n in range(100)), "a," * 40_000],
)  # fmt: skip
def test_no_list_takes_long_to_read(text):
    before = time.process_time()
    as_sheet(text)
    assert time.process_time() - before < 1


def test_a_line_of_a_thousand_letters_is_refused_and_the_others_are_read(at_work, chapel):
    shown = words(paste(at_work, chapel, f"Rowan Mock, r@x.example\n{'Ann Lee, a@x.example; ' * 60}"))
    assert "1 line is left out" in shown and "longer than 1,000 characters" in shown and "1 new on the board" in shown


def test_a_comma_in_an_address_does_not_end_up_in_the_name(at_work, chapel):
    shown = words(paste(at_work, chapel, "Anais Mockford anais@governors,example\nBen Lee, b@oak.sch, uk"))
    assert shown.count("There is a comma in the address.") == 2 and "Mockford, example" not in shown
    press(at_work, chapel)
    assert on_board(chapel) == set()


def test_a_list_can_be_changed_again():
    assert as_text(as_sheet("Rowan Mock <r@x.example>\n\nAnn Lee, a@x.example, Chair")[0]) == (
        "Rowan Mock, r@x.example\n\nAnn Lee, a@x.example, Chair"
    )


# --- Who may --------------------------------------------------------------------------------------------------------


@pytest.fixture
def other_clerk():
    who = cast.person("Otto Otherclerk")
    cast.appoint(who, Role.GOVERNANCE_PROFESSIONAL, cast.school("Quay High"))
    return who


@pytest.mark.parametrize(
    "who", ["other_clerk", "new_governor", "two_schools", "councillor", "dsl", "outsider", "officer"]
)
def test_the_board_of_others_is_not_there(client, request, chapel, who):
    cast.sign_in(client, request.getfixturevalue(who), cast.CODE)
    for number in (chapel.pk, 999_999):
        url = reverse("board_import", args=[number])
        assert client.get(url).status_code == 404
        assert client.post(url, {"text": "Rowan Mock, r@x.example"}).status_code == 404
    assert not ImportRun.objects.exists()


def test_the_chair_sees_the_board_and_imports_nothing(client, chapel):
    chair = cast.person("Charlie Chair")
    cast.appoint(chair, Role.CHAIR_OF_GOVERNORS, chapel)
    cast.sign_in(client, chair, cast.CODE)
    assert client.get(reverse("board_import", args=[chapel.pk])).status_code == 404


@pytest.mark.parametrize(
    ("way", "status"), [(None, 302), (cast.LINK, 403), (cast.CODE, 200), (cast.SECOND_FACTOR, 200)]
)
def test_it_needs_more_than_a_link(client, clerk, chapel, way, status):
    if way:
        cast.sign_in(client, clerk, way)
    assert client.get(reverse("board_import", args=[chapel.pk])).status_code == status
    sent = client.post(reverse("board_import", args=[chapel.pk]), {"text": "Rowan Mock, r@x.example"})
    assert ImportRun.objects.exists() == (status == 200) and sent.status_code == (302 if status == 200 else status)


def test_a_clerk_sees_no_list_of_another_clerk_or_another_board(client, at_work, chapel, other_clerk):
    paste(at_work, chapel, "Rowan Mock, r@x.example")
    run = ImportRun.objects.get()
    second = cast.person("Cleo Coclerk")
    cast.appoint(second, Role.GOVERNANCE_PROFESSIONAL, chapel)
    quay = other_clerk.appointments.get().organisation
    for who, board in ((second, chapel), (other_clerk, quay), (other_clerk, chapel)):
        cast.sign_in(client, who, cast.CODE)
        url = reverse("board_import_look", args=[board.pk, run.pk])
        assert client.get(url).status_code == 404 and client.post(url, {"do": "write"}).status_code == 404
    run.refresh_from_db()
    assert run.state == ImportState.PREVIEWED


def test_a_clerk_whose_term_has_ended_writes_no_more(at_work, clerk, chapel):
    paste(at_work, chapel, "Rowan Mock, r@x.example")
    clerk.appointments.update(ends_on=timezone.localdate().replace(year=2025))
    assert press(at_work, chapel).status_code == 404
    assert on_board(chapel) == set()


# --- People of other boards -----------------------------------------------------------------------------------------


def sits_on(board, name="Rowan Mock", email="rowan@x.example", **term):
    row = cast.appoint(cast.person(name, email), Role.GOVERNOR, board, **term)
    return row.person


def address_after_a_list(client, board, person, address="taken@over.example"):
    shown = words(paste(client, board, f"{person.full_name}, {address}"))
    press(client, board)
    person.refresh_from_db()
    return person.email, shown


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS])
@pytest.mark.parametrize("days", [-30, 1])
def test_the_address_of_somebody_who_sits_elsewhere_too_is_theirs(at_work, chapel, role, days):
    rowan = sits_on(chapel)
    begins = timezone.localdate() + timedelta(days=days)
    row = cast.appoint(rowan, role, cast.school("Quay High"), starts_on=begins)
    email, shown = address_after_a_list(at_work, chapel, rowan)
    assert email == "rowan@x.example"
    assert "They also sit elsewhere. They can change their address themselves, or ask the council." in shown
    Appointment.objects.filter(pk=row.pk).update(
        starts_on=begins - timedelta(days=90), ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert address_after_a_list(at_work, chapel, rowan)[0] == "taken@over.example"


def test_who_sits_on_another_board_of_this_clerk_is_not_elsewhere(at_work, clerk, chapel):
    rowan, gull = sits_on(chapel), cast.school("Gull Wharf")
    cast.appoint(rowan, Role.CHAIR_OF_GOVERNORS, gull)
    cast.appoint(clerk, Role.GOVERNANCE_PROFESSIONAL, gull)
    assert address_after_a_list(at_work, chapel, rowan)[0] == "taken@over.example"


def test_who_has_no_address_gets_one_unless_they_may_see_other_boards(at_work, chapel):
    quay = cast.school("Quay High")
    rowan, chair = sits_on(chapel, email=None), sits_on(chapel, "Cay Chair", None)
    cast.appoint(rowan, Role.GOVERNOR, quay)
    cast.appoint(chair, Role.CHAIR_OF_GOVERNORS, quay, starts_on=timezone.localdate() + timedelta(days=1))
    assert address_after_a_list(at_work, chapel, rowan, "r@x.example")[0] == "r@x.example"
    assert address_after_a_list(at_work, chapel, chair, "c@x.example")[0] is None


@pytest.mark.parametrize("what", ["staff", "clerk", "governor"])
def test_who_becomes_staff_or_sits_elsewhere_after_the_preview_is_looked_at_again(at_work, chapel, what):
    rowan = sits_on(chapel)
    assert "becomes taken@over.example" in words(paste(at_work, chapel, "Rowan Mock, taken@over.example"))
    if what == "staff":
        Person.objects.filter(pk=rowan.pk).update(is_staff=True)
    else:
        role = Role.GOVERNOR if what == "governor" else Role.GOVERNANCE_PROFESSIONAL
        cast.appoint(rowan, role, cast.school("Quay High"))
    assert "nothing was written" in press(at_work, chapel).content.decode()
    press(at_work, chapel)
    rowan.refresh_from_db()
    assert rowan.email == "rowan@x.example"


@pytest.mark.parametrize("what", ["staff", "clerk", "clerk tomorrow", "clerk and on this board"])
def test_nobody_is_joined_to_staff_or_to_who_may_see_other_boards(at_work, chapel, other_clerk, officer, what):
    holder = officer if what == "staff" else other_clerk
    if what == "clerk tomorrow":
        holder.appointments.update(starts_on=timezone.localdate() + timedelta(days=1))
    if what == "clerk and on this board":
        cast.appoint(holder, Role.HEADTEACHER, chapel)
    namesake = sits_on(chapel, holder.full_name, None)
    shown = words(paste(at_work, chapel, f"{holder.full_name}, {holder.email}, Governor"))
    press(at_work, chapel)
    namesake.refresh_from_db()
    assert not namesake.is_alias and (what == "clerk and on this board" or CANNOT in shown)


def test_nobody_is_joined_to_who_has_become_a_clerk_after_the_preview(at_work, chapel):
    holder, namesake = sits_on(cast.school("Quay High")), sits_on(chapel, email=None)
    paste(at_work, chapel, "Rowan Mock, rowan@x.example")
    cast.appoint(holder, Role.GOVERNANCE_PROFESSIONAL, cast.school("Gull Wharf"))
    assert "nothing was written" in press(at_work, chapel).content.decode()
    press(at_work, chapel)
    namesake.refresh_from_db()
    assert not namesake.is_alias


CANNOT = "This address cannot be used here. Use another, or ask the council."


def test_addresses_of_others_are_all_refused_with_one_sentence(at_work, chapel, other_clerk, officer):
    quay = other_clerk.appointments.get().organisation
    post = sits_on(quay, "Hedy Head", "head@quay.example")
    elsa = sits_on(quay, "Elsa Elsewhere", "elsa@x.example")
    sits_on(chapel, "Una Unreached", None)
    for name in ("Zed Zedd", "Una Unreached"):
        for holder in (other_clerk, officer, post, elsa):
            paste(at_work, chapel, f"{name}, {holder.email}")
            entry = ImportRun.objects.latest("pk").entries.get()
            assert (entry.action, entry.reason, "may" in entry.after) == ("refused", CANNOT, False)


def test_a_name_is_not_confirmed_by_its_address(at_work, chapel):
    elsa = sits_on(cast.school("Quay High"), "Elsa Élsewhere", "elsa@x.example")
    known = words(paste(at_work, chapel, "Elsa Elsewhere, elsa@x.example"))
    unknown = words(paste(at_work, chapel, "Elsa Elsewhere, nobody@x.example"))
    assert known.replace("elsa@", "nobody@") == unknown
    paste(at_work, chapel, "Elsa Elsewhere, elsa@x.example")
    press(at_work, chapel)
    assert Appointment.objects.get(organisation=chapel, role=Role.GOVERNOR).person == elsa
    press(at_work, chapel, "undo")
    elsa.refresh_from_db()
    assert on_board(chapel) == set() and elsa.email == "elsa@x.example"


def test_an_address_is_shared_with_somebody_of_ones_own_boards_only(at_work, chapel):
    sits_on(cast.school("Quay High"), "Ann Pair", "pair@x.example")
    sits_on(chapel, "Cay Pair", "cay@x.example")
    paste(at_work, chapel, "Ann Pair, pair@x.example\nBen Pair, pair@x.example\nDee Pair, cay@x.example\n"
                           "Cay Pair, cay@x.example")  # fmt: skip
    press(at_work, chapel)
    assert not Person.objects.filter(shared_address="pair@x.example").exists()
    assert Person.objects.get(shared_address="cay@x.example").full_name == "Dee Pair"


# --- Looking over and writing ---------------------------------------------------------------------------------------


def test_a_pasted_list_is_shown_first_and_one_press_writes_it(at_work, chapel):
    shown = paste(at_work, chapel, "Rowan Mock, rowan@x.example\nAnn Lee <ann@x.example>, Chair\nNo Address")
    text = words(shown)
    assert "3 lines change the board. Nothing is written yet." in text and "3 new on the board" in text
    assert on_board(chapel) == set()
    assert "Written" in words(press(at_work, chapel))
    assert on_board(chapel) == {
        ("Rowan Mock", "rowan@x.example", Role.GOVERNOR),
        ("Ann Lee", "ann@x.example", Role.CHAIR_OF_GOVERNORS),
        ("No Address", "", Role.GOVERNOR),
    }
    assert set(Appointment.objects.filter(role=Role.GOVERNOR).values_list("source", flat=True)) == {Source.CLERK}


def test_the_same_list_again_changes_nothing(at_work, chapel):
    for _n in range(2):
        shown = paste(at_work, chapel, "Rowan Mock, rowan@x.example\nAnn Lee, ann@x.example")
        press(at_work, chapel)
    assert "changes nothing" in words(shown) and "2 lines are as we have them already" in words(shown)
    assert len(on_board(chapel)) == 2


def test_a_second_press_writes_nothing_twice(at_work, chapel):
    paste(at_work, chapel, "Rowan Mock, rowan@x.example")
    press(at_work, chapel)
    assert "Nothing is written twice" in press(at_work, chapel).content.decode()
    assert len(on_board(chapel)) == 1


def test_the_clerks_word_replaces_an_address(at_work, chapel):
    rowan = cast.person("Rowan Mock", "old@x.example")
    cast.appoint(rowan, Role.GOVERNOR, chapel)
    assert "old@x.example becomes new@x.example" in words(paste(at_work, chapel, "Rowan Mock, new@x.example"))
    press(at_work, chapel)
    assert on_board(chapel) == {("Rowan Mock", "new@x.example", Role.GOVERNOR)}


def test_a_near_name_is_asked_and_the_answer_is_written_with_the_same_press(at_work, chapel):
    row = cast.appoint(cast.person("Zoë Mock", None), Role.GOVERNOR, chapel)
    shown = words(paste(at_work, chapel, "Zoe Mock, zoe@x.example"))
    assert "1 question for you" in shown and "Who is Zoe Mock?" in shown and "It is Zoë Mock, Governor" in shown
    press(at_work, chapel, **{"line-1": str(row.pk)})
    assert on_board(chapel) == {("Zoë Mock", "zoe@x.example", Role.GOVERNOR)}


@pytest.mark.parametrize(("answer", "number"), [("new", 2), ("leave", 1), ("", 1), ("everybody", 1)])
def test_other_answers(at_work, chapel, answer, number):
    cast.appoint(cast.person("Zoë Mock", None), Role.GOVERNOR, chapel)
    paste(at_work, chapel, "Zoe Mock, zoe@x.example")
    press(at_work, chapel, **{"line-1": answer})
    assert len(on_board(chapel)) == number
    assert ("Zoë Mock", "", Role.GOVERNOR) in on_board(chapel)


def test_a_line_that_is_wrong_is_named_and_the_others_are_written(at_work, chapel):
    shown = words(paste(at_work, chapel, "\nRowan Mock, rowan@x\nAnn Lee, ann@x.example\n=HYPERLINK(), h@x.example"))
    assert "2 lines are left out" in shown and "line 2" in shown and "“rowan@x”" in shown and "line 4" in shown
    press(at_work, chapel)
    assert on_board(chapel) == {("Ann Lee", "ann@x.example", Role.GOVERNOR)}


def test_a_name_full_of_marks_stays_text_and_is_refused(at_work, chapel):
    page = paste(at_work, chapel, "<script>alert(1)</script> Mock <x@x.example>\n\u202eevil\u202c 🦔 Name, y@x.example")
    assert "<script>alert" not in page.content.decode() and "\u202e" not in page.content.decode()
    assert page.content.decode().count("Use letters only, as the name is written.") == 2
    press(at_work, chapel)
    assert not on_board(chapel)


def test_a_workbook_of_the_clerks_own(at_work, chapel):
    file = SimpleUploadedFile("list.xlsx", workbook(["Governor", "E-mail"], ["Rowan Mock", "rowan@x.example"]))
    assert "1 new on the board" in words(paste(at_work, chapel, "", file=file))
    press(at_work, chapel)
    assert on_board(chapel) == {("Rowan Mock", "rowan@x.example", Role.GOVERNOR)}


def test_a_sheet_of_another_school_touches_nothing_and_tells_nothing(at_work, chapel):
    quay = cast.school("Quay High", urn="100002")
    cast.appoint(cast.person("Rowan Mock", "rowan@x.example"), Role.GOVERNOR, quay, gid="9000002")
    sheet = b"GID,URN,Name,Email\n9000002,,Rowan Mock,taken@over.example\n,100002,Rowan Mock,taken@over.example\n"
    text = words(paste(at_work, chapel, "", file=SimpleUploadedFile("list.csv", sheet)))
    assert "2 lines are left out" in text and "Quay" not in text and "rowan@x.example" not in text
    press(at_work, chapel)
    assert not Person.objects.filter(email="taken@over.example").exists()


# --- When something is wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "file", "says"),
    [
        ("", None, "Paste a list, or choose a file"),
        ("Rowan Mock", ("a.csv", b"Name,Email\n"), "not both"),
        ("", ("a.csv", b""), "empty"),
        ("", ("a.csv", b"Colour,Shape\na,b\n"), "Colour, Shape"),
        ("", ("a.csv", b"\xff\xfea\x00"), "UTF-16"),
        ("\n".join(f"Rowan Mock{n}" for n in range(501)), None, "at most 500 lines"),
        ("", ("a.csv", b"Name,Email\n" + b"".join(b"Rowan Mock%d,\n" % n for n in range(501))), "at most 500"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_stays(at_work, chapel, text, file, says):
    fields = {"file": SimpleUploadedFile(*file)} if file else {}
    page = paste(at_work, chapel, text, **fields)
    assert says in words(page)
    assert text in page.content.decode().replace("\r\n", "\n")
    assert not ImportRun.objects.filter(state=ImportState.PREVIEWED).exists() and on_board(chapel) == set()


def test_a_list_can_be_taken_up_again_or_left(at_work, chapel):
    paste(at_work, chapel, "Rowan Mock, rowan@x.example")
    run = ImportRun.objects.get()
    again = at_work.get(reverse("board_import", args=[chapel.pk]), {"from": run.pk})
    assert "Rowan Mock, rowan@x.example" in again.content.decode()
    press(at_work, chapel, "leave")
    run.refresh_from_db()
    assert run.state == ImportState.DISCARDED and not run.file and on_board(chapel) == set()


def test_what_changed_in_between_is_looked_over_again(at_work, chapel):
    rowan = cast.person("Rowan Mock", "old@x.example")
    cast.appoint(rowan, Role.GOVERNOR, chapel)
    paste(at_work, chapel, "Rowan Mock, new@x.example\nAnn Lee, ann@x.example")
    give_address(person=rowan, address="other@x.example", by=None, now=timezone.now())
    page = press(at_work, chapel)
    assert "nothing was written" in page.content.decode() and "other@x.example becomes new@x.example" in words(page)
    assert ("Rowan Mock", "other@x.example", Role.GOVERNOR) in on_board(chapel) and len(on_board(chapel)) == 1


def test_a_list_can_be_taken_back(at_work, chapel):
    paste(at_work, chapel, "Rowan Mock, rowan@x.example")
    press(at_work, chapel)
    assert "as it was before" in press(at_work, chapel, "undo").content.decode()
    assert on_board(chapel) == set() and not Person.objects.filter(email="rowan@x.example").exists()


def test_joiners_of_a_list_get_the_briefing_that_is_under_way(at_work, clerk, chapel, issued):
    paste(at_work, chapel, "Rowan Mock, rowan@x.example")
    press(at_work, chapel)
    enrol_late(briefing=issued, now=timezone.now())
    assert issued.enrolments.filter(person__email="rowan@x.example").exists()


def test_the_board_leads_here(at_work, chapel):
    assert reverse("board_import", args=[chapel.pk]) in at_work.get(reverse("board", args=[chapel.pk])).content.decode()
    assert Organisation.objects.filter(pk=chapel.pk).exists()


# --- Workbooks made to take long --------------------------------------------------------------------------------------


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED_STRINGS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def bomb(shared: int = 0, rows: int = 0, columns: int = 3, memory: int = 0) -> bytes:
    """A workbook with a normal first sheet, and very many shared strings, rows or one endless string beside it."""
    book = Workbook()
    book.active.append(["Name", "Email"])
    book.active.append(["Ann Lee", "ann@x.example"])
    for _row in range(rows):
        book.active.append(["x"] * columns)
    plain = io.BytesIO()
    book.save(plain)
    made = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for part in source.namelist():
            named = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + SHARED_STRINGS + b'"/></Types>'
            out.writestr(part, source.read(part).replace(b"</Types>", named))
        strings = b"<si><t>x</t></si>" * shared + b"<si><t>" + b"x" * memory + b"</t></si>"
        out.writestr("xl/sharedStrings.xml", b'<sst xmlns="' + MAIN + b'">' + strings + b"</sst>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"shared": 400_000}, "unpacks to 6 MB. 5 MB can be read"),
        ({"memory": 45 * 2**20}, "5 MB can be read"),
        ({"rows": 1_500}, "more than 1,000 rows"),
    ],
)
def test_a_small_workbook_that_unpacks_to_much_is_refused_in_words(at_work, chapel, made, says):
    page = upload(at_work, chapel, "list.xlsx", bomb(**made))
    assert says in page.content.decode()
    assert not on_board(chapel) and not ImportRun.objects.exclude(state="discarded").exclude(state="failed").exists()


def test_a_workbook_is_read_in_a_process_that_ends_at_its_limits(at_work, chapel, monkeypatch):
    """Within what may be unpacked, what takes too long or too much memory ends that process alone."""
    content = bomb(shared=250_000)
    monkeypatch.setattr(contacts, "FOR_CLERKS", replace(FOR_CLERKS, seconds=0))
    assert "takes too long to read" in upload(at_work, chapel, "list.xlsx", content).content.decode()
    monkeypatch.setattr(contacts, "FOR_CLERKS", replace(FOR_CLERKS, memory=40 * 2**20))
    assert "takes too long to read" in upload(at_work, chapel, "list.xlsx", content).content.decode()
    monkeypatch.setattr(contacts, "FOR_CLERKS", FOR_CLERKS)
    assert "ann@x.example" in upload(at_work, chapel, "list.xlsx", content).content.decode()


def test_a_csv_file_of_very_many_lines_is_refused_before_they_are_looked_up(at_work, chapel):
    lines = "".join(f"Ann Lee,a{number}@x.example\n" for number in range(3_000))
    assert (
        "more than 1,000 lines" in upload(at_work, chapel, "list.csv", f"Name,Email\n{lines}".encode()).content.decode()
    )
