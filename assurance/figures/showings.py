"""Awareness films shown in schools, for a report: counts by phase, none under 5 (docs/decisions/0022)."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assurance.models import BoardAction
from classrooms.queries import Line, ShowingFigures, showings_for_board


def showing_figure(action: BoardAction, moment: datetime) -> dict[str, Any]:
    """Showings of the school year so far that schools have logged. What is under 5 is said to be so. 2 queries."""
    found = showings_for_board(localdate(moment), known_at=moment)
    rows = [*found.by_phase, found.all]
    return {
        "title": _("Showings in schools"),
        "counts": "showings",
        "films": [page.title for page in action.films.order_by("title")],
        "headings": [_("Showings"), _("Pupils present")],
        "rows": [{"label": line.label or _("All"), "cells": _cells(line, found.smallest)} for line in rows],
        "sentence": _sentence(found),
    }


def _cells(line: Line, smallest: int) -> list[dict[str, Any]]:
    held = _("not shown (under %(n)s, or would give one away)") % {"n": smallest}
    total = line.total
    return [
        {"label": _("Showings"), "n": held if total.showings is None else total.showings},
        {"label": _("Pupils present"), "n": held if total.pupils is None else total.pupils},
    ]


def _sentence(found: ShowingFigures) -> str:
    if found.all.total.showings is None:
        return _("Fewer than %(n)s showings have been logged since %(day)s.") % {
            "n": found.smallest, "day": f"{found.since:%d/%m/%Y}"
        }  # fmt: skip
    words = _("%(showings)s showings logged since %(day)s.") % {
        "showings": found.all.total.showings, "day": f"{found.since:%d/%m/%Y}"
    }  # fmt: skip
    if found.schools_with_any is None:
        return words
    return words + " " + _("%(some)s of %(all)s open schools have logged one. What nobody logs is not known.") % {
        "some": found.schools_with_any, "all": found.schools_open
    }  # fmt: skip
