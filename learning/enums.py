from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.texts import Text

# Whoever presses, nobody is pressed: not by a clerk today and an officer tomorrow, nor once for each of 5 boards.
DAYS_BETWEEN = 7
MOST = 3


class EnrolmentState(TextChoices):
    """Derived from an enrolment's columns (docs/features/learning.md has the picture)."""

    NOT_STARTED = "not_started", _("Not started")
    STARTED = "started", _("Started")
    COMPLETED = "completed", _("Completed")


class LateEnrolmentRule(TextChoices):
    """Who still gets a briefing that has been sent: those who join its audience later."""

    NOBODY = "nobody", _("Nobody who joins later")
    UNTIL_DUE = "until_due", _("Who joins until the date to be done by")
    WHILE_OPEN = "while_open", _("Who joins as long as the briefing is open")


class NotAgain(TextChoices):
    """Why somebody who may be written to does not get a briefing, or a reminder of it (`distribution.eligibility`)."""

    COMPLETED = "completed", _("Completed")
    JUST_ASKED = (
        "just_asked",
        format_lazy(_("Joined, and got the briefing within the last {n} days"), n=DAYS_BETWEEN),
    )
    LATELY = "lately", format_lazy(_("Reminded within the last {n} days"), n=DAYS_BETWEEN)
    OFTEN_ENOUGH = "often_enough", format_lazy(_("Reminded {n} times, and not again"), n=MOST)


class SeatState(TextChoices):
    """Where a seat stands in a briefing. Every seat is in exactly one; `learning/seat_states/` says which."""

    COMPLETED = "completed", _("Completed")
    STARTED = "started", _("Started")
    NOT_STARTED = "not_started", _("Not started")
    AMBIGUOUS = "ambiguous", _("May have been sent")
    BOUNCED = "bounced", _("Bounced")
    OBJECTED = "objected", _("Not to be e-mailed")
    NO_ADDRESS = "no_address", _("No address")
    NOT_ASKED = "not_asked", _("Not asked")
    VACANT = "vacant", _("Vacant")


class StepEvidence(TextChoices):
    """How a step was done."""

    WATCHED = "watched", _("Watched")
    READ = "read", _("Read as transcript")
    CONTINUED = "continued", _("Read")
    ANSWERED = "answered", _("Answered")
    DECLARED = "declared", _("Declared")


class CompletionSource(TextChoices):
    WATCHED = "watched", _("Watched")
    READ = "read", _("Read as transcript")
    ATTENDED = "attended", _("Attended")


class Hold(TextChoices):
    """Why no email about a sent briefing is written now. Nothing is lost: it is written when the reason is gone.

    What waits already is kept back too while the module is not published or the emails are paused.
    """

    UNPUBLISHED = "unpublished", _("The module isn’t published, so nobody can open it.")
    UNFIT = "unfit", _("The module has a fault, and couldn’t be published as it is.")
    PAUSED = "paused", _("The emails about this briefing are paused.")

    @property
    def for_clerks(self) -> Text:
        """The same, to somebody who can do nothing about it."""
        return {
            Hold.UNPUBLISHED: _(
                "The council is updating this briefing, and nobody needs to do anything until it’s ready."
            ),
            Hold.UNFIT: _("This briefing has a fault, and the council has to correct it first."),
            Hold.PAUSED: _("The council has paused the emails about this briefing."),
        }[self]
