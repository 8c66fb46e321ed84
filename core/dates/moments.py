"""A date and a time in one text."""

import re
from datetime import UTC, date, datetime, tzinfo

from django.utils.translation import gettext as _

from core.dates.days import Year, read_date
from core.dates.text import BadDate, tidy
from core.dates.times import TIME_IN_TEXT, read_time
from core.dates.wording import in_words

DATE_THEN_TIME = re.compile(rf"(?P<date>.+?)(?: at)? (?P<time>{TIME_IN_TEXT})", re.ASCII)
TIME_THEN_DATE = re.compile(rf"(?P<time>{TIME_IN_TEXT})(?: on)? (?P<date>.+)", re.ASCII)
MACHINE = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(z|[+-]\d\d:?\d\d)", re.ASCII)


def read_datetime(text: str, *, today: date, zone: tzinfo, year: Year = Year.ASK) -> datetime:
    """Return the moment that `text` means on the clocks of `zone`. Raises BadDate.

    When the clocks go back an hour comes twice: the first is meant. When they go forward one is left out: refused.
    """
    words = tidy(text)
    if MACHINE.fullmatch(words):
        return _by_machine(words, zone)
    words = re.sub(r"(?<=^\d{4}-\d\d-\d\d)t(?=\d)", " ", words)
    _refuse_date_alone(words, today, year)
    error = None
    for pattern in (DATE_THEN_TIME, TIME_THEN_DATE):
        if found := pattern.fullmatch(words):
            # Four digits alone may be a year or a time: they are a time only beside a date that has a year.
            unclear = re.fullmatch(r"\d{4}", found["time"], re.ASCII)
            try:
                day = read_date(found["date"], today=today, year=Year.ASK if unclear else year)
                return _on_the_clock(datetime.combine(day, read_time(found["time"])), zone)
            except BadDate as wrong:
                error = error or wrong
    raise error or BadDate(_("Enter a date and a time like 31/8/2027 9:30am."), shaped=False)


def _refuse_date_alone(words: str, today: date, year: Year) -> None:
    try:
        day = read_date(words, today=today, year=year)
    except BadDate:
        return
    raise BadDate(_("Write the time too, for example %(date)s 9:30am.") % {"date": f"{day:%d/%m/%Y}"})


def _by_machine(words: str, zone: tzinfo) -> datetime:
    try:
        return datetime.fromisoformat(words.upper()).astimezone(zone)
    except (ValueError, OverflowError):
        raise BadDate(_("Enter a date and a time like 31/8/2027 9:30am."), shaped=False)


def _on_the_clock(wall: datetime, zone: tzinfo) -> datetime:
    moment = wall.replace(tzinfo=zone)  # fold=0: of an hour that comes twice, the first
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise BadDate(
            _("There is no %(time)s on %(date)s: the clocks go forward then. Write an earlier or a later time.")
            % {"time": in_words(wall.time()), "date": in_words(wall.date())}
        )
    return moment
