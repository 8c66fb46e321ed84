"""The words of workshops (docs/words.md), and the moves of a booking, written down once."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BookingState(TextChoices):
    CONFIRMED = "confirmed", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


# Who holds a place or waits for one. The other way leads through a new booking: a cancelled one stays as it was.
ACTIVE = (BookingState.CONFIRMED, BookingState.WAITING)
MOVES = {
    BookingState.WAITING: {BookingState.CONFIRMED, BookingState.CANCELLED},
    BookingState.CONFIRMED: {BookingState.CANCELLED},
    BookingState.CANCELLED: set(),
}


class CancelledBy(TextChoices):
    PERSON = "person", _("The person")
    LEAD = "lead", _("Who booked for them")
    GIVEN = "given", _("Gave the place to a colleague")
    OFFICER = "officer", _("A council officer")
    SESSION = "session", _("The session was cancelled")


class Reply(TextChoices):
    """What an invitation has led to, derived from bookings (one of them for each person invited)."""

    BOOKED = "booked", _("Booked")
    WAITING = "waiting", _("On the waiting list")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Booked and cancelled")
    SILENT = "silent", _("No answer yet")


class Asked(TextChoices):
    """Why somebody who may be written to is not invited (`distribution.eligibility`)."""

    BEFORE = "before", _("Invited before")


class PassedOverFor(TextChoices):
    """Why a free place went to somebody further down the waiting list."""

    CEILING = "ceiling", _("Their kind of organisation has all the places it may have")
    FLOOR = "floor", _("The free places are kept for other kinds of organisation")
    SHORT_NOTICE = "short_notice", _("It was short notice, and they had not said yes to that")


class LetterKind(TextChoices):
    CONFIRMED = "confirmed", _("You have a place")
    WAITING = "waiting", _("You are on the waiting list")
    PROMOTED = "promoted", _("A place has come free")
    MOVED = "moved", _("The session has changed")
    CANCELLED = "cancelled", _("Your place is cancelled")
    REMINDER = "reminder", _("Reminder")
    FEEDBACK = "feedback", _("How was it?")


class Direction(TextChoices):
    IN = "in", _("Came")
    OUT = "out", _("Left")


class Diet(TextChoices):
    VEGETARIAN = "vegetarian", _("Vegetarian")
    VEGAN = "vegan", _("Vegan")
    HALAL = "halal", _("Halal")
    KOSHER = "kosher", _("Kosher")
    GLUTEN_FREE = "gluten_free", _("No gluten")
    DAIRY_FREE = "dairy_free", _("No milk")
    NUT_FREE = "nut_free", _("No nuts")


class Access(TextChoices):
    STEP_FREE = "step_free", _("Way in without steps")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    BSL = "bsl", _("British Sign Language interpreter")
    LARGE_PRINT = "large_print", _("Papers in large print")
    PARKING = "parking", _("Parking near the door")
    QUIET_SPACE = "quiet_space", _("A quiet space")
