"""How films for schools answer for personal data: teachers and DSLs. No table here is about a pupil."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from classrooms.enums import RequestState
from classrooms.models import AccessRequest, DslNotice, PackFetched, ParentLink, Showing
from people.personal_record import PersonRecord
from people.privacy import ERASED, AppPrivacy, Event, Identifiers, Retention, about, acted, emptied, impersonal

FIELDS = {
    "AccessRequest.person": about(),
    "AccessRequest.name": emptied("Replaced; a request that nobody has decided is deleted."),
    "AccessRequest.decided_by": acted(),
    "ParentLink.made_by": about("The school keeps its link."),
    "ParentLink.token": impersonal("A random address that the school gives to parents."),
    "PackFetched.person": about(),
    "Showing.logged_by": about("The school keeps its record of the showing."),
    "Showing.title": impersonal("The title of a film."),
    "Showing.wants": impersonal("Ticks, of a fixed list."),
    "DslNotice.by": about("That the DSL was told stays. The message is in the delivery."),
}
RETENTION = {
    "classrooms_showing": Retention("for ever; taken back by the school", "Counts of what schools have shown."),
    "classrooms_dslnotice": Retention("for ever", "So that the DSL is told once."),
    "classrooms_accessrequest": Retention("2 days if the address is not proved, else for ever", "Who let whom in."),
    "classrooms_parentlink": Retention("for ever; works 120 days", "So that a school has one link for a film."),
    "classrooms_packfetched": Retention("for ever", "So that people can be told when a pack is withdrawn."),
}
HEADINGS = {"school": gettext_lazy("Films for schools")}


def history(record: PersonRecord) -> Iterator[Event]:
    """5 queries."""
    yield from _requests(record)
    for showing in Showing.objects.filter(logged_by__in=record.keys).select_related("organisation"):
        words = _("Logged a showing of “%(title)s” at %(school)s on %(day)s") % {
            "title": showing.title, "school": showing.organisation, "day": date_format(showing.shown_on, "j F Y")
        }  # fmt: skip
        yield Event(showing.logged_at, "school", words)
    for notice in DslNotice.objects.filter(by__in=record.keys).select_related("organisation", "page"):
        words = _("Told the DSL of %(school)s that “%(title)s” will be shown on %(day)s") % {
            "school": notice.organisation, "title": notice.page, "day": date_format(notice.planned_on, "j F Y")
        }  # fmt: skip
        yield Event(notice.at, "school", words)
    for link in ParentLink.objects.filter(made_by__in=record.keys).select_related("organisation", "page"):
        words = _("Made the link for parents of %(school)s to “%(title)s”")
        yield Event(link.made_at, "school", words % {"school": link.organisation, "title": link.page})
    for fetched in PackFetched.objects.filter(person__in=record.keys).select_related("pack__page"):
        yield Event(fetched.at, "school", _("Fetched the offline pack “%(pack)s”") % {"pack": fetched.pack})


def _requests(record: PersonRecord) -> Iterator[Event]:
    for row in AccessRequest.objects.filter(person__in=record.keys).select_related("organisation"):
        values = {"school": row.organisation, "name": row.name, "state": row.get_state_display()}
        yield Event(row.asked_at, "school", _("Asked to see the films for %(school)s, as “%(name)s”") % values)
        if row.proved_at:
            yield Event(row.proved_at, "school", _("Proved their address to %(school)s") % values)
        if row.decided_at:
            yield Event(row.decided_at, "school", _("Request to %(school)s: %(state)s") % values)


def known_as(record: PersonRecord) -> Iterator[str]:
    """As they gave it; a person whom we know already keeps the name that we know."""
    yield from AccessRequest.objects.filter(person__in=record.keys).values_list("name", flat=True)


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    requests = AccessRequest.objects.filter(person__in=record.keys)
    requests.filter(state__in=[RequestState.UNPROVED, RequestState.WAITING]).delete()
    requests.update(name=ERASED)


PRIVACY = AppPrivacy(
    "classrooms",
    fields=FIELDS,
    retention=RETENTION,
    headings=HEADINGS,
    history=history,
    known_as=known_as,
    erase=erase,
)
