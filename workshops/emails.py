"""Messages about workshops: invitations, bookings, and each recipient's own calendar entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import PartnershipSettings
from distribution.emails import Message, Recipient, greeting, letter, named, where_from
from distribution.enums import CalendarMethod
from distribution.mail_types import MailType
from distribution.models import Audience
from people.models import Person
from workshops.calendars import Event, Method, Party, as_mail_part, calendar_file
from workshops.enums import LetterKind
from workshops.models import Booking, WorkshopPage, WorkshopSession

WHY_BOOKED = gettext_lazy("You are booked for this workshop of %(partnership)s, or waiting for a place.")
WHY_CANCELLED = gettext_lazy("You had a place at this workshop of %(partnership)s, or were waiting for one.")

INVITATION = MailType(
    kind="invitation",
    label=gettext_lazy("Invitation to a workshop"),
    templates=("invitation",),
    why=gettext_lazy("You are %(why)s. %(partnership)s invites people in that role."),
)
INVITATION_REMINDER = MailType(
    kind="invitation_reminder",
    label=gettext_lazy("Reminder of an invitation"),
    templates=("invitation",),
    why=gettext_lazy("%(partnership)s invited you to this workshop and has had no answer."),
    repeats=True,
)
BOOKING = MailType(
    kind="booking", label=gettext_lazy("About a booking"), templates=("booking",), why=WHY_BOOKED, urgent=True
)
WORKSHOP = MailType(
    kind="workshop", label=gettext_lazy("To those booked on a workshop"), templates=("booking",), why=WHY_BOOKED
)
MAIL_TYPES = (INVITATION, INVITATION_REMINDER, BOOKING, WORKSHOP)

IN_BULK = (LetterKind.MOVED, LetterKind.REMINDER, LetterKind.FEEDBACK)
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


def organizer() -> Party:
    own = PartnershipSettings.summary()
    return Party(own["name"], own.get("contact_email") or settings.MAIL_FROM)


@dataclass(frozen=True, kw_only=True)
class News:
    """What a letter about bookings says to all who get it, and what it does to their calendars.

    `before`: when and where the session was. `reason` is everybody's; one of a recipient's own is a merge field.
    """

    kind: LetterKind
    session: WorkshopSession
    before: str = ""
    reason: str = ""
    calendar: bool = True

    @property
    def method(self) -> CalendarMethod | str:
        return CALENDAR.get(self.kind, "") if self.calendar else ""

    @property
    def label(self) -> str:
        """Who never had a place is not told that it is cancelled: without an entry they were waiting for one."""
        if self.kind == LetterKind.CANCELLED and not self.calendar:
            return _("You are off the waiting list")
        return str(self.kind.label)


def booking_message(news: News, recipients: Sequence[Recipient], *, by: Person | None) -> Message:
    session, workshop, cancelled = news.session, news.session.workshop, news.kind == LetterKind.CANCELLED
    context = {
        "kind": news.kind.value,
        "workshop": workshop,
        "session": session,
        "when": when(session),
        "before": news.before,
        "reason": news.reason,
        "calendar": bool(news.method),
    }
    return letter(
        WORKSHOP if news.kind in IN_BULK else BOOKING,
        f"{news.label}: {workshop.title}, {date_format(localtime(session.starts_at), 'j F')}",
        context,
        why=WHY_CANCELLED if cancelled else "",
        recipients=recipients,
        calendar_method=news.method,
        not_after=None if cancelled or news.kind == LetterKind.FEEDBACK else session.ends_at,
        created_by=by,
        **_about(workshop),
    )


def _about(workshop: WorkshopPage) -> dict[str, str]:
    return {
        "link_path": page_of(workshop.pk),
        "link_title": workshop.title,
        "reply_to": PartnershipSettings.summary().get("contact_email", ""),
    }


def invitation_message(
    workshop: WorkshopPage,
    sessions: Iterable[WorkshopSession],
    recipients: Sequence[Recipient],
    *,
    audience: Audience,
    message: str,
    by: Person,
    now: datetime,
) -> Message:
    subject = _("Invitation: %(title)s") % {"title": workshop.title}
    context = {**_to_book(workshop, sessions, now), "message": message.strip()}
    return letter(
        INVITATION, subject, context, recipients=recipients, audience=audience, created_by=by, **_about(workshop)
    )


def invitation_reminder(
    workshop: WorkshopPage,
    sessions: Iterable[WorkshopSession],
    recipients: Sequence[Recipient],
    *,
    by: Person,
    now: datetime,
) -> Message:
    subject = _("Reminder: %(title)s") % {"title": workshop.title}
    context = {**_to_book(workshop, sessions, now), "again": True}
    return letter(INVITATION_REMINDER, subject, context, recipients=recipients, created_by=by, **_about(workshop))


def _to_book(workshop: WorkshopPage, sessions: Iterable[WorkshopSession], now: datetime) -> dict[str, Any]:
    opens = workshop.opens_at if workshop.opens_at and workshop.opens_at > now else None
    return {"workshop": workshop, "sessions": [(when(s), s.where) for s in sessions], "opens": opens}


def booked(booking: Booking, news: News, own: Mapping[str, str], *, now: datetime) -> Recipient:
    """Whoever holds the booking: their code, their calendar entry, who gave us their data.

    `own` is what is said to them alone: `said` before all else, a `reason`, their `position` on the waiting list.
    """
    name = _name_of(booking)
    values = {"name": name, "code": booking.code, **own}
    if own.get("said"):
        values["said"] = f"{own['said']}\n\n"
    if news.method:
        file = entry(booking, news.session, by=organizer(), method=Method(news.method), now=now, name=name)
        values["calendar"] = as_mail_part(file)
    return Recipient(booking.principal, values, source=_who_gave(booking))


def _name_of(booking: Booking) -> str:
    """What we call whoever holds a booking. A colleague's name was typed by somebody else (`greeting`)."""
    by = booking.booked_by
    if by is None or by.pk == booking.person_id or by.is_staff:
        return booking.name
    return greeting(booking.principal).get("name", booking.name)


def colleague_at(booking: Booking) -> str:
    """How somebody is named who books for others and has not proved their address: by their organisation."""
    if booking.organisation is None:
        return _("A colleague")
    return _("A colleague at %(organisation)s") % {"organisation": booking.organisation.name}


def _who_gave(booking: Booking) -> str:
    """UK GDPR Article 14, for somebody whom a colleague named."""
    if booking.person.told_source_at is not None:
        return ""
    own = booking.booked_by is None or booking.booked_by_id == booking.person_id
    if own or booking.person.appointments.exists():  # somebody we knew before
        return where_from(booking.person)
    return "\n\n" + _(
        "This is the first time that we write to you. %(name)s gave us your name and your e-mail address to book this "
        "place for you. We use them for this workshop only."
    ) % {"name": named(booking.booked_by, colleague_at(booking))}


def entry(
    booking: Booking, session: WorkshopSession, *, by: Party, method: Method, now: datetime, name: str = ""
) -> bytes:
    """The calendar file of one booking as it stands: its UID and SEQUENCE are the row's own. `name`: not the row's."""
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
            attendee=Party(name or booking.name, booking.principal.post_address or settings.MAIL_FROM),
            url=link,
        ),
        method=method,
        at=now,
    )
