"""The figures of a report as plain data: made from the facts of one moment, drawn by templates, frozen as JSON.

Every figure names what it counts, its denominator and its unknowns. No fraction of a number is stored: a share is
printed from two whole numbers, so that the frozen figures read the same on every database.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from assurance.coverage import completed_by, counts_from
from assurance.coverage_counts import CLERK as CLERKS
from assurance.coverage_counts import main_post
from assurance.enums import FigureKind
from assurance.figures.answer import answer_of
from assurance.figures.over_time import time_figure, week_ends
from assurance.figures.seats import (
    gap_figure,
    label_of,
    school_figure,
    seat_figure,
    share,
    slice_figure,
    unknown_figure,
)
from assurance.figures.showings import showing_figure
from assurance.figures.work import asked_figure, done_figure, learner_figure, paper_figure
from assurance.figures.workshops import workshop_figure
from assurance.models import BoardAction
from learning.seat_states.counting import counted

__all__ = [
    "Figures",
    "answer_of",
    "figures_of",
    "label_of",
    "paper_figure",
    "school_figure",
    "seat_figure",
    "share",
    "slice_figure",
]

Figures = dict[str, dict[str, Any]]


def figures_of(action: BoardAction, *, moment: datetime) -> Figures:
    """Every figure of the action as it stood at `moment`, from the facts."""
    scope = action.scope
    with counted(scope, moment, timezone.localdate(moment)) as tables:
        coverage = counts_from(tables, scope, moment)
        post = main_post(coverage)
        ends = week_ends(action, moment)
        done = completed_by(tables, post, ends)
        gaps = gap_figure(tables, scope, moment)
    made: dict[FigureKind, dict[str, Any] | None] = {
        FigureKind.ASKED: asked_figure(action),
        FigureKind.DONE: done_figure(action, scope, moment),
        FigureKind.SEATS: seat_figure(coverage, post),
        FigureKind.SCHOOLS: school_figure(coverage),
        FigureKind.TIME: time_figure(coverage, post, ends, done),
        FigureKind.LEARNERS: learner_figure(scope, moment),
        FigureKind.PAPER: paper_figure(scope, moment),
        FigureKind.UNKNOWN: unknown_figure(coverage, post),
        FigureKind.GAPS: gaps,
        **{FigureKind(cut): slice_figure(coverage, cut, post) for cut in coverage.cuts},
    }
    if CLERKS in coverage.posts and post != CLERKS:
        made[FigureKind.CLERKS] = seat_figure(coverage, CLERKS)
    made[FigureKind.WORKSHOP] = workshop_figure(action, moment)
    made[FigureKind.SHOWINGS] = showing_figure(action, moment)
    return {kind.value: figure | {"key": kind.value} for kind, figure in made.items() if figure}
