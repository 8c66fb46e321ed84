"""How the ways in answer for personal data. Sessions and second factors: people/privacy/frameworks.py."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import CodeRequest, LinkBinding, OpenSession
from people.personal_record import PersonRecord
from people.privacy import AppPrivacy, Event, Identifiers, Retention, about, emptied, impersonal

FIELDS = {
    "LinkBinding.browser_hash": emptied("The row is deleted.", exported=False),
    "OpenSession.person": about(),
    "CodeRequest.person": about("It lives for seconds."),
    "OpenSession.session_key": emptied("The row is deleted.", exported=False),
    "OpenSession.device": emptied("The row is deleted."),
    "CodeCount.key": impersonal("A keyed hash of what is counted: nobody can be read from it."),
    "CodeCount.newest": impersonal("A random number."),
    "CodeRequest.address": emptied("The row is deleted.", exported=False),
    "CodeRequest.code": emptied("The row is deleted.", exported=False),
}
RETENTION = {
    "accounts_linkbinding": Retention("for ever", "It shows that somebody pressed a button."),
    "accounts_opensession": Retention("until the session is over", "So that its owner can end it."),
    "accounts_codecount": Retention("until the day after", "So that nobody can guess a code."),
    "accounts_coderequest": Retention("seconds, until a worker has written the message", "To send the code."),
}


def history(record: PersonRecord) -> Iterator[Event]:
    """1 query."""
    bindings = LinkBinding.objects.filter(delivery__person__in=record.keys).select_related("delivery__mailing")
    for binding in bindings:
        words = _("Pressed the button behind the link of “%(subject)s”") % {"subject": binding.delivery.mailing.subject}
        yield Event(binding.bound_at, "post", words)


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    LinkBinding.objects.filter(delivery__person__in=record.keys).delete()
    CodeRequest.objects.filter(person__in=record.keys).delete()
    OpenSession.objects.filter(person__in=record.keys).delete()


PRIVACY = AppPrivacy("accounts", fields=FIELDS, retention=RETENTION, history=history, erase=erase)
