"""What a clerk is told after a change to the board: what is down now, and whether an email goes out."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import in_words
from distribution.eligibility import reachable
from learning.models import Briefing
from learning.operations import HELD_MINUTES
from learning.queries import briefings_for_joiner
from people.models import Appointment, Person


def joined_in_words(row: Appointment, *, is_new: bool, now: datetime) -> str:
    """What is down now, by its dates, and whether a briefing goes to them: nothing is promised that will not be."""
    today, person = timezone.localdate(now), row.person.canonical
    name = {"name": person}
    already = "" if is_new else _("We had this already, and nothing has changed.")
    if row.ends_on and row.ends_on < today:
        words = _("A term of %(name)s is on record: %(dates)s. It is over, so they are not on the board now, and we "
                  "do not write to them for it.") % {**name, "dates": _dates(row)}  # fmt: skip
    elif row.starts_on and row.starts_on > today:
        words = _("%(name)s is recorded. They join on %(day)s.") % {**name, "day": in_words(row.starts_on)}
        words = f"{words} {_later(person)}"
    else:
        words = f"{_('%(name)s is on the board.') % name} {_now(row, person, now) if is_new else ''}"
    return f"{words.strip()} {already}".strip()


def _dates(row: Appointment) -> str:
    if row.starts_on:
        return _("%(first)s to %(last)s") % {"first": in_words(row.starts_on), "last": in_words(row.ends_on)}
    return _("until %(last)s") % {"last": in_words(row.ends_on)}


def _no_email(person: Person) -> str:
    """Why no email goes to them, or an empty string."""
    if not person.post_address:
        return _("We have no address for them, so no email goes to them.")
    if reachable([person]):
        return ""
    return _("They have asked for no messages, or their address is not to be written to, so no email goes to them.")


def _later(person: Person) -> str:
    return _no_email(person) or _("If a briefing is open then, it goes to them that day.")


def _now(row: Appointment, person: Person, now: datetime) -> str:
    if unreached := _no_email(person):
        return unreached
    found = briefings_for_joiner(row, now)
    if not found:
        return _("No briefing is open that they have still to get, so no email goes to them now.")
    on_hold = [briefing for briefing in found if briefing.hold]
    ready = [briefing for briefing in found if briefing not in on_hold]
    words = []
    if ready:
        words.append(_("In about %(n)s minutes they get %(titles)s.") % {"n": HELD_MINUTES, "titles": _titles(ready)})
    if on_hold:
        words.append(
            _("The emails about %(titles)s are on hold. They get theirs later.") % {"titles": _titles(on_hold)}
        )
    return " ".join(words)


def _titles(briefings: Iterable[Briefing]) -> str:
    return ", ".join(f"“{briefing.module.title}”" for briefing in briefings)


def address_in_words(who: Person) -> str:
    who.refresh_from_db()
    if reachable([who]):
        return _("The address is saved. Email for %(name)s goes there.") % {"name": who}
    words = _("The address is saved. No email goes there: %(name)s has asked for none, or it is not to be written to.")
    return words % {"name": who}


def no_more_in_words(who: Person) -> str:
    if not who.post_address:
        return _("%(name)s has no address.") % {"name": who}
    words = _("We will no longer write to %(name)s at %(address)s. They stay on the board and are counted as having no "
              "address.")  # fmt: skip
    return words % {"address": who.post_address, "name": who}
