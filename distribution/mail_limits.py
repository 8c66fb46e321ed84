"""How much mail one person can have the council send in a day, whatever becomes of what they did.

Each thing that somebody does for others counts once, also if they take it back: booking for a colleague and cancelling
it are two messages and one count. Staff are not counted. Codes have limits of their own (accounts/code_counts.py), and
reminders their days between (learning/reminding.py).
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.daily_counts import keyed_hash
from distribution.models import MailCount
from people.models import Person

MOST_BY_ONE = 40  # things a day that write to others: two workshops full of colleagues
MOST_TO_ONE = 3  # of these things a day for one address
MOST_OF_A_NETWORK = 60  # people a day who ask to be let in from one network: the staff of a school


class TooMuchMail(Exception):
    """Enough for today. The text says what to do; `address` is set where it is the recipient who has had enough."""

    def __init__(self, words: str, address: str = "") -> None:
        super().__init__(words)
        self.address = address


def count_caused(*, by: Person, to: str = "", now: datetime) -> None:
    """Count something that `by` does and that writes to others; `to`: to this address. Raises TooMuchMail.

    Call it in the transaction that queues the message, so that what is refused is neither written nor counted.
    """
    if by.is_staff:
        return
    day = timezone.localdate(now)
    if to and not MailCount.objects.count_one(_key("to", to), "count", day=day, limit=MOST_TO_ONE):
        words = _("We’ve written to this address %(number)s times today for people who asked us to. Try tomorrow.")
        raise TooMuchMail(words % {"number": MOST_TO_ONE}, to)
    if not MailCount.objects.count_one(_key("by", str(by.canonical_id)), "count", day=day, limit=MOST_BY_ONE):
        words = _("We’ve written to %(number)s people for you today, and that is the most. Go on tomorrow, or ask us.")
        raise TooMuchMail(words % {"number": MOST_BY_ONE})


def count_stranger(*, network: str, now: datetime) -> None:
    """Count somebody we do not know yet who gives us a name and an address. Raises TooMuchMail."""
    day = timezone.localdate(now)
    if not MailCount.objects.count_one(_key(f"network {day}", network), "count", day=day, limit=MOST_OF_A_NETWORK):
        raise TooMuchMail(
            _("Too many people have asked from your network today. Ask tomorrow, or ask your school to name you.")
        )


def forget_counts(*, today: date) -> int:
    """Delete the counts of other days. Returns how many."""
    return MailCount.objects.forget_before(today)


def _key(of_what: str, value: str) -> str:
    return keyed_hash(f"distribution.mail_limits {of_what}", value)
