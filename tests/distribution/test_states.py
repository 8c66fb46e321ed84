"""The deliveries' state machine under any order of operations: hypothesis plays officers, workers and power cuts."""

from collections import Counter
from datetime import timedelta
from itertools import cycle, pairwise

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from distribution import operations
from distribution.enums import MOVES, UNFINISHED, DeliveryState, MailingState, Queue
from distribution.models import Delivery, DeliveryEvent, Mailing
from distribution.outcomes import Outcome, Result
from tests import cast
from tests.servers import restore_database

LEASE = timedelta(seconds=301)
MAILINGS = 2
MAILING = st.integers(0, MAILINGS - 1)


class PostOfficeMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        restore_database()
        self.now = cast.NOW
        people = cast.many_governors(4)
        self.mailings = [cast.mailing(people, now=self.now) for _ in range(MAILINGS)]
        self.claimed: list[list[int]] = []
        self.on_wire: list[int] = []

    @rule(limit=st.integers(1, 6))
    def a_worker_claims(self, limit):
        ids = operations.claim(queue=Queue.BULK, limit=limit, now=self.now)
        if ids:
            self.claimed.append(ids)

    @precondition(lambda self: self.claimed)
    @rule(first=st.booleans())
    def a_worker_puts_a_window_on_the_wire(self, first):
        window = self.claimed.pop(0 if first else -1)
        self.on_wire += [row.pk for row in operations.mark_sending(ids=window, now=self.now)]

    @precondition(lambda self: self.on_wire)
    @rule(outcomes=st.lists(st.sampled_from(Outcome), min_size=1, max_size=3))
    def the_mail_server_answers(self, outcomes):
        results = [Result(pk, outcome, "said") for pk, outcome in zip(self.on_wire, cycle(outcomes), strict=False)]
        self.on_wire = []
        operations.record_results(results=results, now=self.now)

    @precondition(lambda self: self.claimed)
    @rule()
    def a_worker_gives_back(self):
        operations.release(ids=self.claimed.pop(), now=self.now, detail="spared", wait_seconds=30)

    @precondition(lambda self: self.claimed or self.on_wire)
    @rule()
    def a_worker_dies(self):
        self.claimed, self.on_wire = [], []

    @rule(wait=st.sampled_from([timedelta(seconds=10), LEASE, timedelta(hours=5)]))
    def time_passes_and_the_sweep_comes(self, wait):
        self.now += wait
        operations.reclaim_expired(now=self.now)

    def act(self, which, states, operation, **what):
        if Mailing.objects.get(pk=self.mailings[which].pk).state in states:
            operation(**what, by=None, now=self.now)
        else:
            with pytest.raises(operations.MailingNotOpen):
                operation(**what, by=None, now=self.now)

    @rule(which=MAILING)
    def the_officer_pauses(self, which):
        left = Delivery.objects.unfinished().filter(mailing=self.mailings[which]).exists()
        states = [MailingState.OPEN] if left else []
        self.act(which, states, operations.pause_mailings, ids=[self.mailings[which].pk])

    @rule(which=MAILING)
    def the_officer_resumes(self, which):
        self.act(which, [MailingState.PAUSED], operations.resume_mailings, ids=[self.mailings[which].pk])

    @precondition(lambda self: self.claimed or self.on_wire)
    @rule(which=MAILING)
    def the_officer_stops(self, which):
        states = [MailingState.OPEN, MailingState.PAUSED]
        self.act(which, states, operations.stop_mailing, mailing=self.mailings[which])

    @precondition(lambda self: self.claimed or self.on_wire)
    @rule(which=st.integers(0, 3))
    def somebody_completes_and_is_spared_the_message(self, which):
        person = Delivery.objects.order_by("pk")[which].person_id
        operations.cancel_deliveries(deliveries=Delivery.objects.filter(person=person), reason="done", now=self.now)

    @invariant()
    def every_change_is_an_allowed_move_with_its_event(self):
        for row in Delivery.objects.prefetch_related("events"):
            path = [event.state for event in row.events.all()]
            assert path[0] == DeliveryState.QUEUED
            assert path[-1] == row.state, (path, row.state)
            for before, after in pairwise(path):
                assert after in MOVES[before], path
            assert path.count(DeliveryState.SENT) <= 1, path

    @invariant()
    def sums_are_equal(self):
        counts = Counter(Delivery.objects.values_list("state", flat=True))
        assert sum(counts.values()) == 4 * MAILINGS
        assert DeliveryEvent.objects.count() >= 4 * MAILINGS

    @invariant()
    def a_stopped_mailing_has_nothing_left_to_take(self):
        waiting = Delivery.objects.filter(
            mailing__state=MailingState.STOPPED, state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED]
        )
        late = [
            row for row in waiting if row.events.last().at < self.now - LEASE and row.state == DeliveryState.CLAIMED
        ]
        assert not late
        assert not Delivery.objects.due(Queue.BULK, self.now).filter(mailing__state=MailingState.STOPPED).exists()

    def teardown(self):
        """Whatever went before: once paused mailings go on, everything comes to an end."""
        for mailing in Mailing.objects.filter(state=MailingState.PAUSED):
            operations.resume_mailings(ids=[mailing.pk], by=None, now=self.now)
        for _round in range(20):
            self.now += timedelta(hours=5)
            operations.reclaim_expired(now=self.now)
            rows = operations.mark_sending(ids=operations.claim(queue=Queue.BULK, limit=50, now=self.now), now=self.now)
            operations.record_results(results=[Result(row.pk, Outcome.SENT, "250") for row in rows], now=self.now)
        left = Delivery.objects.filter(state__in=UNFINISHED)
        assert not left.exists(), [(row.pk, row.state, row.mailing.state) for row in left]
        self.every_change_is_an_allowed_move_with_its_event()


@pytest.mark.django_db(transaction=True)
def test_any_order_of_operations_keeps_the_books():
    # Without shrinking: every step is a transaction, so making a failure small would take minutes.
    run_state_machine_as_test(
        seed(1)(PostOfficeMachine),
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
