"""The weekly summary for clerks: one e-mail a week for all boards, and none where nothing is outstanding."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from distribution.models import Delivery, Mailing
from distribution.sending import skeleton_of
from governing_boards import operations, tasks
from governing_boards.digests import week_of
from governing_boards.emails import DIGEST
from governing_boards.models import Digest
from learning import operations as learning
from people.enums import Role, Source
from people.models import Appointment, Person, Question
from people.operations import merge_people
from tests import cast
from tests.governing_boards import board_cast
from tests.learning.factories import complete, enrolment_of

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # winter: London is on UTC


@pytest.fixture
def boards(module, audience, officer):
    return board_cast.boards(module, audience, officer, now=MONDAY - timedelta(days=10))


def letter_to(person) -> str:
    return Delivery.objects.get(person=person, mailing__kind=DIGEST.kind).values["boards"]


def written_to() -> list[str]:
    return sorted(Delivery.objects.filter(mailing__kind=DIGEST.kind).values_list("person__family_name", flat=True))


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), (2026, 48)),
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), (2026, 48)),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), None),
        (datetime(2026, 7, 6, 5, 59, tzinfo=UTC), None),  # summer: 6:59 in London
        (datetime(2026, 7, 6, 6, 0, tzinfo=UTC), (2026, 28)),
        (datetime(2027, 1, 3, 12, 0, tzinfo=UTC), (2026, 53)),  # ISO: the first days of a year may belong to the last
        (datetime(2027, 1, 4, 12, 0, tzinfo=UTC), (2027, 1)),
    ],
)
def test_it_is_due_on_monday_at_7_in_london_or_later_that_week(now, week):
    assert week_of(now) == week


def test_not_before_7(boards):
    assert operations.send_digests(now=MONDAY - timedelta(minutes=1)) == 0
    assert not Digest.objects.exists()


def test_later_that_week_if_the_system_was_off(boards):
    assert operations.send_digests(now=MONDAY + timedelta(days=4, hours=9)) == 2


# --- Once -----------------------------------------------------------------------------------------


def test_once_a_week_and_again_in_the_next(boards):
    assert operations.send_digests(now=MONDAY) == 2
    assert operations.send_digests(now=MONDAY + timedelta(hours=1)) == 0
    assert operations.send_digests(now=MONDAY + timedelta(days=6)) == 0
    assert operations.send_digests(now=MONDAY + timedelta(days=7)) == 2
    assert written_to() == ["Clerk", "Clerk", "Otherclerk", "Otherclerk"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_several_at_once_write_one(boards):
    def run(_number):
        try:
            return operations.send_digests(now=MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(run, range(4))) == [0, 0, 0, 2]
    assert written_to() == ["Clerk", "Otherclerk"]
    assert Digest.objects.count() == 2


def test_the_task_writes_them(boards):
    tasks.send_digests()
    tasks.send_digests()
    assert written_to() in ([], ["Clerk", "Otherclerk"])  # nothing early on a Monday
    assert (week_of(timezone.now()) is None) == (written_to() == [])


def test_one_for_all_boards_of_a_clerk_known_twice(boards, officer):
    twin = cast.person("Clement Clerk")
    cast.appoint(twin, Role.GOVERNANCE_PROFESSIONAL, boards.elm)
    merge_people(keep=boards.clem, alias=twin, by=officer, now=MONDAY)
    operations.send_digests(now=MONDAY)
    assert written_to() == ["Clerk", "Otherclerk"]
    assert "Elm Road Infants" in letter_to(boards.clem)


# --- What it says ---------------------------------------------------------------------------------


def test_it_says_how_each_board_stands(boards):
    operations.send_digests(now=MONDAY)
    words = letter_to(boards.clem)
    assert "Chapel Lane Primary\n- Contextual safeguarding, to be done by " in words
    assert ": 1 of 7 governors have completed it. 6 are outstanding. 1 has no address." in words
    assert "Gull Wharf Primary\n" in words
    assert ": 0 of 1 governor has completed it. 1 is outstanding." in words
    assert "Elm Road" not in words
    assert "Nell Notyet" not in words  # figures travel by e-mail, names wait behind a code


def test_questions_and_who_has_left_are_news(boards):
    row = board_cast.term(boards.not_begun, boards.chapel)
    Question.objects.create(appointment=row, register_says={"role": "x"}, extract_on=MONDAY.date(), asked_at=MONDAY)
    gone, long_gone = (board_cast.term(who, boards.chapel) for who in (boards.begun, boards.objected))
    for term, days in ((gone, 2), (long_gone, 30)):
        said = MONDAY - timedelta(days=days)
        Appointment.objects.filter(pk=term.pk).update(source=Source.SELF, said_at=said, ends_on=said.date())
    operations.send_digests(now=MONDAY)
    words = letter_to(boards.clem)
    assert "- 1 question about the national register waits for you." in words
    assert "- Ben Begun has said that they have left. Last day: 21 November 2026." in words
    assert "Olga" not in words


def test_only_open_briefings_count(boards, officer):
    learning.close_briefing(briefing=boards.briefing, by=officer, now=MONDAY)
    assert operations.send_digests(now=MONDAY) == 0


def test_nothing_is_sent_where_nothing_is_outstanding(boards):
    complete(enrolment_of(boards.elsewhere, boards.briefing), now=MONDAY)
    assert operations.send_digests(now=MONDAY) == 1
    assert written_to() == ["Clerk"]
    assert Digest.objects.get(person=boards.otto).mailing is None


@pytest.mark.parametrize("change", [{"email": None}, {"objected_at": MONDAY}, {"is_active": False}])
def test_who_cannot_be_written_to_is_not(boards, change):
    Person.objects.filter(pk=boards.clem.pk).update(**change)
    operations.send_digests(now=MONDAY)
    assert written_to() == ["Otherclerk"]


def test_a_term_that_is_over_brings_no_summary(boards):
    Appointment.objects.filter(person=boards.otto).update(ends_on=MONDAY.date() - timedelta(days=1))
    operations.send_digests(now=MONDAY)
    assert written_to() == ["Clerk"]


def test_text_and_html_say_the_same_and_names_stay_names(boards):
    hostile = "<script>alert(1)</script> & Sons\r\nBcc: all@people.example"
    type(boards.chapel).objects.filter(pk=boards.chapel.pk).update(name=hostile)
    operations.send_digests(now=MONDAY)
    mailing = Mailing.objects.filter(kind=DIGEST.kind).get()
    row = Delivery.objects.get(person=boards.clem, mailing=mailing)
    values = {"name": "Clem", "link": "x", "to": row.address, "message_id": "<m>", "delivery": "1", **row.values}
    raw = skeleton_of(mailing, MONDAY).fill(values)
    import email
    import email.policy

    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    text = parsed.get_body(("plain",)).get_content()
    html = parsed.get_body(("html",)).get_content()
    assert parsed["Bcc"] is None
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    for words in ("1 of 7 governors have completed it.", "/my/details", "You are the clerk of", "Open my boards"):
        assert words in " ".join(text.split())
        assert words in " ".join(html.split())


def test_it_costs_the_same_for_few_boards_and_for_many(boards):
    def queries(now):
        with CaptureQueriesContext(connection) as found:
            operations.send_digests(now=now)
        return len(found)

    few = queries(MONDAY)
    for number in range(12):
        school = cast.school(f"School {number:02}")
        cast.appoint(cast.person(f"Clerk Number{number}"), Role.GOVERNANCE_PROFESSIONAL, school)
        cast.appoint(boards.clem, Role.GOVERNANCE_PROFESSIONAL, school)
        cast.appoint(cast.person(f"Gov Number{number}"), Role.GOVERNOR, school)
    learning.enrol_late(briefing=boards.briefing, now=MONDAY)
    Person.objects.update(told_source_at=MONDAY)
    assert queries(MONDAY + timedelta(days=7)) <= few
    assert len(written_to()) == 2 + 14
