"""What a press did, in a sentence: who has what now, why not more, and whether an email about it goes out.

`emailed` says whether one can reach them (distribution.eligibility.reachable): nobody is said to be told who is not.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distribution.eligibility import reachable
from workshops.models import Booking
from workshops.operations import Booked, Cancelled
from workshops.places import named, no_place_in_words


def _telling(emailed: bool) -> str:
    return _("An email to them is on its way.") if emailed else _("We cannot email them, so tell them yourself.")


def outcome_in_words(booked: Booked, *, emailed: bool) -> str:
    """`emailed`: whether an email about it can reach them (distribution.eligibility.reachable)."""
    row, name = booked.booking, {"name": booked.called}
    if not booked.is_new:
        words = (
            _("%(name)s has a place already.") if row.is_confirmed else _("%(name)s is on the waiting list already.")
        )
        return words % name
    if row.is_confirmed:
        return f"{_('%(name)s has a place.') % name} {_telling(emailed)}"
    why = f" {no_place_in_words(booked.no_place, _('them'))}" if booked.no_place else ""
    return f"{_('%(name)s is on the waiting list.') % name}{why} {_telling(emailed)}"


def changed_in_words(row: Booking, *, had_a_place: bool, emailed: bool) -> str:
    """Of one's own booking, moved to another session. Who had a place has one there too."""
    has, waits = _("You have a place: %(session)s."), _("You are on the waiting list: %(session)s.")
    words = (has if row.is_confirmed else waits) % {"session": named(row.session)}
    if not had_a_place:
        return f"{words} {_('An email to you is on its way.') if emailed else _('We cannot email you about it.')}"
    if emailed:
        return f"{words} {_('An email that moves the entry in your calendar is on its way.')}"
    return f"{words} {_('We cannot email you, so move the entry in your calendar yourself.')}"


def own_cancelled_in_words(done: Cancelled, *, emailed: bool) -> str:
    if not done.had_a_place:
        return _("You are off the waiting list.") if done.is_new else _("Your booking was cancelled before.")
    if emailed:
        return _("Your place is cancelled. An email that takes it out of your calendar is on its way.")
    return _("Your place is cancelled. We cannot email you, so take it out of your calendar yourself.")


def cancelled_in_words(done: Cancelled, *, emailed: bool) -> str:
    """Of somebody else's booking."""
    name = {"name": done.booking.name}
    if not done.is_new:
        return _("The booking of %(name)s was cancelled before.") % name
    words = _("The place of %(name)s is cancelled.") if done.had_a_place else _("%(name)s is off the waiting list.")
    return f"{words % name} {_telling(emailed)}"


def promoted_in_words(promoted: Sequence[Booking]) -> str:
    """Who had been waiting and has a place now; an empty string where nobody has."""
    if not promoted:
        return ""
    words = ngettext(
        "%(n)s person who was waiting has a place now.",
        "%(n)s people who were waiting have a place now.",
        len(promoted),
    )
    return f"{words % {'n': len(promoted)}} {told_in_words(promoted)}"


def told_in_words(rows: Iterable[Booking]) -> str:
    """How many of these people are told by email, and how many somebody has to tell; an empty string for nobody."""
    people = [row.principal for row in rows]
    emailed = len(reachable(people))
    cannot, words = len(people) - emailed, []
    if emailed:
        words.append(
            ngettext("%(n)s person is being emailed.", "%(n)s people are being emailed.", emailed) % {"n": emailed}
        )
    if cannot:
        words.append(_("%(n)s cannot be emailed: tell them yourself.") % {"n": cannot})
    return " ".join(words)
