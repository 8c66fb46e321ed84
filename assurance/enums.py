"""The words of the Board's follow-up (docs/words.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.texts import Text
from learning.enums import SeatState

# The states as the Board reads them. The definition is learning/seat_states/'s; a clerk's page has shorter words.
STATE_WORDS = {
    **{state: state.label for state in SeatState},
    SeatState.NOT_STARTED: _("Sent, not started"),
    SeatState.OBJECTED: _("Objected or suppressed"),
    SeatState.NOT_ASKED: _("Not yet sent"),
}


class SchoolState(TextChoices):
    """How far the board of one school is. Each school is in exactly one."""

    ALL = "all", _("All known governors")
    SOME = "some", _("Some")
    NONE = "none", _("None")
    NOBODY = "nobody", _("Nobody known")


class Slice(TextChoices):
    """By what the figures can be cut."""

    PHASE = "phase", _("Phase")
    KIND = "kind", _("Kind of organisation")
    WARD = "ward", _("Ward")
    ROLE = "role", _("Role")


class FigureKind(TextChoices):
    """What an officer can place in a report. assurance/figures/ makes it, a template draws it."""

    ASKED = "asked", _("What was asked")
    DONE = "done", _("What was done")
    SEATS = "seats", _("Seats by state")
    PHASE = "phase", _("Seats by phase")
    KIND = "kind", _("Seats by kind of organisation")
    WARD = "ward", _("Seats by ward")
    ROLE = "role", _("Seats by role")
    SCHOOLS = "schools", _("Schools: all, some, none, nobody known")
    CLERKS = "clerks", _("Clerks, counted apart")
    TIME = "time", _("Change over time")
    WORKSHOP = "workshop", _("The workshop, by agency")
    SHOWINGS = "showings", _("Showings in schools")
    LEARNERS = "learners", _("What learners and boards show")
    PAPER = "paper", _("Tabled on paper")
    UNKNOWN = "unknown", _("What could not be known")
    GAPS = "gaps", _("Named gaps, and the next step for each")

    @property
    def template(self) -> str:
        """Figures that are drawn alike share a template."""
        alike = {
            FigureKind.CLERKS: "seats",
            FigureKind.WORKSHOP: "rows",
            FigureKind.SHOWINGS: "rows",
            FigureKind.PHASE: "slices",
            FigureKind.KIND: "slices",
            FigureKind.WARD: "slices",
            FigureKind.ROLE: "slices",
        }
        return f"assurance/figures/{alike.get(self, self.value)}.html"

    @property
    def row_heading(self) -> Text:
        """What stands above the first column of `rows`."""
        return _("Agency") if self == FigureKind.WORKSHOP else _("Phase")

    @property
    def is_section(self) -> bool:
        """Whether it stands for itself, and not below a heading that an officer writes."""
        return self in {FigureKind.ASKED, FigureKind.DONE, FigureKind.TIME, FigureKind.UNKNOWN}


class PartState(TextChoices):
    """Where a council stands in one of the four parts."""

    IN_PLACE = "in_place", _("In place")
    TOWARDS = "towards", _("Working towards")
    NOT_YET = "not_yet", _("Not yet")
