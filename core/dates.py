"""Dates and times as people in Britain write them: the one reader of every form and of the sheets people send.

The day comes before the month, always. What could mean two things is refused with a sentence that says what to write,
and never guessed.
"""

import enum
import re
import unicodedata
from datetime import UTC, date, datetime, time, tzinfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

LONGEST = 80  # characters; "Wednesday the 30th of September 2026 at 12.30 p.m." has 50
YEARS_AHEAD = 20
FIRST_YEAR, LAST_YEAR = 1000, 2999
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
SHORT_FORMS = {"weds": "wednesday"}  # short forms that are not the beginning of the word
AMBIGUOUS_HOURS = range(1, 8)  # "5.30" is said for the afternoon, "05:30" and "9.30" for the morning

DAY, MONTH, YEAR = r"(?P<day>\d{1,2})(?P<nth>st|nd|rd|th)?", r"(?P<month>[a-z]{3,9})\.?", r"(?P<year>\d{4}|['’]?\d{2})"
GAP = r"(?: | ?[-/.] ?)?"
DATES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<day>\d{1,2})(?P<mark> ?[-/.] ?| )(?P<number>\d{1,2})(?P=mark)(?P<year>\d+)",  # 1/12/26, 31 8 2027
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<number>\d{1,2})(?P=mark)(?P<day>\d{1,2})",  # 2026-12-01
        r"(?P<day>\d{1,2})/(?P<number>\d{1,2})",  # 1/12
        rf"(?:the )?{DAY}(?: of)?{GAP}{MONTH}(?:{GAP}{YEAR})?",  # 1 Dec, 1st December 2026, 1-Dec-26
        rf"{MONTH}{GAP}(?:the )?{DAY}(?: | ?[-/.] ?){YEAR}",  # December 1 2026
        rf"{MONTH} ?(?:the )?(?P<day>\d{{1,2}})(?P<nth>st|nd|rd|th)",  # December 1st
        rf"(?P<year>\d{{4}}){GAP}{MONTH}{GAP}{DAY}",  # 2026 Dec 1
    )
]
MONTH_AND_NUMBER = re.compile(r"(?P<month>[a-z]{3,9})\.? ?(?P<rest>\d{1,4})", re.ASCII)  # Dec 26: a day or a year
SPREADSHEET_DAY = re.compile(r"\d{5}(\.\d+)?", re.ASCII)

HALF = r"(?P<half>[ap])\.?m\.?"
NAMED_TIME = r"(?:12 ?)?(?P<named>noon|midday|midnight)"
COMPACT = r"(?P<compact>\d{4})(?: ?(?:hrs|hours|h))?"
TIMES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?: ?{HALF})?",  # 9.30am, 9:30
        r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:\.0+)?",  # 09:30:00
        rf"(?P<hour>\d{{1,2}}) ?{HALF}",  # 9am
        rf"(?P<hour>\d{{1,2}})(?P<minute>\d\d) ?{HALF}",  # 930am
        COMPACT,  # 0930
        NAMED_TIME,  # 12 noon
    )
]
TIME_IN_TEXT = (
    r"\d{1,2}[:.]\d\d(?::\d\d(?:\.0+)?)?(?: ?[ap]\.?m\.?)?|\d{1,4} ?[ap]\.?m\.?|\d{4}(?: ?(?:hrs|hours|h))?"
    r"|(?:12 ?)?(?:noon|midday|midnight)"
)
DATE_THEN_TIME = re.compile(rf"(?P<date>.+?)(?: at)? (?P<time>{TIME_IN_TEXT})", re.ASCII)
TIME_THEN_DATE = re.compile(rf"(?P<time>{TIME_IN_TEXT})(?: on)? (?P<date>.+)", re.ASCII)
MACHINE = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(z|[+-]\d\d:?\d\d)", re.ASCII)


class BadDate(ValueError):
    """A text that is no date or time; the message says what to write.

    `shaped`: it was meant as a date. `turned`: it is one only with the month first.
    """

    def __init__(self, message: str, *, shaped: bool = True, turned: bool = False):
        super().__init__(message)
        self.shaped, self.turned = shaped, turned


class Year(enum.Enum):
    """Which year is meant where none is written."""

    ASK = "ask"  # the day may be past or to come: say that the year is missing
    NEXT = "next"  # only days to come make sense: the next time that the day comes, today included
    LAST = "last"  # only days that have been make sense: the last time that it came, today included


def read_date(text: str, *, today: date, year: Year = Year.ASK) -> date:
    """Return the day that `text` means. Raises BadDate.

    A year of two digits is at most 20 years ahead: in 2026, 46 is 2046 and 47 is 1947.
    """
    words = _tidy(text)
    weekday, rest = _weekday_in_front(words)
    found = next((match for pattern in DATES if (match := pattern.fullmatch(rest))), None)
    parts = found.groupdict() if found else {}
    month = _month(parts)
    if not found or month is None:
        raise _not_understood(rest)
    day = int(parts["day"])
    if parts.get("nth") and parts["nth"] != _ordinal(day):
        raise _not_understood("")
    day = _in_year(parts.get("year"), month, day, today, year, year_first=rest[:4].isdigit())
    if weekday is not None and day.weekday() != weekday:
        raise BadDate(
            _("%(date)s is a %(right)s, not a %(wrong)s. Check the date.")
            % {
                "date": date_format(day, "j F Y"),
                "right": date_format(day, "l"),
                "wrong": _WEEKDAY_WORDS[weekday],
            }
        )
    return day


def read_time(text: str) -> time:
    """Return the time of day that `text` means, by the clock on the wall. Raises BadDate."""
    words = _tidy(text)
    parts = next((match.groupdict() for pattern in TIMES if (match := pattern.fullmatch(words))), None)
    if parts is None:
        if re.fullmatch(r"\d{1,2}", words, re.ASCII) and int(words) < 24:
            raise BadDate(_("Add minutes, or am or pm, for example 9:30am."))
        raise BadDate(_("Enter a time like 9:30am or 14:30."), shaped=False)
    if parts.get("named") == "midnight":
        raise BadDate(
            _("Midnight could be the start or the end of the day. Write 0:00 for the start, or 23:59 for the end.")
        )
    if parts.get("named"):
        return time(12)
    if compact := parts.get("compact"):
        return _clock(int(compact[:2]), int(compact[2:]))
    hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise BadDate(_("With am or pm, the hour is a number from 1 to 12. Write 2:30pm or 14:30."))
        return _clock(hour % 12 + (12 if half == "p" else 0), minute)
    if hour in AMBIGUOUS_HOURS and len(parts["hour"]) == 1 and not parts.get("second"):
        raise BadDate(
            _("Is that morning or afternoon? Write %(morning)s or %(afternoon)s.")
            % {"morning": f"{hour}:{minute:02}am", "afternoon": f"{hour}:{minute:02}pm"}
        )
    return _clock(hour, minute, int(parts.get("second") or 0))


def read_datetime(text: str, *, today: date, zone: tzinfo, year: Year = Year.ASK) -> datetime:
    """Return the moment that `text` means on the clocks of `zone`. Raises BadDate.

    When the clocks go back an hour comes twice: the first is meant. When they go forward one is left out: refused.
    """
    words = _tidy(text)
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


def in_words(value: date | datetime | time | None) -> str:
    """ "Tuesday 1 December 2026", "Tuesday 1 December 2026, 9:30am" or "9:30am"; empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = localtime(value) if value.tzinfo else value
        return f"{date_format(local, 'l j F Y')}, {in_words(local.time())}"
    if isinstance(value, time):
        return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"
    return date_format(value, "l j F Y")


# --- Parts ----------------------------------------------------------------------------------------------------------


def _tidy(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise BadDate(_("Enter a date like 31/8/2027 or 31 August 2027."), shaped=False)
    text = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
    return " ".join(text.replace(",", " ").lower().split())


def _named(word: str, names: list[str]) -> int | None:
    """The place of a name in the list by its first letters, three at least, or by a short form."""
    word = SHORT_FORMS.get(word, word)
    return next((n for n, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _weekday_in_front(words: str) -> tuple[int | None, str]:
    first, _blank, rest = words.partition(" ")
    weekday = _named(first.rstrip("."), WEEKDAYS)
    return (weekday, rest) if weekday is not None and rest else (None, words)


def _month(parts: dict) -> int | None:
    if parts.get("number"):
        return int(parts["number"])
    place = _named(parts.get("month") or "", MONTHS)
    return None if place is None else place + 1


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _not_understood(words: str) -> BadDate:
    beside = MONTH_AND_NUMBER.fullmatch(words)
    if beside and _named(beside["month"], MONTHS) is not None:
        return BadDate(_("Write the day, then the month, then the year, for example 31 August 2027."))
    if SPREADSHEET_DAY.fullmatch(words):
        return BadDate(
            _("%(number)s is how a spreadsheet keeps a date inside. Write it like 31/8/2027.") % {"number": words}
        )
    return BadDate(_("Enter a date like 31/8/2027 or 31 August 2027."), shaped=False)


def _in_year(written: str | None, month: int, day: int, today: date, year: Year, *, year_first: bool) -> date:
    if written is not None:
        return _day(_full_year(written, today), month, day, written=written, year_first=year_first)
    _day(2000, month, day, written=None)  # a leap year: what does not exist in it exists in none
    every_year = (month, day) != (2, 29)  # which 29 February is for the writer to say
    if year is not Year.ASK and every_year:
        step = 1 if year is Year.NEXT else -1
        found = date(today.year, month, day)
        return found if (found - today).days * step >= 0 else found.replace(year=today.year + step)
    example = today.year + 1 if every_year else today.year + (-today.year % 4 or 4)
    raise BadDate(
        _("Write the year too, for example %(date)s.") % {"date": f"{day} {_MONTH_WORDS[month - 1]} {example}"}
    )


def _full_year(written: str, today: date) -> int:
    digits = written.lstrip("'’")
    if len(digits) == 2:
        found = today.year // 100 * 100 + int(digits)
        if found > today.year + YEARS_AHEAD:
            return found - 100
        return found if found > today.year + YEARS_AHEAD - 100 else found + 100
    if len(digits) != 4 or not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        raise BadDate(_("Check the year: write it with 4 digits, for example 2027."))
    return int(digits)


def _day(year: int, month: int, day: int, *, written: str | None, year_first: bool = False) -> date:
    if month > 12:
        if 1 <= day <= 12 and month <= 31 and not year_first:
            right = f"{month}/{day}/{written}" if written else f"{month}/{day}"
            raise BadDate(
                _("This has the month first. Write the day first, for example %(date)s.") % {"date": right},
                turned=True,
            )
        raise BadDate(_("There are 12 months in a year. Write the day, then the month, then the year."))
    try:
        return date(year, month, day)
    except ValueError:
        if month == 0:
            raise BadDate(_("There is no month 0. Write the day, then the month, then the year."))
        words = f"{day} {_MONTH_WORDS[month - 1]}" + (f" {year}" if written else "")
        raise BadDate(_("There is no %(date)s. Check the day and the month.") % {"date": words})


def _clock(hour: int, minute: int, second: int = 0) -> time:
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadDate(_("There is no such time. Enter a time like 9:30am or 14:30."))


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


class _Names:
    """Names of months or weekdays in the language of the screen, made when they are needed."""

    def __init__(self, days: list[date], form: str):
        self.days, self.form = days, form

    def __getitem__(self, place: int) -> str:
        return date_format(self.days[place], self.form)


_MONTH_WORDS = _Names([date(2001, month, 1) for month in range(1, 13)], "F")
_WEEKDAY_WORDS = _Names([date(2001, 1, day) for day in range(1, 8)], "l")  # 1 January 2001 was a Monday
