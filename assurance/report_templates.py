"""The first draft of a report: its sections in the order in which a Board reads them, each figure in its place."""

from typing import Any

from django.utils.translation import gettext as _

from assurance.enums import FigureKind, PartState
from assurance.models import BoardAction


def first_draft(action: BoardAction) -> list[tuple[Any, ...]]:
    """As StreamField takes it: (kind of block, value)."""
    return [
        _figure(FigureKind.ASKED),
        _figure(FigureKind.DONE),
        _heading(_("Who has been reached")),
        _figure(FigureKind.SEATS),
        _figure(FigureKind.PHASE),
        _figure(FigureKind.SCHOOLS),
        _figure(FigureKind.GAPS),
        _figure(FigureKind.PAPER),
        _figure(FigureKind.TIME),
        _heading(_("The workshop, and showings in schools")),
        _figure(FigureKind.WORKSHOP),
        _figure(FigureKind.SHOWINGS),
        _heading(_("What learners and boards say changed")),
        _TO_WRITE,
        _figure(FigureKind.LEARNERS),
        ("parts", {part: _part() for part in ("target", "framework", "partnerships", "outcomes")}),
        _figure(FigureKind.UNKNOWN),
        ("costs", {"lines": [{"what": _("Officers’ time"), "hours": "0", "pounds": None}]}),
        _heading(_("What is next")),
        _TO_WRITE,
        ("decision", {"asks": [_("to receive this report and to say when it wants the next one")]}),
    ]


# An empty text can be kept as a draft, but neither submitted nor published: Wagtail asks for it at its place.
_TO_WRITE = ("text", "")


def _heading(words: str) -> tuple[Any, ...]:
    return ("text", f"<h2>{words}</h2>")


def _figure(kind: FigureKind) -> tuple[Any, ...]:
    return ("figure", {"which": kind.value, "note": ""})


def _part() -> dict[str, Any]:
    return {"state": PartState.NOT_YET.value, "evidence": "", "figure": ""}
