"""Dates and times as we write them, in the language of the screen."""

from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.timezone import localtime


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


class _Names:
    """Names of months or weekdays in the language of the screen, made when they are needed."""

    def __init__(self, days: list[date], form: str) -> None:
        self.days, self.form = days, form

    def __getitem__(self, place: int) -> str:
        return date_format(self.days[place], self.form)


MONTH_WORDS = _Names([date(2001, month, 1) for month in range(1, 13)], "F")
WEEKDAY_WORDS = _Names([date(2001, 1, day) for day in range(1, 8)], "l")  # 1 January 2001 was a Monday
