"""Dates and times as people type them: read as they were meant, or refused in words. Never as another day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import BadDate, Year, in_words, read_date, read_datetime, read_time

TODAY = date(2026, 11, 27)
LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(date(1950, 1, 1), date(2045, 12, 31))
MONTHS = "January February March April May June July August September October November December".split()
SHORT = "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()


def day(text: str, year: Year = Year.ASK, today: date = TODAY) -> date:
    return read_date(text, today=today, year=year)


def moment(text: str, year: Year = Year.NEXT) -> datetime:
    return read_datetime(text, today=TODAY, zone=LONDON, year=year)


def nth(number: int) -> str:
    return f"{number}" + ("th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def ways_to_write(when: date) -> list[str]:
    d, m, y = when.day, when.month, when.year
    long, short, name = MONTHS[m - 1], SHORT[m - 1], f"{when:%A}"
    found = [
        f"{d}/{m}/{y}", f"{d:02}/{m:02}/{y}", f"{d}.{m}.{y}", f"{d}-{m}-{y}", f"{d} {m} {y}", f"{d} / {m} / {y}",
        f"{y}-{m:02}-{d:02}", f"{y}/{m}/{d}", f"{d} {long} {y}", f"{d} {short} {y}", f"{d} {short}. {y}",
        f"{nth(d)} {long} {y}", f"the {nth(d)} of {long}, {y}", f"{d}-{long[:3]}-{y}", f"{d}{long[:3]}{y}",
        f"{long} {d}, {y}", f"{short} {nth(d)} {y}", f"{y} {long[:3]} {d}", f"{name} {d} {long} {y}",
        f"{name[:3]} {d} {short} {y}", f"{name[:3]}, {d}/{m}/{y}", f"{name[:3]}. {nth(d)} {short} {y}",
        f"{d} {long.upper()} {y}", f"  {d}  {long.lower()}  {y} ", f"{d}\u00a0{long}\u00a0{y}", f"{d}–{m}–{y}",
    ]  # fmt: skip
    if TODAY.year - 80 < y <= TODAY.year + 20:
        found += [
            f"{d}/{m}/{y % 100:02}",
            f"{d}.{m}.{y % 100:02}",
            f"{d} {short} {y % 100:02}",
            f"{d} {long} '{y % 100:02}",
        ]
    return found


@given(DAYS)
def test_every_way_of_writing_a_day_is_that_day(when):
    for text in ways_to_write(when):
        assert day(text) == when, text


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999), st.sampled_from("/.- "))
def test_numbers_are_day_month_year_or_nothing(first, second, third, mark):
    try:
        found = day(f"{first}{mark}{second}{mark}{third:02}")
    except BadDate:
        return
    assert (found.day, found.month, found.year % 100) == (first, second, third % 100)


@given(st.text(st.sampled_from("0123456789/.- :'anopmdecfrithsuy"), max_size=24))
def test_any_other_text_is_read_or_refused_in_words(text):
    for read in (day, moment, read_time):
        try:
            read(text)
        except BadDate as error:
            assert str(error).endswith((".", "?"))


@given(DAYS, st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_without_a_year_it_is_the_next_time_or_the_last(when, today):
    text = f"{when.day} {MONTHS[when.month - 1]}"
    if (when.month, when.day) == (2, 29):
        with pytest.raises(BadDate, match="Write the year too, for example 29 February"):
            day(text, Year.NEXT, today)
        return
    following, latest = day(text, Year.NEXT, today), day(text, Year.LAST, today)
    assert (following.day, following.month) == (latest.day, latest.month) == (when.day, when.month)
    assert today <= following <= today + timedelta(days=366) and today - timedelta(days=366) <= latest <= today


@pytest.mark.parametrize(
    ("text", "year"), [("1/1/46", 2046), ("1/1/47", 1947), ("1/1/00", 2000), ("1 Jan 99", 1999), ("1.1.26", 2026)]
)
def test_a_year_of_two_digits_is_at_most_twenty_years_ahead(text, year):
    assert day(text).year == year


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31/2/27", "There is no 31 February 2027. Check the day and the month."),
        ("29/2/2027", "There is no 29 February 2027"),
        ("31 November 2026", "There is no 31 November 2026"),
        ("12/31/26", "has the month first. Write the day first, for example 31/12/26."),
        ("02/14/2027", "for example 14/2/2027"),
        ("13/13/26", "There are 12 months in a year"),
        ("1/0/26", "There is no month 0"),
        ("0/1/26", "There is no 0 January 2026"),
        ("Fri 1 Dec 2026", "1 December 2026 is a Tuesday, not a Friday. Check the date."),
        ("weds 1/12/26", "is a Tuesday, not a Wednesday"),
        ("1 Dec", "Write the year too, for example 1 December 2027."),
        ("1/12", "Write the year too"),
        ("Dec 2026", "Write the day, then the month, then the year"),
        ("Dec 26", "Write the day, then the month, then the year"),
        ("1/12/026", "Check the year"),
        ("1/12/0026", "Check the year"),
        ("46357", "how a spreadsheet keeps a date inside"),
        ("1st", "Enter a date like"),
        ("2nd Decembre 2026", "Enter a date like"),
        ("1nd Dec 2026", "Enter a date like"),
        ("20261201", "Enter a date like"),
        ("1.12", "Enter a date like"),
        ("tomorrow", "Enter a date like"),
        ("١/١٢/٢٠٢٦", "Enter a date like"),
        ("1/12/26" + " " * 90 + "or later", "Enter a date like"),
        ("", "Enter a date like"),
    ],
)
def test_what_is_no_day_says_what_to_write(text, says):
    with pytest.raises(BadDate) as refused:
        day(text)
    assert says in str(refused.value)


# --- Times ----------------------------------------------------------------------------------------------------------


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_way_of_writing_a_time_is_that_time(when):
    hour, half = when.hour % 12 or 12, "am" if when.hour < 12 else "pm"
    texts = [f"{when:%H:%M}", f"{when:%H.%M}", f"{when:%H%M}", f"{when:%H%M} hrs", f"{when:%H:%M:%S}"]
    texts += [
        f"{hour}:{when.minute:02}{half}",
        f"{hour}.{when.minute:02} {half[0]}.m.",
        f"{hour}{when.minute:02}{half}",
    ]
    texts += [f"{hour}{half}", f"{hour} {half.upper()}"] if when.minute == 0 else []
    for text in texts:
        assert read_time(text) == when, text
        assert moment(f"1 Dec 2026 {text}").time() == when, text
        assert moment(f"{text} on Tues 1st December 2026").time() == when, text


@pytest.mark.parametrize("text", ["noon", "12 noon", "midday", "12pm", "12:00"])
def test_noon(text):
    assert read_time(text) == time(12)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5.30", "morning or afternoon? Write 5:30am or 5:30pm."),
        ("7:00", "Write 7:00am or 7:00pm"),
        ("midnight", "Write 0:00 for the start, or 23:59 for the end."),
        ("9", "Add minutes, or am or pm"),
        ("14pm", "With am or pm"),
        ("25:00", "There is no such time"),
        ("9:60", "There is no such time"),
        ("9:3", "Enter a time like"),
        ("early", "Enter a time like"),
    ],
)
def test_what_is_no_time_says_what_to_write(text, says):
    with pytest.raises(BadDate) as refused:
        read_time(text)
    assert says in str(refused.value)


# --- Both together --------------------------------------------------------------------------------------------------


@given(DAYS, st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_day_and_a_time_in_either_order(when, clock):
    wall = datetime.combine(when, clock)
    try:
        for text in ways_to_write(when):
            assert moment(f"{text} {clock:%H:%M}").replace(tzinfo=None) == wall, text
            assert moment(f"{clock:%H:%M}, {text}").replace(tzinfo=None) == wall, text
        assert moment(f"{when}T{clock:%H:%M}").replace(tzinfo=None) == wall
    except BadDate as error:  # the hour that is left out in spring
        assert "clocks go forward" in str(error)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1 December 2026 9.30am", "2026-12-01T09:30+00:00"),
        ("1/12/26 0930", "2026-12-01T09:30+00:00"),
        ("1 Dec 12 noon", "2026-12-01T12:00+00:00"),
        ("9.30am on Fri 1 Jan", "2027-01-01T09:30+00:00"),
        ("1 July 2027 at 2pm", "2027-07-01T14:00+01:00"),
        ("2026-07-01T09:30:00.250000+00:00", "2026-07-01T10:30:00.250000+01:00"),
        ("31/10/2027 1.30am", "2027-10-31T01:30+01:00"),  # comes twice: the first
    ],
)
def test_moments(text, read):
    assert moment(text).isoformat() == datetime.fromisoformat(read).isoformat()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 Dec 2026", "Write the time too, for example 01/12/2026 9:30am."),
        ("1 Dec 2030", "Write the time too"),  # a year, not half past eight in the evening
        ("29 Feb 2030", "Write the year too"),
        ("1 Dec 0930", "Write the year too"),
        ("28/3/27 1.30am", "There is no 1:30am on Sunday 28 March 2027: the clocks go forward then."),
        ("12/31/26 9.30am", "month first"),
        ("Mon 1/12/26 9.30am", "is a Tuesday, not a Monday"),
        ("1/12/26 5.30", "Write 5:30am or 5:30pm"),
        ("2026-13-01T09:30Z", "Enter a date and a time like"),
        ("soon", "Enter a date and a time like"),
    ],
)
def test_what_is_no_moment_says_what_to_write(text, says):
    with pytest.raises(BadDate) as refused:
        moment(text)
    assert says in str(refused.value)


def test_in_words():
    assert in_words(date(2026, 12, 1)) == "Tuesday 1 December 2026"
    assert in_words(datetime(2027, 7, 1, 8, 30, tzinfo=UTC)) == "Thursday 1 July 2027, 9:30am"
    assert [in_words(time(hour, 5)) for hour in (0, 12, 23)] == ["12:05am", "12:05pm", "11:05pm"]
    assert in_words(None) == ""
