"""Pausing the emails about a briefing: all of them wait, none is lost, and there is always a way on."""

import contextlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product

import pytest
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from distribution import operations as mail_queue
from distribution.enums import DeliveryState, MailingState, Queue
from distribution.models import Delivery, Mailing
from distribution.outcomes import Outcome, Result
from learning import operations
from learning.enums import Hold, LateEnrolmentRule
from learning.models import Briefing
from people.models import Appointment
from tests import cast
from tests.governing_boards import board_cast
from tests.governing_boards.test_boards import text_of
from tests.learning.factories import complete, enrolment_of
from tests.learning.test_joiners import joiner, letters_to, sweep
from tests.servers import restore_database

PAUSE, RESUME, STOP = "pause", "resume", "stop"


@pytest.fixture
def sent(issued):
    """Sent an hour ago to Gwen and to Noor; nothing is handed over yet."""
    then = timezone.now() - timedelta(hours=1)
    Briefing.objects.filter(pk=issued.pk).update(issued_at=then)
    Appointment.objects.update(recorded_at=then - timedelta(days=1))
    issued.refresh_from_db()
    return issued


@pytest.fixture
def desk(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def press(desk, briefing, button) -> str:
    return text_of(desk.post(reverse(f"briefings:{button}", args=[briefing.pk]), follow=True))


def stale_press(desk, briefing, button) -> None:
    assert desk.post(reverse(f"briefings:{button}", args=[briefing.pk])).status_code == 302


def page(desk, briefing) -> str:
    return desk.get(reverse("briefings:inspect", args=[briefing.pk])).content.decode()


def buttons(desk, briefing) -> set[str]:
    html = desk.get(reverse("briefings:states", args=[briefing.pk])).content.decode()
    return {
        name for name in (PAUSE, RESUME, STOP) if f'action="{reverse(f"briefings:{name}", args=[briefing.pk])}"' in html
    }


def finish(briefing) -> None:
    """A worker hands over all that may go."""
    now = timezone.now()
    Delivery.objects.due(Queue.BULK, now + timedelta(hours=1)).update(state=DeliveryState.SENT, state_at=now)


# --- Every order of presses -----------------------------------------------------------------------------------------


def expected(presses) -> dict[str, bool]:
    """What three presses, from this tab or a stale one, and workers in between, lead to."""
    waiting, paused, stopped = True, False, False
    for what in presses:
        if what == PAUSE:
            paused = paused or waiting
        elif what == RESUME:
            paused = False
        elif what == STOP and waiting:
            waiting, paused, stopped = False, False, True
        elif what == "finish" and not paused:
            waiting = False
    return {"waiting": waiting, "paused": paused, "stopped": stopped}


def test_whatever_the_order_of_presses_the_buttons_fit_and_nobody_is_trapped(desk, sent):
    for presses in product([PAUSE, RESUME, STOP, "finish"], repeat=3):
        with transaction.atomic():
            for what in presses:
                finish(sent) if what == "finish" else stale_press(desk, sent, what)
            then = expected(presses)
            offered = {PAUSE: then["waiting"] and not then["paused"], RESUME: then["paused"], STOP: then["waiting"]}
            assert buttons(desk, sent) == {name for name, shown in offered.items() if shown}, presses
            who = joiner()
            sweep(sent)
            assert letters_to(who) == (not then["paused"] and not then["stopped"]), presses
            stale_press(desk, sent, RESUME)
            sweep(sent)
            assert letters_to(who) == (not then["stopped"]), presses
            transaction.set_rollback(True)


def test_a_finished_one_is_not_paused_and_that_is_said(desk, sent):
    finish(sent)
    assert "Every email about this briefing has been handed over" in press(desk, sent, PAUSE)
    assert "Every email about this briefing has been handed over" in press(desk, sent, STOP)
    assert Mailing.objects.get().state == MailingState.OPEN
    with pytest.raises(mail_queue.AllHandedOver):
        mail_queue.pause_mailings(ids=[sent.mailing_id], by=None, now=timezone.now())


def test_pressing_twice_says_that_it_was_done(desk, sent):
    assert "Paused. No email about this briefing goes out until you go on: no reminder either." in press(
        desk, sent, PAUSE
    )
    assert "The emails were paused already." in press(desk, sent, PAUSE)
    assert "The emails go on." in press(desk, sent, RESUME)
    assert "The emails aren’t paused, so nothing has changed." in press(desk, sent, RESUME)
    assert "2 emails that were waiting will not be sent." in press(desk, sent, STOP)
    assert "Every email about this briefing has been handed over" in press(desk, sent, STOP)


def test_one_that_was_trapped_before_gets_out(desk, sent):
    """Paused after the last email was handed over, which used to be accepted."""
    finish(sent)
    Mailing.objects.update(state=MailingState.PAUSED)
    who = joiner()
    sweep(sent)
    assert letters_to(who) == 0
    assert buttons(desk, sent) == {RESUME}
    press(desk, sent, RESUME)
    sweep(sent)
    assert letters_to(who) == 1


# --- All of its mail ------------------------------------------------------------------------------------------------


def test_while_it_is_paused_nobody_is_reminded_by_anybody(desk, client, module, audience, officer):
    boards = board_cast.boards(module, audience, officer)
    Delivery.objects.filter(person=boards.begun).update(state=DeliveryState.QUEUED)
    operations.pause_briefing(briefing=boards.briefing, by=officer, now=timezone.now())
    with pytest.raises(operations.OnHold) as held:
        operations.remind(briefing=boards.briefing, organisation=None, by=None, now=timezone.now())
    assert held.value.hold == Hold.PAUSED
    assert "No reminders can be sent at the moment." in text_of(
        desk.get(reverse("briefings:inspect", args=[boards.briefing.pk]))
    )
    assert reverse("briefings:remind", args=[boards.briefing.pk]) not in page(desk, boards.briefing)
    response = desk.post(reverse("briefings:remind", args=[boards.briefing.pk]), follow=True)
    assert "Nobody was reminded. The emails about this briefing are paused." in text_of(response)
    cast.sign_in(client, boards.clem)
    url = reverse("board_remind", args=[boards.chapel.pk])
    words = "The council has paused the emails about this briefing."
    for response in (client.get(url, follow=True), client.post(url, follow=True)):
        assert words in text_of(response)
    assert url not in client.get(reverse("board", args=[boards.chapel.pk])).content.decode()
    assert not boards.briefing.reminders.exists()


def test_reminders_that_wait_are_paused_stopped_and_go_on(desk, sent, new_governor):
    finish(sent)
    reminder = operations.remind(briefing=sent, organisation=None, by=None, now=timezone.now())
    assert buttons(desk, sent) == {PAUSE, STOP}
    press(desk, sent, PAUSE)
    finish(sent)
    assert set(reminder.mailing.deliveries.values_list("state", flat=True)) == {DeliveryState.QUEUED}
    assert "2 emails are waiting." in text_of(desk.get(reverse("briefings:inspect", args=[sent.pk])))
    press(desk, sent, RESUME)
    finish(sent)
    assert set(reminder.mailing.deliveries.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_stopping_reminders_leaves_those_who_join_later_their_email(desk, sent):
    finish(sent)
    operations.remind(briefing=sent, organisation=None, by=None, now=timezone.now())
    assert "2 emails that were waiting will not be sent." in press(desk, sent, STOP)
    who = joiner()
    sweep(sent)
    assert letters_to(who) == 1


def test_an_email_to_people_who_joined_is_paused_too(desk, sent):
    finish(sent)
    who = joiner()
    sweep(sent)
    press(desk, sent, PAUSE)
    finish(sent)
    assert Delivery.objects.get(person=who).state == DeliveryState.QUEUED


def test_who_joined_while_it_was_paused_has_time_from_when_it_goes_on(desk, sent, client):
    """Enrolled on day 20, told on day 40: 14 days from then, on the page as in the email."""
    press(desk, sent, PAUSE)
    who = joiner()
    sweep(sent, days=20)
    press(desk, sent, RESUME)
    assert sweep(sent, days=40) == (0, 1)
    day = timezone.localdate() + timedelta(days=54)
    assert enrolment_of(who, sent).to_be_done_by == day
    assert f"{day:%-d %B %Y}" in Mailing.objects.latest("pk").text_body


def test_completing_while_it_is_paused_leaves_a_way_on(desk, sent, two_schools, new_governor):
    press(desk, sent, PAUSE)
    for who in (two_schools, new_governor):
        complete(enrolment_of(who, sent), now=timezone.now())
    assert buttons(desk, sent) == {RESUME}


def test_closing_cancels_the_reminders_that_wait(desk, sent):
    """The page then says that nobody is reminded."""
    finish(sent)
    reminder = operations.remind(briefing=sent, organisation=None, by=None, now=timezone.now())
    press(desk, sent, "close")
    assert set(reminder.mailing.deliveries.values_list("state", flat=True)) == {DeliveryState.CANCELLED}


def test_too_few_rights_pause_nothing(client, sent):
    reader = cast.person("Rita Reader", is_staff=True)
    cast.sign_in(client, reader, cast.SECOND_FACTOR)
    for name in (PAUSE, RESUME, STOP):
        client.post(reverse(f"briefings:{name}", args=[sent.pk]))
    assert Mailing.objects.get().state == MailingState.OPEN


def test_a_draft_has_nothing_to_pause(desk, briefing):
    for name in (PAUSE, RESUME, STOP):
        assert "This briefing hasn’t been sent yet." in press(desk, briefing, name)


# --- At the same moment ----------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_many_presses_and_workers_at_once_leave_nothing_paused_that_is_finished(issued):
    """Each mailing is paused only while something of it can still be held back, and that is held back then."""
    people = cast.many_governors(40)
    mailing = cast.mailing(people, now=timezone.now())
    issued.reminders.create(mailing=mailing, at=timezone.now())

    def worker():
        while ids := mail_queue.claim(queue=Queue.BULK, limit=5, now=timezone.now()):
            rows = mail_queue.mark_sending(ids=ids, now=timezone.now())
            mail_queue.record_results(results=[Result(row.pk, Outcome.SENT, "250") for row in rows], now=timezone.now())

    def officer():
        for _n in range(5):
            for act in (operations.pause_briefing, operations.resume_briefing):
                with contextlib.suppress(mail_queue.MailingNotOpen, operations.PausedAlready):
                    act(briefing=issued, by=None, now=timezone.now())

    def run(job):
        try:
            job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, [worker, officer, worker, officer]))
    if issued.is_paused:
        operations.resume_briefing(briefing=issued, by=None, now=timezone.now())
    worker()
    assert not Delivery.objects.unfinished().exists()
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT: 42}
    assert Counter(Delivery.objects.values_list("events__state", flat=True))[DeliveryState.SENT] == 42


class Presses(RuleBasedStateMachine):
    """An officer, clerks, workers, people who join, an editor who unpublishes: in any order."""

    def __init__(self):
        super().__init__()
        restore_database()
        self.now = timezone.now()
        cast.many_governors(3)
        self.briefing = cast.briefing(cast.module(), cast.all_governors())
        Briefing.objects.update(joiners=LateEnrolmentRule.WHILE_OPEN)
        operations.issue_briefing(briefing=self.briefing, by=None, now=self.now)
        self.briefing = Briefing.objects.get()
        self.claimed, self.on_wire, self.people = [], [], 3

    def fresh(self):
        return Briefing.objects.select_related("module", "mailing").get()

    @rule(act=st.sampled_from([operations.pause_briefing, operations.resume_briefing, operations.stop_briefing]))
    def somebody_presses(self, act):
        before = self.fresh()
        waiting = before.waiting.exists()
        paused = before.is_paused
        allowed = {
            operations.pause_briefing: waiting and not paused,
            operations.resume_briefing: paused,
            operations.stop_briefing: waiting,
        }
        try:
            act(briefing=before, by=None, now=self.now)
        except (mail_queue.MailingNotOpen, operations.PausedAlready):
            assert not allowed[act]
        else:
            assert allowed[act]

    @rule()
    def somebody_reminds(self):
        self.now += timedelta(days=8)
        try:
            operations.remind(briefing=self.briefing, organisation=None, by=None, now=self.now)
        except operations.OnHold:
            assert self.fresh().hold
        except operations.NobodyToRemind:
            pass

    @rule()
    def somebody_joins(self):
        self.people += 1
        who = cast.person(f"Jo Joiner{self.people}")
        appointment = cast.appoint(who, "governor", cast.school(f"School {self.people}"))
        Appointment.objects.filter(pk=appointment.pk).update(recorded_at=self.now + timedelta(minutes=1))
        operations.enrol_late(briefing=self.briefing, now=self.now + timedelta(hours=1))

    @rule()
    def an_editor_unpublishes_or_publishes(self):
        module = self.fresh().module
        if module.live:
            module.unpublish()
        else:
            module.get_latest_revision().publish()

    @rule(limit=st.integers(1, 4))
    def a_worker_claims(self, limit):
        self.claimed += mail_queue.claim(queue=Queue.BULK, limit=limit, now=self.now + timedelta(days=1))

    @rule()
    def a_worker_puts_on_the_wire(self):
        briefing = self.fresh()
        rows = mail_queue.mark_sending(ids=self.claimed, now=self.now)
        assert not (rows and not briefing.module.live)
        held = set(briefing.mailings.filter(state=MailingState.PAUSED).values_list("pk", flat=True))
        assert not held & {row.mailing_id for row in rows}
        self.claimed, self.on_wire = [], self.on_wire + [row.pk for row in rows]

    @rule(outcome=st.sampled_from([Outcome.SENT, Outcome.DEFERRED, Outcome.UNTOUCHED]))
    def the_mail_server_answers(self, outcome):
        results = [Result(pk, outcome, "said") for pk in self.on_wire]
        self.on_wire = []
        if results:
            mail_queue.record_results(results=results, now=self.now)

    @invariant()
    def what_is_stopped_is_not_taken(self):
        assert not Delivery.objects.due(Queue.BULK, self.now).filter(mailing__state=MailingState.STOPPED).exists()

    def teardown(self):
        """Whatever went before: one press and a published module, and everybody has been written to."""
        briefing = self.fresh()
        if not briefing.module.live:
            briefing.module.get_latest_revision().publish()
        if briefing.is_paused:
            operations.resume_briefing(briefing=briefing, by=None, now=self.now)
        self.now += timedelta(days=1)
        operations.enrol_late(briefing=self.briefing, now=self.now)
        for _round in range(8):
            self.now += timedelta(hours=5)
            mail_queue.reclaim_expired(now=self.now)
            rows = mail_queue.mark_sending(ids=mail_queue.claim(queue=Queue.BULK, limit=99, now=self.now), now=self.now)
            if rows:
                results = [Result(row.pk, Outcome.SENT, "250") for row in rows]
                mail_queue.record_results(results=results, now=self.now)
        assert not Delivery.objects.unfinished().exists()
        if self.fresh().mailing.state == MailingState.OPEN:
            first = Delivery.objects.filter(mailing__kind="briefing")
            assert set(first.values_list("person", flat=True)) == set(
                briefing.enrolments.values_list("person", flat=True)
            )


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_any_order_of_presses_and_sending_leaves_a_way_on():
    # Without shrinking: every step is a transaction, so making a failure small would take minutes.
    run_state_machine_as_test(
        seed(7)(Presses),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
