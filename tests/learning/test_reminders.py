"""Reminders: only to those outstanding, one cap for clerk and officer together, cancelled by completing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from distribution.enums import DeliveryState
from distribution.models import Delivery, Suppression
from learning import operations
from learning.audit import REMINDER_SENT
from learning.emails import REMINDER
from learning.models import Reminder
from learning.reminding import DAYS_BETWEEN, MOST
from people.enums import Role
from people.models import Appointment, AuditEntry, Person
from people.operations import merge_people
from tests import cast
from tests.governing_boards import board_cast
from tests.governing_boards.test_boards import text_of
from tests.learning.factories import complete, declare, enrolment_of

COMMITS = pytest.mark.django_db(transaction=True)
CHAPEL = ["ben.begun@people.example", "bo.bothboards@people.example", "charlie.chair@people.example",
          "nell.notyet@people.example"]  # fmt: skip


@pytest.fixture
def boards(module, audience, officer):
    return board_cast.boards(module, audience, officer)


def remind(boards, where=None, *, now=None, **whom):
    """The addresses that a reminder goes to; none if it is refused."""
    now = now or timezone.now()
    try:
        made = operations.remind(briefing=boards.briefing, organisation=where, by=None, now=now, **whom)
    except operations.NobodyToRemind:
        return []
    return sorted(made.mailing.deliveries.values_list("address", flat=True))


def after(days):
    return timezone.now() + timedelta(days=days)


# --- Who gets it ----------------------------------------------------------------------------------


def test_a_clerk_reminds_those_outstanding_on_the_board(boards):
    assert remind(boards, boards.chapel) == CHAPEL


def test_one_person_of_the_board(boards):
    assert remind(boards, boards.chapel, person_id=boards.begun.pk) == [boards.begun.email]
    assert remind(boards, boards.chapel, person_id=boards.governor.pk) == []
    assert remind(boards, boards.chapel, person_id=boards.elsewhere.pk) == []


def test_an_officer_reminds_the_whole_audience(boards):
    assert remind(boards) == sorted([*CHAPEL, boards.elsewhere.email])


def test_who_may_not_be_written_to_is_left_out_and_named(boards, client):
    Suppression.objects.create(address=boards.begun.email, reason="asked")
    assert boards.begun.email not in remind(boards, boards.chapel)
    cast.sign_in(client, boards.clem)
    words = text_of(client.get(reverse("board_remind", args=[boards.chapel.pk])))
    assert "Completed Ada Done" in words
    assert "No address Una Unreached" in words
    assert "Wants no email Olga Objected" in words
    assert "An address not to write to Ben Begun" in words
    assert "Reminded within the last 7 days Bo Bothboards, Charlie Chair, Nell Notyet" in words


def test_who_has_left_is_not_reminded(boards):
    over = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(person__in=[boards.begun, boards.elsewhere]).update(ends_on=over)
    assert boards.begun.email not in remind(boards, boards.chapel)
    assert boards.elsewhere.email not in remind(boards, now=after(DAYS_BETWEEN))


def test_who_has_left_this_board_is_not_its_clerks_to_remind(boards):
    over = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(person=boards.both, organisation=boards.gull).update(ends_on=over)
    assert remind(boards, boards.gull) == []
    assert boards.both.email in remind(boards, boards.chapel)


def test_two_records_of_one_person_get_one(boards, officer):
    merge_people(keep=boards.not_begun, alias=boards.both, by=officer, now=timezone.now())
    sent = remind(boards, boards.chapel)
    assert sent.count(boards.not_begun.email) == 1
    assert boards.both.email not in sent


@pytest.mark.parametrize("kept", ["governor", "twin"])
def test_who_has_done_it_under_a_joined_record_elsewhere_is_not_reminded(boards, officer, kept):
    twin = cast.person("Adah Done")
    cast.appoint(twin, Role.GOVERNOR, boards.elm)
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    assert twin.email in remind(boards, boards.elm, now=after(DAYS_BETWEEN))
    pair = [boards.governor, twin]
    keep, alias = pair if kept == "governor" else reversed(pair)
    merge_people(keep=keep, alias=alias, by=officer, now=timezone.now())
    later = after(3 * DAYS_BETWEEN)
    assert remind(boards, boards.elm, now=later) == [boards.elsewhere.email]
    assert remind(boards, boards.elm, now=later, person_id=keep.pk) == []
    assert keep.email not in remind(boards, now=later)


def test_a_shared_address_gets_one_for_each_of_the_two(boards):
    Person.objects.filter(pk=boards.unreached.pk).update(shared_address=boards.begun.email)
    assert remind(boards, boards.chapel).count(boards.begun.email) == 2


# --- The cap --------------------------------------------------------------------------------------


def test_one_cap_holds_for_clerks_and_officers_together(boards):
    assert remind(boards, boards.chapel) == CHAPEL
    assert remind(boards, boards.chapel) == []
    assert remind(boards) == [boards.elsewhere.email]  # the officer, a moment later: only who had none
    assert remind(boards, boards.gull) == []  # Bo's other board


@pytest.mark.parametrize(("days", "again"), [(DAYS_BETWEEN - 1, False), (DAYS_BETWEEN, True)])
def test_not_again_within_7_days(boards, days, again):
    now = timezone.now()
    remind(boards, boards.chapel, now=now)
    assert bool(remind(boards, boards.chapel, now=now + timedelta(days=days))) is again


def test_not_more_than_3_in_all(boards):
    for number in range(MOST):
        assert remind(boards, boards.chapel, now=after(number * DAYS_BETWEEN)) == CHAPEL
    assert remind(boards, boards.chapel, now=after(MOST * DAYS_BETWEEN)) == []
    assert remind(boards, now=after(365)) == [boards.elsewhere.email]


def test_the_cap_counts_what_a_joined_record_got(boards, officer):
    remind(boards, boards.chapel)
    merge_people(keep=boards.both, alias=boards.not_begun, by=officer, now=timezone.now())
    Delivery.objects.filter(person=boards.both, mailing__kind=REMINDER.kind).update(state=DeliveryState.CANCELLED)
    assert remind(boards, boards.gull) == []


def test_a_joiner_who_has_just_got_the_briefing_is_left_in_peace(boards):
    joiner = cast.person("Jo Joiner")
    cast.appoint(joiner, Role.GOVERNOR, boards.chapel)
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    assert remind(boards, boards.chapel) == CHAPEL
    assert joiner.email in remind(boards, boards.chapel, now=after(DAYS_BETWEEN))


def test_a_reminder_that_was_not_sent_does_not_count(boards):
    remind(boards, boards.chapel)
    Delivery.objects.filter(mailing__kind=REMINDER.kind).update(state=DeliveryState.CANCELLED)
    assert remind(boards, boards.chapel) == CHAPEL


@pytest.mark.both_databases
@COMMITS
def test_two_presses_at_once_write_one(boards):
    def press(where):
        try:
            return remind(boards, where)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as several:
        list(several.map(press, [boards.chapel, None, boards.chapel, boards.gull]))
    for who in (boards.begun, boards.both, boards.chair, boards.not_begun, boards.elsewhere):
        assert Delivery.objects.filter(person=who, mailing__kind=REMINDER.kind).count() == 1


def test_a_briefing_that_is_closed_or_not_sent_is_not_reminded_of(boards, module, audience, officer):
    operations.close_briefing(briefing=boards.briefing, by=officer, now=timezone.now())
    with pytest.raises(operations.NotOpen):
        remind(boards, boards.chapel)
    boards.briefing = cast.briefing(module, audience)
    with pytest.raises(operations.NotOpen):
        remind(boards)
    assert not Reminder.objects.exists()


# --- Completing -----------------------------------------------------------------------------------


def test_completing_cancels_the_reminder_in_the_same_transaction(boards):
    remind(boards, boards.chapel)
    declare(enrolment_of(boards.begun, boards.briefing), now=timezone.now())
    states = dict(Delivery.objects.filter(mailing__kind=REMINDER.kind).values_list("person", "state"))
    assert states.pop(boards.begun.pk) == DeliveryState.CANCELLED
    assert set(states.values()) == {DeliveryState.QUEUED}


def test_completing_under_a_joined_record_cancels_it_too(boards, officer):
    remind(boards, boards.chapel)
    kept = cast.person("Benjamin Begun")
    merge_people(keep=kept, alias=boards.begun, by=officer, now=timezone.now())
    declare(enrolment_of(boards.begun, boards.briefing), now=timezone.now())
    row = Delivery.objects.get(person=boards.begun, mailing__kind=REMINDER.kind)
    assert row.state == DeliveryState.CANCELLED


def test_another_briefings_reminder_stays(boards, officer, audience):
    other = cast.module(title="Another", slug="another")
    second = operations.issue_briefing(briefing=cast.briefing(other, audience), by=officer, now=timezone.now())
    operations.remind(briefing=second, organisation=boards.chapel, by=None, now=timezone.now())
    declare(enrolment_of(boards.begun, boards.briefing), now=timezone.now())
    row = Delivery.objects.get(person=boards.begun, mailing__kind=REMINDER.kind)
    assert row.state == DeliveryState.QUEUED


# --- The clerk's page -----------------------------------------------------------------------------


def test_the_text_stands_first_and_one_press_sends(client, boards):
    cast.sign_in(client, boards.clem)
    url = reverse("board_remind", args=[boards.chapel.pk])
    words = text_of(client.get(url))
    assert "4 people get the reminder" in words
    assert "What Ben Begun will read" in words
    assert "This is a reminder from the clerk of Chapel Lane Primary. You have started." in words
    assert "You are a governor at Chapel Lane Primary." in words
    assert not Reminder.objects.exists()
    page = client.post(url, {"briefing": boards.briefing.pk}, follow=True).content.decode()
    assert "4 reminders are on their way." in page
    page = client.post(url, {"briefing": boards.briefing.pk}, follow=True).content.decode()
    assert "Nobody can be reminded now" in page
    made = Reminder.objects.get()
    assert (made.organisation, made.by, made.briefing) == (boards.chapel, boards.clem, boards.briefing)
    assert AuditEntry.objects.filter(action=REMINDER_SENT.code, user=boards.clem).count() == 1


@pytest.mark.parametrize("data", [{"briefing": "0"}, {"briefing": "x"}, {"person": "1"}, {"person": "9" * 30}])
def test_what_is_not_this_boards_is_not_found(client, boards, data):
    cast.sign_in(client, boards.clem)
    url = reverse("board_remind", args=[boards.chapel.pk])
    data = {"briefing": boards.briefing.pk} | data
    assert client.post(url, data).status_code == 404
    assert client.post(url, {**data, "briefing": boards.briefing.pk, "person": boards.elsewhere.pk}).status_code == 404
    assert not Reminder.objects.exists()


def test_each_reads_their_own_date_and_how_far_they_are(boards):
    enrolment = enrolment_of(boards.not_begun, boards.briefing)
    enrolment.due_on = boards.briefing.due_on + timedelta(days=9)
    enrolment.save()
    remind(boards, boards.chapel)
    values = {d.person_id: d.values for d in Delivery.objects.filter(mailing__kind=REMINDER.kind)}
    assert values[boards.begun.pk]["so_far"].startswith("You have started.")
    assert values[boards.not_begun.pk]["so_far"].startswith("You have not started yet.")
    assert values[boards.not_begun.pk]["due"] != values[boards.begun.pk]["due"]


def test_a_first_message_tells_where_the_data_came_from_and_the_next_does_not(boards):
    Person.objects.update(told_source_at=None)
    remind(boards, boards.chapel)
    first = Delivery.objects.get(person=boards.begun, mailing__kind=REMINDER.kind)
    assert "the national register of schools" in first.values["source"]
    remind(boards, boards.chapel, now=after(DAYS_BETWEEN))
    second = Delivery.objects.filter(person=boards.begun, mailing__kind=REMINDER.kind).latest("pk")
    assert "source" not in second.values
    assert Person.objects.get(pk=boards.unreached.pk).told_source_at is None  # nothing was sent to her


def test_text_and_html_say_the_same(boards):
    remind(boards, boards.chapel)
    mailing = Reminder.objects.get().mailing
    for field in ("⟦name⟧", "⟦who⟧", "⟦so_far⟧", "⟦due⟧", "⟦why⟧", "⟦source⟧", "⟦link⟧", "/my/details"):
        assert field in mailing.text_body
        assert field in mailing.html_body


def test_a_reminder_costs_the_same_for_few_and_for_many(boards, audience):
    def queries():
        with CaptureQueriesContext(connection) as found:
            remind(boards)
        Reminder.objects.all().delete()
        return len(found)

    few = queries()
    cast.many_governors(40)
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    assert queries() == few


# --- The officer's page ---------------------------------------------------------------------------


def test_an_officer_sees_the_numbers_and_then_sends(client, boards, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    url = reverse("briefings:remind", args=[boards.briefing.pk])
    page = client.get(url).content.decode()
    assert "Send 5 reminders" in page
    assert "This is a reminder from the safeguarding partnership." in page
    assert not Reminder.objects.exists()
    assert "5 reminders are being sent." in client.post(url, follow=True).content.decode()
    assert "Nobody got it twice." in client.post(url, follow=True).content.decode()
    page = client.get(reverse("briefings:inspect", args=[boards.briefing.pk])).content.decode()
    assert "Reminder by Oona Officer" in page


def test_a_stale_second_factor_is_asked_for_again(client, boards, officer, settings):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    settings.SECOND_FACTOR_FRESH_SECONDS = -1
    url = reverse("briefings:remind", args=[boards.briefing.pk])
    assert "/account/reauthenticate/" in client.post(url).url
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("name", ["remind", "joiners", "close", "reopen"])
@pytest.mark.parametrize("who", ["clem", "chair", "governor", "reader"])
def test_nobody_else_gets_to_the_officers_pages(client, boards, name, who):
    person = getattr(boards, who, None)
    if person is None:
        person = cast.person("Rita Reader", is_staff=True)
        rights = ["access_admin", "view_briefing"]
        person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    cast.sign_in(client, person, cast.SECOND_FACTOR)
    url = reverse(f"briefings:{name}", args=[boards.briefing.pk])
    for response in (client.get(url), client.post(url)):
        assert response.status_code in (302, 403, 405)
    boards.briefing.refresh_from_db()
    assert boards.briefing.is_open
    assert not Reminder.objects.exists()


def test_who_completed_in_between_is_not_written_to(boards):
    complete(enrolment_of(boards.both, boards.briefing), now=timezone.now())
    assert boards.both.email not in remind(boards, boards.chapel)
    assert Appointment.objects.filter(person=boards.both, role=Role.GOVERNOR).count() == 2
