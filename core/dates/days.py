"""Days: 1/12/26, 1st December, Dec 1 2026."""

import enum
import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates.text import BadDate, tidy
from core.dates.wording import MONTH_WORDS, WEEKDAY_WORDS

YEARS_AHEAD = 20
FIRST_YEAR, LAST_YEAR = 1000, 2999
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
SHORT_FORMS = {"weds": "wednesday"}  # short forms that are not the beginning of the word

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


class Year(enum.Enum):
    """Which year is meant where none is written."""

    ASK = "ask"  # the day may be past or to come: say that the year is missing
    NEXT = "next"  # only days to come make sense: the next time that the day comes, today included
    LAST = "last"  # only days that have been make sense: the last time that it came, today included


def read_date(text: str, *, today: date, year: Year = Year.ASK) -> date:
    """Return the day that `text` means. Raises BadDate.

    A year of two digits is at most 20 years ahead: in 2026, 46 is 2046 and 47 is 1947.
    """
    words = tidy(text)
    weekday, rest = _weekday_in_front(words)
    found = next((match for pattern in DATES if (match := pattern.fullmatch(rest))), None)
    parts: dict[str, str | None] = found.groupdict() if found else {}
    month = _month(parts)
    if not found or month is None:
        raise _not_understood(rest)
    number = int(found["day"])
    if parts.get("nth") and parts["nth"] != _ordinal(number):
        raise _not_understood("")
    day = _in_year(parts.get("year"), month, number, today, year, year_first=rest[:4].isdigit())
    if weekday is not None and day.weekday() != weekday:
        raise BadDate(
            _("%(date)s is a %(right)s, not a %(wrong)s. Check the date.")
            % {
                "date": date_format(day, "j F Y"),
                "right": date_format(day, "l"),
                "wrong": WEEKDAY_WORDS[weekday],
            }
        )
    return day


def _place(word: str, names: list[str]) -> int | None:
    """The place of a name in the list by its first letters, three at least, or by a short form."""
    word = SHORT_FORMS.get(word, word)
    return next((n for n, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)


def _weekday_in_front(words: str) -> tuple[int | None, str]:
    first, _blank, rest = words.partition(" ")
    weekday = _place(first.rstrip("."), WEEKDAYS)
    return (weekday, rest) if weekday is not None and rest else (None, words)


def _month(parts: dict[str, str | None]) -> int | None:
    if number := parts.get("number"):
        return int(number)
    place = _place(parts.get("month") or "", MONTHS)
    return None if place is None else place + 1


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _not_understood(words: str) -> BadDate:
    beside = MONTH_AND_NUMBER.fullmatch(words)
    if beside and _place(beside["month"], MONTHS) is not None:
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
        _("Write the year too, for example %(date)s.") % {"date": f"{day} {MONTH_WORDS[month - 1]} {example}"}
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
        words = f"{day} {MONTH_WORDS[month - 1]}" + (f" {year}" if written else "")
        raise BadDate(_("There is no %(date)s. Check the day and the month.") % {"date": words})
