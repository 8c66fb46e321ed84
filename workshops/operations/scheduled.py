"""What time does by itself: floors run out, reminders fall due, sessions end, needs are forgotten. Safe to repeat."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from people.operations import record_audit
from workshops.audit import NEEDS_PURGED
from workshops.calendars import LONDON
from workshops.emails import News
from workshops.enums import LetterKind
from workshops.models import Booking, Letter, Needs, WorkshopSession
from workshops.operations.bookings import locked_session
from workshops.operations.check_in import recompute_attendance
from workshops.operations.emails import write_letters
from workshops.operations.waiting_list import fill_free_places

JUST_BOOKED = timedelta(hours=12)  # whoever got the confirmation within these knows without a reminder
STALE = timedelta(hours=36)  # a reminder that nobody sent for so long is not sent any more
NEEDS_KEPT = timedelta(days=14)
FEEDBACK_AFTER = timedelta(hours=1)
FEEDBACK_WITHIN = timedelta(days=7)
AT_ONCE = 200  # letters in a transaction


def reminder_moments(session: WorkshopSession) -> list[datetime]:
    """When this session's reminders fall due, the earliest first: so many days before, by the clock in Britain."""
    day = session.starts_at.astimezone(LONDON).date()
    at = session.workshop.reminder_time
    moments = [
        datetime.combine(day - timedelta(days=days), at, tzinfo=LONDON) for days in session.workshop.days_of_reminders
    ]
    return [moment for moment in moments if moment < session.starts_at]


@transaction.atomic
def settle_session(*, session: WorkshopSession, now: datetime) -> int:
    """A floor may have run out since: whoever may now have a place gets it. Returns how many did."""
    return len(fill_free_places(locked_session(session), now))


def send_reminders(*, session: WorkshopSession, now: datetime) -> int:
    """The latest reminder that is due, to whoever has a place and has not had it. Returns how many were written."""
    due = max((moment for moment in reminder_moments(session) if moment <= now), default=None)
    if due is None or now - due > STALE or session.is_cancelled or session.has_begun(now):
        return 0
    written = 0
    while some := _remind_some(session, due, now):
        written += some
    return written


@transaction.atomic
def _remind_some(session: WorkshopSession, due: datetime, now: datetime) -> int:
    session = locked_session(session)
    had = Letter.objects.filter(booking=OuterRef("pk"), kind=LetterKind.REMINDER, due_at=due)
    rows = session.bookings.confirmed().filter(~Exists(had), confirmed_at__lte=due - JUST_BOOKED)
    some = list(rows.select_related("person__canonical", "booked_by").order_by("pk")[:AT_ONCE])
    write_letters(News(kind=LetterKind.REMINDER, session=session), some, due_at=due, now=now)
    return len(some)


@transaction.atomic
def count_attendance(*, session: WorkshopSession, now: datetime) -> int:
    """After the end: who was there long enough has the evidence, also who left unscanned. Returns how many came."""
    session = locked_session(session)
    scanned = session.bookings.filter(attendance__isnull=False).select_for_update(of=("self",))
    bookings = list(scanned.select_related("person__canonical", "organisation").order_by("pk"))
    for booking in bookings:
        recompute_attendance(booking=booking, session=session, now=now)
    WorkshopSession.objects.filter(pk=session.pk).update(attended_counted_at=now)
    return len(bookings)


@transaction.atomic
def ask_for_feedback(*, session: WorkshopSession, now: datetime) -> int:
    """Those who came are asked once. Returns how many."""
    session = locked_session(session)
    if session.asked_at is not None:
        return 0
    asked = Letter.objects.filter(booking=OuterRef("pk"), kind=LetterKind.FEEDBACK)
    came = session.bookings.confirmed().filter(~Exists(asked), attendance__isnull=False, feedback_given=False)
    bookings = list(came.select_related("person__canonical", "booked_by"))
    write_letters(News(kind=LetterKind.FEEDBACK, session=session), bookings, now=now)
    WorkshopSession.objects.filter(pk=session.pk).update(asked_at=now)
    return len(bookings)


@transaction.atomic
def purge_needs(*, now: datetime) -> int:
    """Access and dietary needs go 14 days after the session. What was done is in the audit log. Returns how many."""
    old = Needs.objects.filter(booking__session__ends_at__lt=now - NEEDS_KEPT)
    count = old.count()
    if count:
        Needs.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
        record_audit(action=NEEDS_PURGED, about=Needs, by=None, data={"bookings": count}, now=now)
    return count


def keep(*, now: datetime) -> dict[str, int]:
    """One round over all sessions that time has something to do with. Returns what was done, by name."""
    done = {"promoted": 0, "reminded": 0, "counted": 0, "asked": 0, "purged": 0}
    for session in WorkshopSession.objects.coming(now).select_related("workshop"):
        if Booking.objects.filter(session=session).waiting().exists():
            done["promoted"] += settle_session(session=session, now=now)
        done["reminded"] += send_reminders(session=session, now=now)
    over = WorkshopSession.objects.held().filter(ends_at__lte=now)
    for session in over.filter(attended_counted_at=None).select_related("workshop"):
        done["counted"] += count_attendance(session=session, now=now)
    lately = over.filter(asked_at=None, ends_at__lte=now - FEEDBACK_AFTER, ends_at__gt=now - FEEDBACK_WITHIN)
    for session in lately.select_related("workshop"):
        done["asked"] += ask_for_feedback(session=session, now=now)
    done["purged"] = purge_needs(now=now)
    return done
