"""Messages about bookings: one mailing for all who get the same, one letter noted for each booking."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import F

from distribution.enums import CalendarMethod, MailKind
from distribution.models import Delivery, Mailing
from distribution.operations import Recipient, cancel_deliveries, queue_mailing
from learning.emails import letter_context
from learning.operations import note_told
from people.models import Person
from workshops.emails import CALENDAR, booking_letter, letter_values, organizer, page_of
from workshops.enums import LetterKind
from workshops.models import Booking, Letter, WorkshopSession

IN_BULK = (LetterKind.MOVED, LetterKind.REMINDER, LetterKind.FEEDBACK)


def write_letters(
    *,
    kind: LetterKind,
    session: WorkshopSession,
    bookings: Sequence[Booking],
    now: datetime,
    said: Callable[[Booking], str] = lambda booking: "",
    position: Callable[[Booking], int | None] = lambda booking: None,
    before: str = "",
    reason: str = "",
    calendar: bool = True,
    new: bool = False,
    due_at: datetime | None = None,
    by: Person | None = None,
) -> Mailing | None:
    """Write one mailing to the people of `bookings`, whose calendar entries stand at the rows' own SEQUENCE.

    What earlier letters about the same bookings have not been handed over is not sent any more: this one says what
    holds. `new` bookings have none. `said` is what each recipient alone is told.
    """
    if not bookings:
        return None
    if not new:
        _overtake(bookings, now)
    method: CalendarMethod | str = CALENDAR.get(kind, "") if calendar else ""
    common = letter_context()
    own = common["partnership"]
    subject, text, html = booking_letter(kind, session, common, before=before, reason=reason, calendar=calendar)
    mailing = queue_mailing(
        kind=MailKind.WORKSHOP if kind in IN_BULK else MailKind.BOOKING,
        subject=subject,
        text=text,
        html=html,
        recipients=[
            Recipient(
                row.principal,
                letter_values(
                    row, session, by=organizer(own), now=now, said=said(row), position=position(row), calendar=method
                ),
            )
            for row in bookings
        ],
        now=now,
        link_path=page_of(session.workshop_id),
        link_title=session.workshop.title,
        reply_to=own["contact_email"],
        calendar_method=method,
        not_after=None if kind in (LetterKind.CANCELLED, LetterKind.FEEDBACK) else session.ends_at,
        created_by=by,
    )  # fmt: skip
    Letter.objects.bulk_create(
        [Letter(booking=row, mailing=mailing, kind=kind, due_at=due_at, at=now) for row in bookings]
    )
    note_told([row.principal for row in bookings if row.principal.post_address], now)
    return mailing


def _overtake(bookings: Sequence[Booking], now: datetime) -> None:
    waiting = Delivery.objects.unfinished().filter(
        mailing__letters__booking__in=[row.pk for row in bookings], person=F("mailing__letters__booking__person")
    )
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        cancel_deliveries(
            deliveries=Delivery.objects.filter(pk__in=ids), reason="A newer message says what holds.", now=now
        )
