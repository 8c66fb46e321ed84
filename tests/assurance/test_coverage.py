"""Every seat is in exactly one state, every school too; the states sum in every cut; the past stays as it was."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assurance.coverage import coverage_now, coverage_of, from_kept
from assurance.coverage_counts import CLERK, GOVERNOR, CoverageFilter, known
from assurance.enums import SchoolState, Slice
from assurance.figures import figures_of, paper_figure
from assurance.operations import keep_counts
from assurance.unreached import every_seat, school_rows, seat_rows
from distribution.enums import DeliveryState
from distribution.models import Delivery, Suppression
from distribution.operations import lift_suppression
from governing_boards.enums import TablingOutcome
from governing_boards.models import Tabling
from governing_boards.operations.paper_briefings import record_tabling, withdraw_tabling
from learning.enums import SeatState
from learning.models import Enrolment
from people import operations as people
from people.enums import AddressRemoved, OrganisationStatus, Role, Source
from people.models import Appointment, Organisation, Person
from tests import cast
from tests.assurance.council import at, hand_over
from tests.learning.factories import complete, do_all_but_declare

pytestmark = pytest.mark.both_databases

NOW = timezone.now


def everything(action, moment) -> tuple:
    """All counts as plain values, to be compared."""
    found = coverage_of(action, moment=moment)
    cells = sorted((c.phase, c.kind, c.ward, c.post, c.role, c.state.value, c.n) for c in found.cells)
    schools = sorted((s.phase, s.kind, s.ward, s.state.value, s.n) for s in found.schools)
    return cells, schools, sorted(found.people.items())


# --- States ---------------------------------------------------------------------------------------------------------


def test_each_state_is_found(council):
    rows, total = seat_rows(council.action, moment=NOW())
    states = {(row.name, row.organisation): row.state for row in rows if row.person_id}
    for state, who in council.people.items():
        assert {s for (name, _place), s in states.items() if name == str(who)} == {state}, who
    assert states["Sue Suppressed", "Chapel Lane Primary"] == SeatState.OBJECTED
    assert states["Bo Bothboards", "Gull Wharf High"] == states["Bo Bothboards", "Chapel Lane Primary"] == "completed"
    assert total == len(rows)


def test_the_counts_say_the_same_as_the_rows(council):
    counts = coverage_of(council.action, moment=NOW()).counts()
    assert counts == {
        SeatState.COMPLETED: 3, SeatState.STARTED: 1, SeatState.NOT_STARTED: 1, SeatState.AMBIGUOUS: 1,
        SeatState.BOUNCED: 1, SeatState.OBJECTED: 2, SeatState.NO_ADDRESS: 2,
        SeatState.NOT_ASKED: 1, SeatState.VACANT: 2,
    }  # fmt: skip
    rows = list(every_seat(council.action, moment=NOW()))
    assert {state: sum(row.state == state for row in rows) for state in SeatState} == counts


def test_one_person_on_two_boards_is_one_person_and_two_seats(council):
    found = coverage_of(council.action, moment=NOW())
    assert known(found.counts()) == 12
    assert found.people[GOVERNOR] == (11, 2)


def test_a_chair_who_is_governor_too_holds_one_seat(council):
    cast.appoint(council.people[SeatState.COMPLETED], Role.GOVERNOR, council.chapel, recorded_at=at(0))
    assert coverage_of(council.action, moment=NOW()).counts()[SeatState.COMPLETED] == 3


def test_clerks_are_counted_apart(council):
    assert coverage_of(council.action, moment=NOW()).posts == [GOVERNOR]
    council.action.audience.roles = [Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.GOVERNANCE_PROFESSIONAL]
    council.action.audience.save()
    found = coverage_of(council.action, moment=NOW())
    assert known(found.counts(CLERK)) == 2
    assert found.people[CLERK] == (1, 0)
    assert known(found.counts(GOVERNOR)) == 12
    assert found.school_counts[SchoolState.NOBODY] == 1, "a clerk does not make a board known"


def test_each_school_is_in_one_state(council):
    assert coverage_of(council.action, moment=NOW()).school_counts == {
        SchoolState.ALL: 0, SchoolState.SOME: 2, SchoolState.NONE: 0, SchoolState.NOBODY: 1,
    }  # fmt: skip
    rows, total = school_rows(council.action, moment=NOW())
    assert (total, rows[0].organisation, rows[0].state) == (3, council.empty, SchoolState.NOBODY)


def test_a_gap_has_a_next_step_and_whom_to_ask(council):
    rows, _total = school_rows(council.action, moment=NOW())
    steps = {row.organisation: (str(row.step), row.clerks) for row in rows}
    assert steps[council.empty] == ("No clerk known: ask the school for a list", [])
    assert steps[council.chapel][1] == ["Clem Clerk"]
    assert steps[council.gull][0].startswith("Ask the clerk for their address")


def paper(council, moment=None, cut=None) -> tuple[int, int, int]:
    found = paper_figure((cut or CoverageFilter()).of(council.action.scope), moment or NOW())
    return found["boards"], found["meetings"], found["present"]


def test_what_was_tabled_is_counted_apart_and_changes_no_seat(council):
    before = everything(council.action, NOW())
    assert paper(council) == (1, 1, 2)
    withdraw_tabling(tabling=Tabling.objects.get(), by=None, now=NOW())
    assert everything(council.action, NOW()) == before
    assert paper(council) == (0, 0, 0)


def test_of_a_board_that_met_twice_nobody_is_counted_twice(council):
    record_tabling(
        briefing=council.briefing, organisation=council.gull, on=at(9).date(), present=1,
        outcome=TablingOutcome.RECEIVED, by=council.clerk, now=at(10),
    )  # fmt: skip
    record_tabling(
        briefing=council.briefing, organisation=council.chapel, on=at(9).date(), present=8,
        outcome=TablingOutcome.RECEIVED, by=council.clerk, now=at(10),
    )  # fmt: skip
    assert paper(council) == (2, 3, 10)
    assert (
        paper(council, cut=CoverageFilter(ward="South"))
        == paper(council, cut=CoverageFilter(school=council.gull.pk))
        == (1, 2, 2)
    )
    assert paper(council, cut=CoverageFilter(phase="primary")) == (1, 1, 8)


def test_a_message_that_came_back_and_was_sent_again_elsewhere_is_sent(council):
    who = council.people[SeatState.BOUNCED]
    old = Delivery.objects.get(person=who)
    new = cast.mailing([who], now=at(10))
    from learning.models import LaterMailing

    LaterMailing.objects.create(briefing=council.briefing, mailing=new, at=at(10))
    Delivery.objects.filter(mailing=new).update(state=DeliveryState.SENT)
    assert old.state == DeliveryState.BOUNCED
    assert coverage_of(council.action, moment=NOW()).counts()[SeatState.BOUNCED] == 0


# --- Cuts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", list(Slice))
def test_every_cut_sums_to_the_whole(council, cut):
    found = coverage_of(council.action, moment=NOW())
    for post in found.posts:
        parts = found.by(cut, post).values()
        assert {s: sum(part[s] for part in parts) for s in SeatState} == found.counts(post)
    parts = found.schools_by(cut).values() if cut != Slice.ROLE else [found.school_counts]
    assert {s: sum(part[s] for part in parts) for s in SchoolState} == found.school_counts


@pytest.mark.parametrize(
    "cut",
    [
        CoverageFilter(),
        CoverageFilter(phase="primary"),
        CoverageFilter(ward="South"),
        CoverageFilter(role="governor"),
        CoverageFilter(kind="academy"),
        CoverageFilter(role="dsl"),
        CoverageFilter(authority="876"),
    ],
)
def test_page_and_export_agree_in_every_cut(council, cut):
    counts = coverage_of(council.action, moment=NOW(), cut=cut).counts()
    rows = list(every_seat(council.action, moment=NOW(), cut=cut))
    assert {state: sum(row.state == state for row in rows) for state in SeatState} == counts
    assert seat_rows(council.action, moment=NOW(), cut=cut)[1] == len(rows)


def test_a_cut_of_one_value_is_that_part_of_the_whole(council):
    found = coverage_of(council.action, moment=NOW())
    for cut in (Slice.PHASE, Slice.WARD, Slice.KIND):
        for value, counts in found.by(cut).items():
            assert (
                coverage_of(council.action, moment=NOW(), cut=CoverageFilter(**{cut.value: value})).counts() == counts
            )


def test_the_pages_of_rows_hold_each_seat_once(council):
    rows, total = [], seat_rows(council.action, moment=NOW())[1]
    for start in range(0, total, 5):
        rows += seat_rows(council.action, moment=NOW(), start=start, most=5)[0]
    assert len(rows) == total == 14
    assert sorted(r.name for r in rows) == sorted(r.name for r in every_seat(council.action, moment=NOW()))


# --- Counted ahead --------------------------------------------------------------------------------------------------


def test_counts_kept_ahead_agree_with_the_facts_and_say_their_moment(council):
    moment = NOW()
    keep_counts(action=council.action, now=moment, more_than=3)
    kept, facts = from_kept(council.action.kept), coverage_of(council.action, moment=moment)
    assert kept.counts() == facts.counts()
    assert kept.by("phase") == facts.by("phase")
    assert (kept.school_counts, kept.people, kept.moment) == (facts.school_counts, facts.people, moment)
    assert coverage_now(council.action, now=NOW()).counted_ahead
    assert not coverage_now(council.action, now=NOW(), cut=CoverageFilter(ward="South")).counted_ahead


def test_a_country_is_not_cut_by_wards_and_sums_to_the_same(council, monkeypatch):
    moment = NOW()
    facts, figures = coverage_of(council.action, moment=moment), figures_of(council.action, moment=moment)
    monkeypatch.setattr("assurance.coverage.TO_BE_COUNTED_AHEAD", 3)
    large = coverage_of(council.action, moment=moment)
    assert not large.has_wards and {cell.ward for cell in large.cells} == {""}
    assert (large.counts(), large.school_counts, large.people) == (facts.counts(), facts.school_counts, facts.people)
    for cut in ("phase", "kind", "role"):
        assert large.by(cut) == facts.by(cut)
    narrow = coverage_of(council.action, moment=moment, cut=CoverageFilter(ward="South"))
    assert narrow.has_wards and set(narrow.by("ward")) == {"South"}
    figures.pop("ward")
    assert figures_of(council.action, moment=moment) == figures


def test_few_seats_are_never_kept(council):
    keep_counts(action=council.action, now=NOW(), more_than=3)
    keep_counts(action=council.action, now=NOW())
    council.action.refresh_from_db()
    assert not hasattr(council.action, "kept")
    assert not coverage_now(council.action, now=NOW()).counted_ahead


def test_it_costs_the_same_for_few_and_for_many(council, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            figures_of(council.action, moment=NOW())
        return len(queries)

    few = cost()
    cast.many_governors(30)
    assert cost() == few


# --- The past -------------------------------------------------------------------------------------------------------


def test_each_day_of_the_story_is_told_as_it_was(council):
    def states(days):
        return coverage_of(council.action, moment=at(days)).counts()

    assert states(0.5)[SeatState.NOT_ASKED] == 9, "before the briefing"
    assert states(0.5)[SeatState.NO_ADDRESS] == 2
    assert states(1.15)[SeatState.BOUNCED] == 0, "it came back only later"
    assert states(2)[SeatState.NOT_STARTED] == 7
    assert states(3.5)[SeatState.COMPLETED] == 1
    assert states(5.5)[SeatState.OBJECTED] == 0
    assert states(6.5)[SeatState.OBJECTED] == 2
    assert paper(council, at(8.5)) == (0, 0, 0), "the clerk wrote it down a day later"
    assert paper(council, at(9.5)) == (1, 1, 2)
    assert states(9.5) == coverage_of(council.action, moment=NOW()).counts()


def test_a_school_that_became_an_academy_keeps_its_history(council):
    before = everything(council.action, at(20))
    academy = cast.school("Gull Wharf Academy", kind="academy", phase="secondary", ward="South", recorded_at=at(25))
    people.snapshot_organisations([council.gull.pk], now=at(25))
    Organisation.objects.filter(pk=council.gull.pk).update(
        status=OrganisationStatus.CLOSED, closed_on=at(25).date(), successor=academy
    )
    rows = Appointment.objects.standing().filter(organisation=council.gull)
    people.revise_many(rows=[(row, {"organisation": academy}) for row in rows], now=at(25))
    after = coverage_of(council.action, moment=at(26), cut=CoverageFilter(school=academy.pk)).counts()
    assert (after[SeatState.COMPLETED], after[SeatState.NO_ADDRESS]) == (1, 1), "the people"
    assert paper(council, at(26), CoverageFilter(school=academy.pk)) == (1, 1, 2), "and the meeting"
    assert paper(council, at(20)) == (1, 1, 2)
    assert everything(council.action, at(20)) == before


def test_a_successor_that_was_entered_later_had_no_paper_before(council):
    academy = cast.school("Gull Wharf Academy", kind="academy", phase="secondary", ward="South", recorded_at=at(0))
    people.snapshot_organisations([council.gull.pk], now=at(20))
    gull = Organisation.objects.filter(pk=council.gull.pk)
    gull.update(status=OrganisationStatus.CLOSED, closed_on=at(20).date())
    assert paper(council, at(22)) == (0, 0, 0)
    people.snapshot_organisations([council.gull.pk], now=at(25))
    gull.update(successor=academy)
    assert paper(council, at(22)) == (0, 0, 0), "as it was said then"
    assert paper(council, at(15)) == (1, 1, 2)
    assert paper(council, at(26)) == (1, 1, 2)


def test_a_successor_that_was_taken_back_later_had_the_paper_before(council):
    academy = cast.school("Gull Wharf Academy", kind="academy", phase="secondary", ward="South", recorded_at=at(0))
    people.snapshot_organisations([council.gull.pk], now=at(20))
    gull = Organisation.objects.filter(pk=council.gull.pk)
    gull.update(status=OrganisationStatus.CLOSED, closed_on=at(20).date(), successor=academy)
    people.snapshot_organisations([council.gull.pk], now=at(25))
    gull.update(successor=None)
    assert (paper(council, at(22)), paper(council, at(26))) == ((1, 1, 2), (0, 0, 0))


@pytest.mark.parametrize(
    ("boards", "present", "says"),
    [
        (1, 1, "1 governing board was given the printed pack at a meeting. Its clerk counted 1 governor present."),
        (1, 5, "at a meeting. 5 governors were present, as counted by their clerk."),
        (2, 9, "2 governing boards were given the printed pack at a meeting. 9 governors were present"),
    ],
)
def test_one_governor_present_is_one(boards, present, says):
    figure = {"boards": boards, "meetings": boards, "present": present}
    assert says in " ".join(render_to_string("assurance/figures/paper.html", {"figure": figure}).split())


STEPS = (
    "address", "forget", "object", "allow", "leave", "join", "start", "complete", "suppress", "lift", "bounce", "size",
    "table", "untable", "merge", "part", "close", "role",
)  # fmt: skip


class Story:
    """One thing after another happens to the people of two boards; after each, what the figures said is noted."""

    def __init__(self, council):
        self.council, self.days, self.noted = council, 10.0, []
        self.who = list(council.people.values())

    def go(self, step: str, pick: int) -> None:
        self.days += 0.25
        getattr(self, step)(self.who[pick % len(self.who)], at(self.days))
        self.noted.append((at(self.days), everything(self.council.action, at(self.days))))

    def address(self, who, now):
        who = Person.objects.get(pk=who.pk)
        address = f"new{int(self.days * 100)}@people.example"
        people.give_address(person=who.canonical, address=address, by=None, now=now)

    def forget(self, who, now):
        people.forget_address(person=who, by=None, now=now, reason=AddressRemoved.BY_OFFICER)

    def object(self, who, now):
        people.object_to_messages(person=who, by=None, now=now)

    def allow(self, who, now):
        people.withdraw_objection(person=who, by=None, now=now)

    def leave(self, who, now):
        row = Appointment.objects.standing().filter(person=who).first()
        people.end_appointment(appointment=row, ends_on=now.date(), by=None, source=Source.CLERK, now=now)

    def join(self, who, now):
        self.who.append(
            people.add_appointment(
                organisation=self.council.gull,
                joiner=people.Joiner(given_name="New", family_name=f"No{len(self.who)}x", somebody_else=True),
                term=people.Term(role=Role.GOVERNOR),
                by=None,
                source=Source.CLERK,
                now=now,
            ).person
        )

    def role(self, who, now):
        row = Appointment.objects.standing().filter(person=who).first()
        people.revise(appointment=row, role=Role.CHAIR_OF_GOVERNORS, now=now)

    def _open(self, who):
        return Enrolment.objects.outstanding().filter(person=who, briefing=self.council.briefing).first()

    def start(self, who, now):
        if row := self._open(who):
            do_all_but_declare(row, now=now)

    def complete(self, who, now):
        if row := self._open(who):
            complete(row, now=now)

    def suppress(self, who, now):
        address = Person.objects.get(pk=who.pk).post_address
        if address and not Suppression.objects.standing().filter(address=address).exists():
            Suppression.objects.create(address=address, reason="test", created_at=now)

    def lift(self, who, now):
        for row in Suppression.objects.standing():
            lift_suppression(suppression=row, by=None, now=now)

    def bounce(self, who, now):
        hand_over(self.council.briefing, [who], DeliveryState.BOUNCED, now)
        Delivery.objects.filter(person=who, mailing=self.council.briefing.mailing).move(
            DeliveryState.SENT, DeliveryState.BOUNCED, now=now
        )

    def size(self, who, now):
        people.set_board_size(organisation=self.council.gull, seats=int(self.days * 4) % 9 + 1, by=None, now=now)

    def table(self, who, now):
        if not Tabling.objects.standing().filter(organisation=self.council.chapel).exists():
            record_tabling(
                briefing=self.council.briefing, organisation=self.council.chapel, on=now.date(), present=3,
                outcome=TablingOutcome.RECEIVED, by=None, now=now,
            )  # fmt: skip

    def untable(self, who, now):
        for row in Tabling.objects.standing():
            withdraw_tabling(tabling=row, by=None, now=now)

    def merge(self, who, now):
        keep = self.who[0]
        who = Person.objects.get(pk=who.pk)
        if who.pk != keep.pk and not who.is_alias:
            people.merge_people(keep=keep, alias=who, by=None, now=now)

    def part(self, who, now):
        alias = Person.objects.aliases().first()
        if alias:
            people.unmerge_people(alias=alias, by=None, now=now)

    def close(self, who, now):
        place = self.council.empty
        people.snapshot_organisations([place.pk], now=now)
        closed = Organisation.objects.get(pk=place.pk).closed_on
        Organisation.objects.filter(pk=place.pk).update(closed_on=None if closed else now.date(), phase="nursery")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(story=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 8)), min_size=3, max_size=12))
def test_any_history_sums_and_is_told_later_as_it_was_told_then(council, story):
    from django.db import transaction

    with transaction.atomic():
        told = Story(council)
        for step, pick in story:
            told.go(step, pick)
        for moment, then in told.noted:
            assert everything(council.action, moment) == then, (moment, story)
            found = coverage_of(council.action, moment=moment)
            for cut in Slice:
                parts = found.by(cut).values()
                assert {s: sum(part[s] for part in parts) for s in SeatState} == found.counts()
        transaction.set_rollback(True)
    council.action.refresh_from_db()


def test_a_moment_before_anything_was_known(council):
    assert everything(council.action, at(0) - timedelta(days=900))[0] == [
        ("primary", "maintained_school", "North", "governor", "governor", "vacant", 12)
    ]
