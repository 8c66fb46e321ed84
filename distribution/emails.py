"""A message before it is queued, and what every email of ours has in common: the letter, why you get it, who told us.

Each app builds its own messages in its `emails.py`. Whatever is one recipient's own (their name, their code, their
seat, who booked for them) is a merge value of that recipient (`distribution.merge_fields`), never part of the text.

An address that nobody has proved may be a stranger's, typed to have our mail sent there. What was typed by whoever
caused the message does not go there: their name only if it is one and their own address is proved (`named`), a name
that they gave somebody else not at all (`greeting`). tests/test_unproved_addresses.py lists all that people can cause.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import PartnershipSettings
from distribution.audiences import Member
from distribution.enums import CalendarMethod
from distribution.mail_types import MailType
from distribution.merge_fields import Fields, Sentence, filled
from distribution.models import Audience
from people.enums import Role, Source
from people.models import Person
from people.names import wrong_name

OWN_RECORD = "/my/details/"


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to, and what is theirs alone in it.

    A value `subject` takes the place of the message's subject. `address` is where it goes instead of the person's own
    post, for a proof or a notice. `source` tells where we have their data from (`where_from`); they are told it once.
    """

    person: Person
    values: dict[str, str] = field(default_factory=dict)
    address: str = ""
    source: str = ""

    @property
    def goes_to(self) -> str:
        return self.address or self.person.post_address


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to some people, ready to be queued (`operations.queue_mailing`).

    `subject` is common to all and has no merge fields; `text` and `html` have the same content. `page` is what it is
    about, if it is to wait while that page is not published. With a `calendar_method` each recipient's values hold
    their own entry as `calendar`: base64 in lines with CRLF.
    """

    type: MailType
    subject: str
    text: str
    html: str = ""
    recipients: Sequence[Recipient] = ()
    link_path: str = "/my/"
    link_title: str = ""
    page: Page | None = None
    reply_to: str = ""
    calendar_method: CalendarMethod | str = ""
    audience: Audience | None = None
    not_after: datetime | None = None
    created_by: Person | None = None

    def read_by(self, recipient: Recipient) -> "Message":
        """The message as this recipient will read it, for a preview. Its link leads nowhere, so that nobody uses it."""
        values = {
            "name": str(recipient.person),
            "link": f"{settings.PUBLIC_URL}/l/…",
            "source": recipient.source,
            **recipient.values,
        }
        text = filled(self.text, lambda name: values.get(name, ""))
        html = filled(self.html, lambda name: escape(values.get(name, "")))
        return Message(type=self.type, subject=values.get("subject") or self.subject, text=text, html=html)


def render(template: str, **context: Any) -> tuple[str, str]:
    """(plain text, HTML) of templates/email/<template>. There `{{ fields.name }}` is the merge field `name`."""
    context["fields"] = Fields()
    text, html = (render_to_string(f"email/{template}.{kind}", context) for kind in ("txt", "html"))
    return text, html


def letter(
    mail_type: MailType,
    subject: str,
    context: dict[str, Any],
    *,
    template: str = "",
    why: str | Promise = "",
    **message: Any,
) -> Message:
    """A message in the frame of templates/email/letter: greeting, button, why you get this, who to ask.

    `template` is one of the type's, the first if none is named; `why` takes the place of the type's own sentence. Both
    take what they name from `context`.
    """
    common = letter_context()
    sentence = str(why or mail_type.why) % Sentence(context, partnership=common["partnership"]["name"])
    text, html = render(
        template or mail_type.templates[0], **{**common, "subject": subject, "why": sentence, **context}
    )
    return Message(type=mail_type, subject=subject, text=text, html=html, **message)


def letter_context() -> dict[str, Any]:
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


def has_proved(person: Person) -> bool:
    """Whether they have shown, by a code or a link, that the address at which we write to them is theirs."""
    return person.email_verified_at is not None


def named(by: Person | None, otherwise: str) -> str:
    """Who caused a message, by their name; `otherwise` if it is no name or they never proved an address."""
    if by is None or wrong_name(by.given_name, by.family_name) or not (has_proved(by) or by.is_staff):
        return otherwise
    return by.full_name


def greeting(person: Person) -> dict[str, str]:
    """The merge value that takes the place of a name which somebody else may have typed; none once they came to us."""
    return {} if has_proved(person) else {"name": _("colleague")}


def where_from(person: Person, sources: Collection[str] = ()) -> str:
    """UK GDPR Article 14: who gave us a person's data, told with the first message and not again."""
    if person.told_source_at is not None:
        return ""
    places = [words for source, words in _PLACES.items() if source in sources] or [_PLACES[Source.OFFICER]]
    return "\n\n" + _(
        "This is the first time that we write to you. We have your name and your role from %(places)s. "
        "We have your e-mail address from your clerk or the council. "
        "We use them to send you safeguarding briefings and to count who has done them."
    ) % {"places": listed([str(words()) for words in places])}


_PLACES: dict[str, Callable[[], str]] = {
    Source.REGISTER: lambda: _("the national register of schools (“Get information about schools”)"),
    Source.COUNCIL: lambda: _("the council’s list of councillors"),
    Source.CLERK: lambda: _("the clerk of your board"),
    Source.OFFICER: lambda: _("the council"),
    Source.SELF: lambda: _("you"),
}


def seat_in_words(member: Member) -> str:
    """ "a governor at Elm Road Infants and Mersey View Primary": why this person is asked."""
    roles = listed([_("a %(role)s") % {"role": in_a_sentence(Role(role))} for role in member.roles])
    return _("%(role)s at %(organisations)s") % {"role": roles, "organisations": listed(member.organisations)}


def in_a_sentence(role: Role) -> str:
    return f"{role.label[:1].lower()}{role.label[1:]}"


def listed(words: Sequence[str]) -> str:
    """ "one, two and three"."""
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} {_('and')} {last}" if first else last
