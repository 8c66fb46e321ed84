"""The demonstration council has what a newcomer is told to look for."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from demo.content.personas import PERSONAS
from demo.management.commands.load_demo import Command
from distribution.models import Delivery
from governing_boards.access import appointments_of, boards_open_to
from governing_boards.boards import board_of, questions_open, said_they_left
from governing_boards.corrections import corrections_for
from imports.enums import ImportState
from imports.models import ImportRun
from learning.enums import SeatState
from learning.models import Briefing, Completion, Enrolment, Reminder
from people.duplicates import Likeness, groups
from people.enums import Role
from people.models import Appointment, Authority, Organisation, Person

pytestmark = pytest.mark.usefixtures("council")
JUNIOR, HERONSTILE, KITEHOLLOW, BRAMBLECOTE, SALTGRASS = "900043", "900021", "900055", "900058", "900068"


def person(key: str) -> Person:
    return Person.objects.get(email=next(p["email"] for p in PERSONAS if p["key"] == key))


def seat(gid: str) -> Appointment:
    return Appointment.objects.standing().get(gid=gid)


def board(urn: str):
    return board_of(Organisation.objects.get(urn=urn), True, timezone.localdate())


def state_of(urn: str, family_name: str) -> SeatState:
    (found,) = [s for s in board(urn).seats if s.person.family_name == family_name]
    return found.state


def test_every_file_is_a_run_that_the_admin_shows():
    runs = ImportRun.objects.order_by("pk")
    assert [run.kind for run in runs] == [
        "establishments", "governance", "links", "councillors", "contacts", "establishments", "governance",
    ]  # fmt: skip
    assert {run.state for run in runs} == {ImportState.COMMITTED}
    assert Authority.objects.get().code == "876"


def test_loading_again_changes_nothing():
    models = (ImportRun, Person, Appointment, Briefing, Enrolment, Completion, Delivery, Reminder)
    before = [model.objects.count() for model in models]
    call_command(Command())
    assert [model.objects.count() for model in models] == before


def test_a_clerk_has_five_boards_another_two_another_one():
    today = timezone.localdate()
    clerks = (person("clerk"), seat("9001348").person, seat("9001077").person)
    boards = [boards_open_to(clerk.canonical, today) for clerk in clerks]
    assert [len(found) for found in boards] == [5, 2, 1]
    assert all(as_clerk for found in boards for _organisation, as_clerk in found)
    assert len({len(board(organisation.urn).seats) for organisation, _as_clerk in boards[0]}) == 5


def test_the_chair_to_try_out_is_on_one_of_the_clerks_boards():
    today = timezone.localdate()
    held = appointments_of(person("chair"), today)
    assert held.get().role == Role.CHAIR_OF_GOVERNORS
    assert held.get().organisation in [organisation for organisation, _ in boards_open_to(person("clerk"), today)]


def test_a_school_became_an_academy_with_what_its_people_had_done():
    old = Organisation.objects.get(urn="900067")
    assert old.successor.urn == SALTGRASS
    assert not Appointment.objects.current(timezone.localdate()).filter(organisation=old).exists()
    assert board(SALTGRASS).completed == 3
    done = Enrolment.objects.get(appointments__gid="9004010").completion
    assert {credit["organisation"] for credit in done.credits} == {old.name}


def test_merged_schools_are_not_carried_over():
    assert seat("9004023").organisation.urn == "900065"
    assert Organisation.objects.get(urn="900065").successor is None


def test_a_joiner_got_the_briefing_once_and_one_without_an_address_is_counted():
    lamorna = Person.objects.get(email="lamorna.testwell@governors.example")
    assert lamorna.deliveries.count() == 1
    assert state_of(KITEHOLLOW, "Testwell") == SeatState.NOT_STARTED
    ruan = Person.objects.get(given_name="Ruan")
    assert ruan.enrolments.count() == 1
    assert not ruan.deliveries.exists()


def test_whoever_left_keeps_what_they_have_done():
    today = timezone.localdate()
    dalby = seat("9001211")
    assert dalby.ends_on < today
    assert Enrolment.objects.get(appointments=dalby).completion is not None
    month_ago = timezone.now() - timezone.timedelta(days=30)
    (left,) = said_they_left([Organisation.objects.get(urn=KITEHOLLOW).pk], month_ago)
    assert left.gid == "9002365"


def test_a_couple_has_one_address():
    morwen, piran = Person.objects.filter(family_name="Tandem-Test").order_by("given_name")
    assert (piran.email, piran.shared_address) == (None, morwen.email)
    assert {piran.pk, morwen.pk} <= {seat.person.pk for seat in board(BRAMBLECOTE).seats}
    assert piran.deliveries.get().address == morwen.email


def test_the_clerk_is_asked_one_question_and_told_what_to_correct():
    junior = Organisation.objects.get(urn=JUNIOR)
    (question,) = questions_open([junior.pk])
    assert question.appointment.gid == "9000712"
    assert "Merryn Fictley-Test" in [one.name for one in corrections_for(junior, timezone.localdate())]


def test_a_possible_duplicate_spans_a_school_and_the_one_that_carries_it_on():
    assert "yestin mockford" in [row["name"] for row in groups(Likeness.BOARD)]


def test_vacant_seats_are_known_on_some_boards_only():
    assert [board(urn).vacant for urn in (JUNIOR, HERONSTILE, KITEHOLLOW, SALTGRASS)] == [1, 2, 1, 3]
    assert board(BRAMBLECOTE).vacant is None


def test_a_reminder_went_out_and_is_old_enough_for_the_next():
    reminder = Reminder.objects.get(organisation__isnull=False)
    assert reminder.organisation.urn == JUNIOR
    assert timezone.now() - reminder.at > timezone.timedelta(days=7)
    reminded = set(reminder.mailing.deliveries.values_list("person", flat=True))
    done_before = set(Completion.objects.filter(completed_at__lt=reminder.at).values_list("subject", flat=True))
    assert reminded and done_before
    assert not Enrolment.objects.filter(person__in=reminded, completion__completed_at__lt=reminder.at).exists()


def test_the_tree_of_pages_is_whole(council):
    """A page that was published from a row made before its children said that it had none: nothing fitted below it."""
    assert [found for found in Page.find_problems() if found] == []
