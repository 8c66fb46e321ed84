"""How workshops answer for personal data: invitations, places, needs, the door, feedback."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.personal_record import PersonRecord
from people.privacy import (
    ERASED,
    AppPrivacy,
    Event,
    Identifiers,
    Retention,
    about,
    acted,
    emptied,
    fields,
    impersonal,
    kept,
    prose,
)
from workshops.models import Booking, Invitation, Needs
from workshops.models.booking import new_code, new_uid

CONTENT = "Published by the council, names of who leads it included. An editor changes it."
FIELDS = {
    "WorkshopIndexPage.introduction": kept(CONTENT),
    **fields(
        kept(CONTENT),
        "WorkshopPage",
        "purpose for_whom facilitators body access_information joining feedback_reader",
    ),
    "WorkshopPage.reminder_days": impersonal("Numbers of days."),
    "WorkshopSession_stewards.person": about(),
    **fields(kept("Published by the council: when and where."), "WorkshopSession", "label place online_link"),
    "WorkshopSession.cancelled_reason": prose("Why an officer cancelled it, as those booked were told."),
    "Invitation.person": about(),
    "Booking.person": about(),
    "Booking.booked_by": acted("Somebody booked for a colleague: the place is the colleague's."),
    "Booking.name": emptied("Replaced. The place stays counted."),
    **fields(
        emptied("Another: what they hold, on paper or in a calendar, no longer leads here."), "Booking", "code uid"
    ),
    "Needs.access": emptied("The row is deleted."),
    "Needs.diet": emptied("The row is deleted."),
    "Needs.other": emptied("The row is deleted; what others say of them is scrubbed.", scrubbed=True),
    "Scan.by": acted(),
    "Feedback.comment": prose("Nobody knows who wrote it; it may name anybody."),
}
RETENTION = {
    "workshops_workshoppage": Retention("until deleted; a booked one stays", "Content."),
    "workshops_workshopindexpage": Retention("until deleted; a booked one stays", "Content."),
    "workshops_workshopsession": Retention("until deleted; a booked one stays", "Content."),
    "workshops_workshopsession_stewards": Retention("until deleted; a booked one stays", "Who opens the door."),
    "workshops_allocation": Retention("until deleted; a booked one stays", "Not personal."),
    "workshops_invitation": Retention("for ever", "To show who was invited."),
    "workshops_booking": Retention("for ever", "To show who came, and who did not get a place."),
    "workshops_needs": Retention("14 days after the session, or until cancelled", "So that they can take part."),
    "workshops_letter": Retention("for ever", "So that a reminder goes out once."),
    "workshops_passedover": Retention("for ever", "So that an officer can say why."),
    "workshops_scan": Retention("for ever", "To show who came, and for how long."),
    "workshops_attendance": Retention("for ever", "To show who came, and for how long."),
    "workshops_feedback": Retention("for ever", "To make the next one better."),
}
HEADINGS = {"workshop": gettext_lazy("Workshops")}


def history(record: PersonRecord) -> Iterator[Event]:
    """2 queries."""
    for invitation in Invitation.objects.filter(person__in=record.keys).select_related("workshop"):
        title = {"title": invitation.workshop}
        yield Event(invitation.invited_at, "workshop", _("Invited to “%(title)s”") % title)
        if invitation.declined_at:
            yield Event(invitation.declined_at, "workshop", _("Declined “%(title)s”") % title)
    own = Booking.objects.filter(person__in=record.keys)
    for booking in own.select_related("session__workshop", "attendance", "needs"):
        times = (
            (booking.queued_at, _("Asked for a place: %(title)s")),
            (booking.confirmed_at, _("Got a place: %(title)s")),
            (booking.cancelled_at, _("Place cancelled: %(title)s")),
            (getattr(getattr(booking, "attendance", None), "arrived_at", None), _("Came: %(title)s")),
            (getattr(getattr(booking, "needs", None), "stated_at", None), _("Told us what they need: %(title)s")),
        )
        for at, words in times:
            if at:
                yield Event(at, "workshop", words % {"title": booking.session})


def known_as(record: PersonRecord) -> Iterator[str]:
    yield from Booking.objects.filter(person__in=record.keys).values_list("name", flat=True)


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """A place that was taken stays counted; the name, and what they needed, go."""
    own = Booking.objects.filter(person__in=record.keys)
    Needs.objects.filter(booking__in=own).delete()
    for booking in own.only("pk"):
        Booking.objects.filter(pk=booking.pk).update(name=ERASED, code=new_code(), uid=new_uid())


PRIVACY = AppPrivacy(
    "workshops",
    fields=FIELDS,
    retention=RETENTION,
    headings=HEADINGS,
    history=history,
    known_as=known_as,
    erase=erase,
)
