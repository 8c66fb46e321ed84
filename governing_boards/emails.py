"""The weekly email to a clerk: one for all their boards."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from distribution.emails import Message, Recipient, letter, where_from
from distribution.mail_types import MailType
from governing_boards.boards import Board
from governing_boards.digests import Clerk, Week
from learning.enums import Hold
from people.models import Appointment

DIGEST = MailType(
    kind="digest",
    label=gettext_lazy("Weekly summary for a clerk"),
    templates=("digest",),
    why=gettext_lazy(
        "You are the clerk of %(why)s. %(partnership)s writes once a week while something is outstanding, and not "
        "otherwise."
    ),
)
MAIL_TYPES = (DIGEST,)


def digest_message(recipients: Sequence[Recipient]) -> Message:
    subject = _("Your boards this week")
    address = f"{settings.PUBLIC_HOST}/boards"
    return letter(
        DIGEST,
        subject,
        {"short_address": address},
        recipients=recipients,
        link_path="/boards/",
        link_title=subject,
    )


def told(clerk: Clerk, weeks: Sequence[Week]) -> Recipient:
    """A clerk, with the lines of their boards."""
    names = ", ".join(str(week.boards[0].organisation) for week in weeks)
    values = {"boards": "\n\n".join("\n".join(_lines(week)) for week in weeks), "why": names}
    return Recipient(clerk.person, values, source=where_from(clerk.person, clerk.sources))


def _lines(week: Week) -> list[str]:
    held = week.held
    return [
        str(week.boards[0].organisation),
        *(
            f"- {_on_hold(board, hold) if (hold := held.get(board.given.pk)) else _state(board)}"
            for board in week.boards
        ),
        *([f"- {_questions(week.questions)}"] if week.questions else []),
        *(f"- {_has_left(row)}" for row in week.left),
    ]


def _state(board: Board) -> str:
    done = ngettext(
        "%(title)s, to be done by %(day)s: %(done)s of %(seats)s governor has completed it.",
        "%(title)s, to be done by %(day)s: %(done)s of %(seats)s governors have completed it.",
        len(board.seats),
    ) % {
        "title": board.given.module.title,
        "day": date_format(board.given.due_on, "j F"),
        "done": board.completed,
        "seats": len(board.seats),
    }
    words = [done]
    waiting, unreached = len(board.outstanding), len([s for s in board.outstanding if not s.person.post_address])
    if waiting:
        words.append(ngettext("%(n)s is outstanding.", "%(n)s are outstanding.", waiting) % {"n": waiting})
    if unreached:
        words.append(ngettext("%(n)s has no address.", "%(n)s have no address.", unreached) % {"n": unreached})
    return " ".join(words)


def _on_hold(board: Board, hold: Hold) -> str:
    return _("%(title)s: %(why)s") % {"title": board.given.module.title, "why": hold.for_clerks}


def _questions(number: int) -> str:
    return ngettext(
        "%(n)s question about the national register waits for you.",
        "%(n)s questions about the national register wait for you.",
        number,
    ) % {"n": number}


def _has_left(row: Appointment) -> str:
    assert row.ends_on is not None, "they said their last day"
    return _("%(name)s has said that they have left. Last day: %(day)s.") % {
        "name": row.person.canonical,
        "day": date_format(row.ends_on, "j F Y"),
    }
