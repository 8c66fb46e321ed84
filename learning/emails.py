"""The words of a briefing's e-mail and of its reminder: rendered once, with merge fields for each recipient's own."""

from collections.abc import Collection
from datetime import date
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms.models import PartnershipSettings
from cms.sanitising import plain_text_to_html
from core.dates import in_words
from distribution.audiences import Member
from distribution.messages import FIELD, field
from learning.models import Briefing
from people.enums import Role, Source
from people.models import Person

OWN_RECORD = "/my/details/"


def briefing_mail(briefing: Briefing, *, due_on: date | None = None) -> tuple[str, str, str]:
    """(subject, plain text, HTML), the two bodies with the same content. `due_on`: of those who joined later."""
    context = {
        **_common(briefing),
        "due": in_words(due_on or briefing.due_on),
        "message": briefing.message.strip(),
        "message_html": plain_text_to_html(briefing.message),
    }
    return (
        briefing.subject,
        render_to_string("email/briefing.txt", context),
        render_to_string("email/briefing.html", context),
    )


def reminder_mail(briefing: Briefing) -> tuple[str, str, str]:
    """The same for a reminder. Its date and how far somebody is are each recipient's own."""
    context = _common(briefing) | {"due": field("due")}
    subject = _("Reminder: %(subject)s") % {"subject": briefing.subject}
    return subject, render_to_string("email/reminder.txt", context), render_to_string("email/reminder.html", context)


def _common(briefing: Briefing) -> dict:
    return {"module": briefing.module, **letter_context()}


def letter_context() -> dict:
    """What every letter says at its head and foot (templates/email/letter.html)."""
    own = PartnershipSettings.summary()
    privacy = own["links"].get("privacy_url", "")
    return {
        "partnership": own,
        "short_address": f"{settings.PUBLIC_HOST}/start",
        "own_record": f"{settings.PUBLIC_HOST}{OWN_RECORD.rstrip('/')}",
        "privacy_url": f"{settings.PUBLIC_URL}{privacy}" if privacy else "",
        "demo": settings.DEMO,
    }


def merge_values(member: Member, sources: Collection[str] = ()) -> dict[str, str]:
    """The recipient's own: why they are asked and, the first time that we write, where we have their data from."""
    return {"why": why(member), "source": where_from(member.person, sources)}


def reminder_values(member: Member, *, due_on: date, started: bool, who: str, sources: Collection[str] = ()) -> dict:
    """`who` reminds: "the clerk of Elm Road Infants"."""
    so_far = _("You have started. You can go on where you stopped.") if started else _("You have not started yet.")
    return {**merge_values(member, sources), "due": in_words(due_on), "so_far": so_far, "who": who}


def where_from(person: Person, sources: Collection[str]) -> str:
    """UK GDPR Article 14: who gave us a person's data, told with the first message and not again."""
    if person.told_source_at is not None:
        return ""
    places = [words for source, words in _PLACES.items() if source in sources] or [_PLACES[Source.OFFICER]]
    return "\n\n" + _(
        "This is the first time that we write to you. We have your name and your role from %(places)s. "
        "We have your e-mail address from your clerk or the council. "
        "We use them to send you safeguarding briefings and to count who has done them."
    ) % {"places": _and([str(words()) for words in places])}


_PLACES = {
    Source.REGISTER: lambda: _("the national register of schools (“Get information about schools”)"),
    Source.COUNCIL: lambda: _("the council’s list of councillors"),
    Source.CLERK: lambda: _("the clerk of your board"),
    Source.OFFICER: lambda: _("the council"),
    Source.SELF: lambda: _("you"),
}


def why(member: Member) -> str:
    """ "a governor at Elm Road Infants and Mersey View Primary": why this person is asked."""
    roles = _and([_("a %(role)s") % {"role": in_a_sentence(Role(role))} for role in member.roles])
    return _("%(role)s at %(organisations)s") % {"role": roles, "organisations": _and(member.organisations)}


def in_a_sentence(role: Role) -> str:
    return f"{role.label[:1].lower()}{role.label[1:]}"


def _and(words) -> str:
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} {_('and')} {last}" if first else last


def filled_in(body: str, values: dict[str, str], *, html: bool = False) -> str:
    """A body with one recipient's values put in, for looking at. Its link leads nowhere, so that nobody uses it up."""
    shown = {"link": f"{settings.PUBLIC_URL}/l/…", **values}
    return FIELD.sub(lambda m: escape(shown.get(m[1], "")) if html else shown.get(m[1], ""), body)
