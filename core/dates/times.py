"""Times of day, by the clock on the wall."""

import re
from datetime import time

from django.utils.translation import gettext as _

from core.dates.text import BadDate, tidy

AMBIGUOUS_HOURS = range(1, 8)  # "5.30" is said for the afternoon, "05:30" and "9.30" for the morning

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


def read_time(text: str) -> time:
    """Return the time of day that `text` means, by the clock on the wall. Raises BadDate."""
    words = tidy(text)
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


def _clock(hour: int, minute: int, second: int = 0) -> time:
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadDate(_("There is no such time. Enter a time like 9:30am or 14:30."))
