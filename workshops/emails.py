"""The words of messages about bookings, and each recipient's own calendar entry. Rendered once for all recipients."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from distribution.enums import CalendarMethod
from learning.emails import letter_context, where_from
from workshops.calendars import Event, Method, Party, as_mail_part, calendar_file
from workshops.enums import LetterKind
from workshops.models import Booking, WorkshopPage, WorkshopSession

# What a letter does to the recipient's calendar.
CALENDAR = {
    LetterKind.CONFIRMED: CalendarMethod.REQUEST,
    LetterKind.PROMOTED: CalendarMethod.REQUEST,
    LetterKind.MOVED: CalendarMethod.REQUEST,
    LetterKind.CANCELLED: CalendarMethod.CANCEL,
}


def page_of(workshop_id: int) -> str:
    """The one address at which a person finds their place, their turn or the form, whatever it is just now."""
    return f"/bookings/{workshop_id}/"


def when(session: WorkshopSession) -> str:
    """ "Friday 15 January 2027, 10:00 to 13:00", by the clock in Britain."""
    starts, ends = localtime(session.starts_at), localtime(session.ends_at)
    if starts.date() == ends.date():
        return f"{date_format(starts, 'l j F Y, H:i')} {_('to')} {date_format(ends, 'H:i')}"
    return f"{date_format(starts, 'l j F Y, H:i')} {_('to')} {date_format(ends, 'l j F Y, H:i')}"


def organizer(own: dict) -> Party:
    """`own` is the partnership of `letter_context()`."""
    return Party(own["name"], own["contact_email"] or settings.MAIL_FROM)


def booking_letter(
    kind: LetterKind, session: WorkshopSession, common: dict, *, before: str = "", reason: str = "",
    calendar: bool = True,
) -> tuple[str, str, str]:  # fmt: skip
    """(subject, plain text, HTML), the two bodies with the same content. `before`: when and where it was.

    `common` is `letter_context()`.
    """
    context = {
        **common,
        "kind": kind.value,
        "workshop": session.workshop,
        "session": session,
        "when": when(session),
        "before": before,
        "reason": reason,
        "calendar": calendar and kind in CALENDAR,
    }
    subject = f"{_label(kind, calendar)}: {session.workshop.title}, {date_format(localtime(session.starts_at), 'j F')}"
    return (
        subject[:200],
        render_to_string("email/booking.txt", context),
        render_to_string("email/booking.html", context),
    )


def _label(kind: LetterKind, calendar: bool) -> str:
    """Who never had a place is not told that it is cancelled: without an entry they were waiting for one."""
    return _("You are off the waiting list") if kind == LetterKind.CANCELLED and not calendar else str(kind.label)


def invitation_letter(
    workshop: WorkshopPage, sessions: Iterable[WorkshopSession], message: str, *, again: bool, now: datetime
):
    """(subject, plain text, HTML) of an invitation, or of the reminder of it."""
    subject = _("Reminder: %(title)s") if again else _("Invitation: %(title)s")
    context = {
        **letter_context(),
        "workshop": workshop,
        "message": message.strip(),
        "sessions": [(when(s), s.where) for s in sessions],
        "again": again,
        "opens": workshop.opens_at if workshop.opens_at and workshop.opens_at > now else None,
    }
    return (
        (subject % {"title": workshop.title})[:200],
        render_to_string("email/invitation.txt", context),
        render_to_string("email/invitation.html", context),
    )


def letter_values(
    booking: Booking, session: WorkshopSession, *, by: Party, now: datetime, said: str = "",
    position: int | None = None, calendar: CalendarMethod | str = "",
) -> dict[str, str]:  # fmt: skip
    """The recipient's own: what is said to them alone, their code, their calendar entry, who gave us their data.

    `by` is the organizer of the calendar entry.
    """
    found = {
        "name": booking.name,
        "code": booking.code,
        "said": f"{said}\n\n" if said else "",
        "position": str(position or ""),
        "source": _who_gave(booking),
    }
    if calendar:
        found["calendar"] = as_mail_part(entry(booking, session, by=by, method=Method(calendar), now=now))
    return found


def _who_gave(booking: Booking) -> str:
    """UK GDPR Article 14, for somebody whom a colleague named."""
    if booking.person.told_source_at is not None:
        return ""
    own = booking.booked_by is None or booking.booked_by_id == booking.person_id
    if own or booking.person.appointments.exists():  # somebody we knew before
        return where_from(booking.person, ())
    return "\n\n" + _(
        "This is the first time that we write to you. %(name)s gave us your name and your e-mail address to book this "
        "place for you. We use them for this workshop only."
    ) % {"name": booking.booked_by}


def entry(booking: Booking, session: WorkshopSession, *, by: Party, method: Method, now: datetime) -> bytes:
    """The calendar file of one booking as it stands: its UID and SEQUENCE are the row's own."""
    link = f"{settings.PUBLIC_URL}{page_of(session.workshop_id)}"
    words = [session.workshop.purpose, _("Your code at the door: %(code)s") % {"code": booking.code}]
    if session.online_link:
        words.append(_("Online room: %(link)s") % {"link": session.online_link})
    words += [session.workshop.joining, _("Your place, and how to change it: %(link)s") % {"link": link}]
    return calendar_file(
        Event(
            uid=booking.uid,
            sequence=booking.sequence,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            summary=session.workshop.title,
            location=session.where,
            description="\n\n".join(word for word in words if word),
            organizer=by,
            attendee=Party(booking.name, booking.principal.post_address or settings.MAIL_FROM),
            url=link,
        ),
        method=method,
        at=now,
    )
