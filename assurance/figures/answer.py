"""The first sentence of a report."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assurance.enums import FigureKind, SchoolState
from learning.enums import SeatState


def answer_of(figures: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The first sentence of the report, and what it does not count."""
    seats, schools = figures[FigureKind.SEATS.value], figures[FigureKind.SCHOOLS.value]
    numbers = {state["state"]: state["n"] for state in seats["states"]}
    nobody = next(s["n"] for s in schools["states"] if s["state"] == SchoolState.NOBODY.value)
    values = {"done": seats["completed"], "known": seats["known"], "share": seats["share"], "whom": seats["of_whom"]}
    everyone = seats["known"] and seats["completed"] == seats["known"] and not nobody
    first = _("Yes: %(done)s of %(known)s known %(whom)s, %(share)s") if everyone else _(
        "Not yet: %(done)s of %(known)s known %(whom)s, %(share)s"
    )  # fmt: skip
    n = numbers[SeatState.NO_ADDRESS.value]
    rest = [ngettext("%(n)s has no address", "%(n)s have no address", n) % {"n": n}]
    rest.append(ngettext("%(n)s school has given no list", "%(n)s schools have given no list", nobody) % {"n": nobody})
    return {"first": first % values, "rest": "; ".join(rest), "yes": bool(everyone)}
