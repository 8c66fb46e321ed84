"""Watching: a set of seconds that only grows, and a clock that nobody can hurry."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning import operations, watching
from learning.enums import StepEvidence
from learning.models import StepRecord, Watching
from tests.cast import NOW
from tests.learning.factories import enrolment_of, ticket_for

TOTAL = 60
WHOLE = (1 << TOTAL) - 1
TIME = st.floats(-5, 70, allow_nan=False).map(lambda t: round(t, 3))
INTERVALS = st.lists(st.tuples(TIME, TIME), max_size=6)
HOSTILE = st.sampled_from([math.nan, math.inf, -math.inf, -1e308, 1e308, -1.0, 0.0, 59.999, 60.0, 1e18])


def seconds(seen: int) -> set[int]:
    return {n for n in range(seen.bit_length()) if seen >> n & 1}


# --- The set --------------------------------------------------------------------------------------


@given(INTERVALS)
def test_a_second_is_seen_if_any_part_of_it_was_played(intervals):
    expected = {n for n in range(TOTAL) if any(start < n + 1 and end > n and end > start for start, end in intervals)}
    assert seconds(watching.add_intervals(0, intervals, TOTAL)) == expected


@given(INTERVALS, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(intervals, chance):
    again = intervals + chance.choices(intervals, k=3) if intervals else []
    chance.shuffle(again)
    assert watching.add_intervals(0, again, TOTAL) == watching.add_intervals(0, intervals, TOTAL)


@given(TIME, TIME, st.floats(0.001, 0.999))
def test_a_split_interval_is_the_same_interval(start, end, share):
    middle = start + (end - start) * share
    split = [(start, middle), (middle, end)]
    assert watching.add_intervals(0, split, TOTAL) == watching.add_intervals(0, [(start, end)], TOTAL)


@given(st.integers(0, WHOLE), INTERVALS)
def test_the_set_only_grows(seen, intervals):
    after = watching.add_intervals(seen, intervals, TOTAL)
    assert after & seen == seen
    assert after <= WHOLE


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=8))
def test_hostile_intervals_never_leave_the_film(intervals):
    seen = watching.add_intervals(0, intervals, TOTAL)
    assert 0 <= seen <= WHOLE


@pytest.mark.parametrize(
    "interval",
    [(math.nan, 5), (5, math.nan), (-math.inf, math.inf), (5, math.inf), (9, 3), (4, 4), (-9, -1), (60, 1e9), (-5, 0)],
)
def test_what_cannot_have_been_played_counts_for_nothing(interval):
    assert watching.add_intervals(0, [interval], TOTAL) == 0


def test_seeking_to_the_end_is_one_second():
    assert seconds(watching.add_intervals(0, [(59.5, 60)], TOTAL)) == {59}


@given(st.integers(0, 1 << 5000))
def test_the_set_is_stored_without_loss(seen):
    assert watching.from_bytes(memoryview(watching.to_bytes(seen))) == seen


@pytest.mark.parametrize(("duration", "whole"), [(60.0, 60), (60.000_000_1, 60), (60.04, 61), (0.2, 1), (136.24, 137)])
def test_a_films_last_begun_second_counts(duration, whole):
    assert watching.seconds_in(duration) == whole


# --- The clock ------------------------------------------------------------------------------------


@given(st.integers(0, WHOLE), st.floats(-3600, 3600))
def test_credited_is_never_more_than_the_set_or_the_clock(seen, elapsed):
    now = NOW + timedelta(seconds=elapsed)
    credited = watching.credited(seen, NOW, now)
    assert 0 <= credited <= seen.bit_count()
    assert credited <= max(0, (now - NOW).total_seconds() * watching.FASTEST_RATE + watching.GRACE_SECONDS)


@given(st.integers(0, WHOLE), INTERVALS, st.floats(0, 600), st.floats(0, 600))
def test_credited_only_grows(seen, intervals, elapsed, more):
    before = watching.credited(seen, NOW, NOW + timedelta(seconds=elapsed))
    later = NOW + timedelta(seconds=elapsed + more)
    assert watching.credited(watching.add_intervals(seen, intervals, TOTAL), NOW, later) >= before


# --- The ticket -----------------------------------------------------------------------------------

TICKET = watching.Ticket(7, "ab12cd34", 60, 54, int(NOW.timestamp() * 1000))


def test_a_ticket_is_read_back():
    assert watching.read_ticket(str(TICKET), NOW) == TICKET


@pytest.mark.parametrize("place", range(0, len(str(TICKET)), 7))
def test_a_changed_ticket_is_not_ours(place):
    text = str(TICKET)
    changed = text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]
    assert watching.read_ticket(changed, NOW) is None


@given(st.text(max_size=80).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_no_other_text_is_a_ticket(text):
    assert watching.read_ticket(text, NOW) is None


def test_a_ticket_lives_a_day():
    day = timedelta(seconds=watching.TICKET_LIVES_SECONDS)
    assert watching.read_ticket(str(TICKET), NOW + day - timedelta(seconds=1)) == TICKET
    assert watching.read_ticket(str(TICKET), NOW + day) is None


# --- Beats ----------------------------------------------------------------------------------------

FUNCTION_FIXTURES = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
TABS = [NOW, NOW + timedelta(minutes=3)]  # the second tab was opened later
BEATS = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 9)), st.tuples(st.floats(0, 60), INTERVALS), min_size=1, max_size=8
)


@pytest.fixture
def enrolment(issued, two_schools):
    return enrolment_of(two_schools, issued)


def beat(enrolment, intervals, *, at=0.0, sequence=0, position=0.0, **ticket):
    """A beat `at` seconds after NOW."""
    return operations.record_beat(
        ticket=ticket_for(enrolment, **ticket),
        sequence=sequence,
        position=position,
        intervals=intervals,
        now=NOW + timedelta(seconds=at),
    )


def row(enrolment):
    return Watching.objects.get(enrolment=enrolment)


def forget(enrolment):
    Watching.objects.all().delete()
    StepRecord.objects.all().delete()


@pytest.mark.both_databases
@FUNCTION_FIXTURES
@given(BEATS, st.randoms(use_true_random=False))
def test_beats_of_two_tabs_in_any_order_end_in_the_same_set_and_place(enrolment, beats, chance):
    forget(enrolment)
    arriving = list(beats.items())
    arriving += chance.choices(arriving, k=3)  # lost replies: the client sends these again
    chance.shuffle(arriving)
    for n, ((tab, sequence), (position, intervals)) in enumerate(arriving):
        watched = beat(enrolment, intervals, at=n, sequence=sequence, position=position, opened_at=TABS[tab])
    expected = watching.add_intervals(0, [i for _position, some in beats.values() for i in some], TOTAL)
    kept = row(enrolment)
    assert watching.from_bytes(kept.seen) == expected
    assert watched.seen == expected.bit_count()
    assert kept.position == beats[max(beats)][0]


@pytest.mark.both_databases
@FUNCTION_FIXTURES
@given(st.lists(st.tuples(INTERVALS, st.floats(0, 30)), min_size=1, max_size=6))
def test_what_is_credited_only_grows_and_stays_below_both_limits(enrolment, beats):
    forget(enrolment)
    elapsed = credited = 0.0
    done = False
    for intervals, pause in beats:
        elapsed += pause
        watched = beat(enrolment, intervals, at=elapsed)
        since_first = elapsed - beats[0][1]
        assert credited <= watched.credited <= min(watched.seen, since_first * 2 + 15.00001)
        assert watched.done >= done
        credited, done = watched.credited, watched.done


@pytest.mark.both_databases
@FUNCTION_FIXTURES
@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=5), HOSTILE.filter(math.isfinite), st.integers(-5, 10**30))
def test_hostile_beats_break_nothing(enrolment, intervals, position, sequence):
    forget(enrolment)
    watched = beat(enrolment, intervals, position=position, sequence=sequence)
    kept = row(enrolment)
    assert watched.seen <= TOTAL and watched.credited <= 15 and not watched.done
    assert 0 <= kept.position <= TOTAL
    assert watching.from_bytes(kept.seen) <= WHOLE


@pytest.mark.both_databases
def test_a_film_watched_through_is_done(enrolment):
    beat(enrolment, [])
    assert not beat(enrolment, [(0, 53)], at=60).done
    assert beat(enrolment, [(53, 54)], at=61).done
    record = StepRecord.objects.get(enrolment=enrolment)
    assert (record.how, record.at) == (StepEvidence.WATCHED, NOW + timedelta(seconds=61))
    enrolment.refresh_from_db()
    assert enrolment.started_at == NOW


def test_seeking_to_the_end_does_not_complete(enrolment):
    beat(enrolment, [])
    watched = beat(enrolment, [(0, 2), (58, 60)], at=600, position=60)
    assert (watched.seen, watched.done) == (4, False)
    assert not StepRecord.objects.exists()


def test_the_whole_film_claimed_at_once_waits_for_the_clock(enrolment):
    assert beat(enrolment, [(0, 60)]).credited == 15
    assert not beat(enrolment, [], at=19.4).done
    assert beat(enrolment, [], at=19.5).done  # 19.5 s twice as fast, and 15 s grace: 54


def test_watching_again_counts_once(enrolment):
    beat(enrolment, [])
    for n in range(10):
        watched = beat(enrolment, [(0, 10)], at=100 * n, sequence=n)
    assert (watched.seen, watched.done) == (10, False)


def test_a_late_beat_undoes_nothing(enrolment):
    beat(enrolment, [])
    beat(enrolment, [(0, 60)], at=60, sequence=9, position=60)
    late = beat(enrolment, [(0, 5)], at=61, sequence=2, position=5)
    assert late.done and late.seen == 60
    kept = row(enrolment)
    assert kept.position == 60
    assert kept.done_at == NOW + timedelta(seconds=60)


def test_done_stays_done_when_the_film_becomes_longer(enrolment):
    beat(enrolment, [])
    beat(enrolment, [(0, 60)], at=60)
    assert beat(enrolment, [], at=61, total=600, needed=540).done


def test_going_back_moves_the_place_and_a_second_tab_wins_by_its_opening(enrolment):
    beat(enrolment, [(0, 40)], sequence=3, position=40)
    beat(enrolment, [], sequence=4, position=12)
    assert row(enrolment).position == 12
    beat(enrolment, [], sequence=0, position=30, opened_at=NOW + timedelta(seconds=5))
    beat(enrolment, [], sequence=5, position=20)
    assert row(enrolment).position == 30


def test_a_transcript_read_before_stays_the_evidence(enrolment):
    step = next(s for s in enrolment.briefing.module.step_list if s.kind == "video")
    operations.record_step(enrolment=enrolment, step=step, how=StepEvidence.READ, now=NOW)
    beat(enrolment, [])
    assert beat(enrolment, [(0, 60)], at=60).done
    assert StepRecord.objects.get(enrolment=enrolment).how == StepEvidence.READ


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_beats_at_the_same_moment_lose_nothing(enrolment):
    """Eight connections, each with seconds of its own, the first beats of all at once."""

    def tab(number):
        for n in range(number, TOTAL, 8):
            beat(enrolment, [(n, n + 1)], at=n, sequence=n, opened_at=NOW + timedelta(seconds=number))
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tab, range(8)))
    assert watching.from_bytes(row(enrolment).seen) == WHOLE
