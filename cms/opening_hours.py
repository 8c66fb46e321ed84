"""Who answers now: opening hours in London time, the bank holidays of England included."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import holidays
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.enums import Answering
from cms.models import ClosedDay, SupportContact

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")
LOOK_AHEAD_DAYS = 15  # longer than any run of closed days


@dataclass(frozen=True)
class Status:
    open_now: bool | None  # None: not known, so neither "open" nor "closed" may be said
    text: str


NOT_CONFIRMED = Status(None, "")


def hours_confirmed(contact: SupportContact) -> bool:
    """Whether we know when `contact` answers: no hours entered, or none for whom it stands in for, is not knowing."""
    if contact.answering == Answering.OTHERWISE:
        covered = contact.covers
        return covered is not None and covered.answering != Answering.OTHERWISE and hours_confirmed(covered)
    if contact.answering == Answering.HOURS:
        return bool(contact.hours.all())
    return contact.answering == Answering.ALWAYS


def status(contact: SupportContact, at: datetime, closed_days: frozenset[date]) -> Status:
    """Whether `contact` answers at the moment `at` (aware), and a sentence that says until when or from when.

    NOT_CONFIRMED if we don't know.
    """
    if not hours_confirmed(contact):
        return NOT_CONFIRMED
    local = timezone.localtime(at)
    if contact.answering == Answering.ALWAYS:
        return Status(True, _("Open now. Answers day and night."))
    if contact.answering == Answering.OTHERWISE:
        return _stand_in(_covered_by(contact), at, closed_days)
    for opens, closes in stretches(contact, local.date(), closed_days):
        if opens <= local.time() < closes:
            return Status(True, _("Open now, until %(time)s.") % {"time": spoken_time(closes)})
    following = next_opening(contact, local, closed_days)
    if following is None:
        return Status(False, _("Closed now."))
    return Status(False, _("Closed now. Opens %(when)s.") % {"when": spoken_moment(following, local.date())})


def _covered_by(contact: SupportContact) -> SupportContact:
    covers: SupportContact | None = contact.covers
    assert covers is not None, "as the constraint stand_in_names_whom_it_covers says"
    return covers


def _stand_in(covers: SupportContact, at: datetime, closed_days: frozenset[date]) -> Status:
    if status(covers, at, closed_days).open_now:
        return Status(False, _("%(name)s answers now.") % {"name": covers.name})
    return Status(True, _("Open now, while %(name)s is closed.") % {"name": covers.name})


def stretches(contact: SupportContact, day: date, closed_days: frozenset[date]) -> list[tuple[time, time]]:
    """The (opens, closes) pairs of one day, in order; none on a day on which the contact is closed."""
    if day in closed_days or (contact.closed_on_bank_holidays and day in BANK_HOLIDAYS):
        return []
    return sorted((h.opens, h.closes) for h in contact.hours.all() if h.weekday == day.weekday())


def next_opening(contact: SupportContact, local: datetime, closed_days: frozenset[date]) -> datetime | None:
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        for opens, _closes in stretches(contact, day, closed_days):
            moment = datetime.combine(day, opens, tzinfo=local.tzinfo)
            if moment > local:
                return moment
    return None


def spoken_time(at: time | datetime) -> str:
    """16:30 as "4:30pm", 17:00 as "5pm"."""
    if (at.hour, at.minute) == (12, 0):
        return _("midday")
    hour = at.hour % 12 or 12
    half = "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02}{half}" if at.minute else f"{hour}{half}"


def spoken_moment(moment: datetime, today: date) -> str:
    days = (moment.date() - today).days
    if days == 0:
        day = _("today")
    elif days == 1:
        day = _("tomorrow")
    elif days < 7:
        day = _("on %(day)s") % {"day": date_format(moment, "l")}
    else:
        day = _("on %(day)s") % {"day": date_format(moment, "l j F")}
    return _("%(day)s at %(time)s") % {"day": day, "time": spoken_time(moment.time())}


def hours_lines(contact: SupportContact) -> list[str]:
    """Opening hours for reading aloud and for paper: neighbouring days with the same hours share a line."""
    if not hours_confirmed(contact):
        return [_("Opening hours not confirmed")] if contact.phone else []
    if contact.answering == Answering.ALWAYS:
        return [_("Every day, day and night")]
    if contact.answering == Answering.OTHERWISE:
        return [_("Whenever %(name)s is closed") % {"name": _covered_by(contact).name}]
    by_day: dict[int, list[str]] = {}
    for row in sorted(contact.hours.all(), key=lambda h: (h.weekday, h.opens)):
        by_day.setdefault(row.weekday, []).append(f"{spoken_time(row.opens)} to {spoken_time(row.closes)}")
    lines: list[tuple[int, int, str]] = []  # first and last day, and their hours
    for weekday, parts in by_day.items():
        hours = ", ".join(parts)
        if lines and lines[-1][1:] == (weekday - 1, hours):
            lines[-1] = (lines[-1][0], weekday, hours)
        else:
            lines.append((weekday, weekday, hours))
    names = dict(type(contact.hours.model.Weekday.MONDAY).choices)
    spoken = [
        f"{names[first]} {hours}"
        if first == last
        else _("%(first)s to %(last)s, %(hours)s") % {"first": names[first], "last": names[last], "hours": hours}
        for first, last, hours in lines
    ]
    return spoken + ([_("Closed on bank holidays")] if contact.closed_on_bank_holidays else [])


def closed_days() -> frozenset[date]:
    return frozenset(ClosedDay.objects.values_list("day", flat=True))
