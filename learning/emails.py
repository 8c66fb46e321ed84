"""Messages of learning: a briefing, the reminder of it, and a test to the officer who writes it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.sanitising import plain_text_to_html
from core.dates import in_words
from distribution.audiences import Member
from distribution.emails import Message, Recipient, letter, seat_in_words, where_from
from distribution.mail_types import MailType
from distribution.merge_fields import field
from learning.models import Briefing
from people.models import Organisation, Person

WHY = gettext_lazy("You are %(why)s. %(partnership)s asks everyone in that role.")

BRIEFING = MailType(
    kind="briefing", label=gettext_lazy("Briefing"), templates=("briefing",), why=WHY, opens_a_module=True
)
REMINDER = MailType(
    kind="reminder",
    label=gettext_lazy("Reminder"),
    templates=("reminder",),
    why=WHY,
    repeats=True,
    opens_a_module=True,
)
TEST = MailType(kind="test", label=gettext_lazy("Test to the officer"), templates=("briefing",), why=WHY, urgent=True)
MAIL_TYPES = (BRIEFING, REMINDER, TEST)


def briefing_message(
    briefing: Briefing, recipients: Sequence[Recipient] = (), *, due_on: date | None = None, by: Person | None = None
) -> Message:
    """The briefing's own email. `due_on`: of those who joined later."""
    return letter(
        BRIEFING,
        briefing.subject,
        _context(briefing, in_words(due_on or briefing.due_on)),
        recipients=recipients,
        audience=briefing.audience,
        page=briefing.module,
        created_by=by,
        **_link(briefing),
    )


def sample_message(briefing: Briefing, *, officer: Person, sample: Recipient) -> Message:
    """The briefing as `sample` would get it, to the officer alone. Its link opens the officer's own pages."""
    own = {**sample.values, "name": str(sample.person), "source": sample.source}
    return letter(
        TEST,
        _("Test: %(subject)s") % {"subject": briefing.subject},
        _context(briefing, in_words(briefing.due_on)),
        recipients=[Recipient(officer, own)],
        created_by=officer,
        **_link(briefing),
    )


def reminder_message(briefing: Briefing, recipients: Sequence[Recipient] = (), *, by: Person | None = None) -> Message:
    """A reminder. Its date and how far somebody is are each recipient's own."""
    return letter(
        REMINDER,
        _("Reminder: %(subject)s") % {"subject": briefing.subject},
        _context(briefing, field("due")),
        recipients=recipients,
        page=briefing.module,
        created_by=by,
        **_link(briefing),
    )


def _context(briefing: Briefing, due: str) -> dict[str, Any]:
    words = briefing.message.strip()
    return {"module": briefing.module, "due": due, "message": words, "message_html": plain_text_to_html(words)}


def _link(briefing: Briefing) -> dict[str, str]:
    return {"link_path": briefing.module.get_url() or "/my/", "link_title": briefing.module.title}


def asked(member: Member, sources: Collection[str] = ()) -> Recipient:
    """Somebody who is asked: why, and, the first time that we write, where we have their data from."""
    return Recipient(member.person, {"why": seat_in_words(member)}, source=where_from(member.person, sources))


def reminded(member: Member, sources: Collection[str] = (), *, due_on: date, started: bool, who: str) -> Recipient:
    """The same of a reminder. `who` reminds: "the clerk of Elm Road Infants"."""
    so_far = _("You have started. You can go on where you stopped.") if started else _("You have not started yet.")
    first = asked(member, sources)
    values = {**first.values, "due": in_words(due_on), "so_far": so_far, "who": who}
    return Recipient(first.person, values, source=first.source)


def who_reminds(organisation: Organisation | None) -> str:
    """Of a board its clerk; None: the officers, of the whole audience."""
    if organisation is None:
        return _("the safeguarding partnership")
    return _("the clerk of %(board)s") % {"board": organisation}
