"""Dates and times as people in Britain write them: the one reader of every form and of the sheets people send.

The day comes before the month, always. What could mean two things is refused with a sentence that says what to write,
and never guessed.
"""

from core.dates.days import Year, read_date
from core.dates.moments import read_datetime
from core.dates.text import BadDate
from core.dates.times import read_time
from core.dates.wording import in_words

__all__ = ["BadDate", "Year", "in_words", "read_date", "read_datetime", "read_time"]
