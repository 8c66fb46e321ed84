"""Counts under 5: held back, and not to be worked out from all that is shown together."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classrooms.disclosure_control import SMALLEST, Sum, held_back
from classrooms.queries import _figures, _sums, showings_for_board
from classrooms.terms import school_year_starts, term_of
from tests import cast
from tests.classrooms.showing import NOW, log


def given_away(counts, sums, hidden):
    """Hidden cells that have one value only in all solutions, by exact elimination: an implementation of its own."""
    order = sorted(hidden, key=str)
    rows = []
    for each in sums:
        row = [Fraction(0)] * len(order)
        for cell in each.parts:
            if cell in hidden:
                row[order.index(cell)] += 1
        if each.total in hidden:
            row[order.index(each.total)] -= 1
        rows.append(row)
    pivots, at = [], 0
    for column in range(len(order)):
        pivot = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][column]:
                rows[other] = [v - rows[other][column] * p for v, p in zip(rows[other], rows[at], strict=True)]
        pivots.append((at, column))
        at += 1
    return [order[column] for row, column in pivots if sum(bool(value) for value in rows[row]) == 1]


def test_a_count_under_five_is_not_shown_and_nought_is():
    counts = {"a": 4, "b": 0, "c": 9, "d": 7, "all": 20}
    hidden = held_back(counts, [Sum("all", ("a", "b", "c", "d"))])
    assert "a" in hidden and "b" not in hidden
    assert hidden == {"a", "d"}  # with one alone it would be the total less the others


def test_ones_that_can_be_counted_are_not_given_away():
    counts = {"a": 1, "b": 1, "c": 9, "all": 11}
    assert "c" in held_back(counts, [Sum("all", ("a", "b", "c"))])


def test_a_single_small_count_hides_the_total_too():
    assert held_back({"a": 3, "b": 0, "all": 3}, [Sum("all", ("a", "b"))]) == {"a", "all"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["parks", "online"]), st.integers(0, 2)), max_size=45)
)
def test_nothing_shown_gives_a_small_count_away(rows):
    phases = dict(zip("ABCDE", ["primary", "primary", "primary", "secondary", "secondary"], strict=True))
    days = [date(2026, 10, 1), date(2027, 2, 1), date(2027, 5, 1)]
    terms = [term_of(day) for day in days]
    counts, lines = {}, {("all", "")}
    for school, theme, number in rows:
        own = (("school", f"{school} {phases[school]}"), ("phase", phases[school]), ("theme", theme), ("all", ""))
        lines |= set(own)
        for line, term in product(own, (terms[number], None)):
            counts[line, term] = counts.get((line, term), 0) + 1
    for line, term in product(lines, (*terms, None)):
        counts.setdefault((line, term), 0)
    sums = _sums(sorted(lines), terms)
    for each in sums:  # they are sums
        assert counts[each.total] == sum(counts[part] for part in each.parts)
    hidden = held_back(counts, sums)
    assert {cell for cell, count in counts.items() if 0 < count < SMALLEST} <= hidden
    assert given_away(counts, sums, hidden) == []


# --- In the product -----------------------------------------------------------


@pytest.mark.both_databases
def test_the_boards_figures_agree_with_what_was_logged(page, quay, officer):
    other = cast.school("Elm Primary")
    for _each in range(6):
        log(page, quay, officer, pupils=20)
    for _each in range(7):
        log(page, other, officer, pupils=10)
    found = showings_for_board(date(2026, 11, 30))
    assert (found.all.total.showings, found.all.total.pupils) == (13, 190)
    assert {line.label: line.total.showings for line in found.by_school} == {"Elm Primary": 7, "Quay High School": 6}
    assert {line.label: line.total.showings for line in found.by_phase} == {"Primary": 7, "Secondary": 6}
    assert found.schools_open == 2


def test_a_school_with_few_showings_is_not_read_off_the_rest(page, quay, officer):
    for _each in range(6):
        log(page, cast.school("Elm Primary") if not _each else _elm(), officer)
    for _each in range(3):
        log(page, quay, officer)
    found = showings_for_board(date(2026, 11, 30))
    by_school = {line.label: line.total.showings for line in found.by_school}
    assert by_school == {"Elm Primary": None, "Quay High School": None}
    assert all(line.total.pupils is None for line in found.by_school)
    assert found.all.total.showings == 9
    assert found.schools_with_any is None  # 2


def test_what_is_logged_late_changes_no_earlier_report(page, quay, officer):
    for _each in range(6):
        log(page, quay, officer, pupils=20)
    log(page, quay, officer, pupils=20, now=NOW + timedelta(days=20))
    on = date(2026, 11, 30)
    assert showings_for_board(on, known_at=NOW).all.total.showings == 6
    assert showings_for_board(on).all.total.showings == 7


def _elm():
    from people.models import Organisation

    return Organisation.objects.get(name="Elm Primary")


def test_the_figures_cost_the_same_for_few_and_for_many(page, quay, officer, django_assert_num_queries):
    log(page, quay, officer)
    with django_assert_num_queries(2):
        showings_for_board(date(2026, 11, 30))
    for number in range(30):
        log(page, cast.school(f"School {number}"), officer)
    with django_assert_num_queries(2):
        showings_for_board(date(2026, 11, 30))


def test_an_empty_year_is_noughts():
    found = _figures([], date(2026, 9, 1), date(2026, 11, 30), 5)
    assert found.all.total.showings == 0 and found.by_school == () and found.schools_with_any == 0


@pytest.mark.parametrize(
    ("day", "label"), [((2026, 9, 1), "Autumn 2026"), ((2026, 12, 31), "Autumn 2026"), ((2027, 1, 1), "Spring 2027"),
                       ((2027, 3, 31), "Spring 2027"), ((2027, 4, 1), "Summer 2027"), ((2027, 8, 31), "Summer 2027")]
)  # fmt: skip
def test_terms(day, label):
    assert term_of(date(*day)).label == label
    assert school_year_starts(date(*day)) == date(2026, 9, 1)
