"""Inviting an audience, reminding those who are silent, taking a "no"."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from distribution.audiences import PRINCIPAL, Member, appointments_in, members, sources_in
from distribution.eligibility import Reach, why_not
from distribution.emails import Recipient, seat_in_words, where_from
from distribution.models import Audience, Mailing
from distribution.operations import queue_mailing
from people.models import Person
from people.operations import record_audit
from workshops.audit import INVITATIONS_SENT, REMINDERS_SENT
from workshops.emails import INVITATION_REMINDER, invitation_message, invitation_reminder
from workshops.enums import Asked
from workshops.models import Invitation, WorkshopPage
from workshops.queries import sessions_coming

# As for briefings: whoever presses, nobody is pressed.
DAYS_BETWEEN = 7
MOST = 3


class NobodyToInvite(Exception):
    """Everyone in the audience has been invited already, or cannot be written to."""


class NothingToBook(Exception):
    """The workshop is not published, has no session to come, or its booking has closed."""


def _is_closed(workshop: WorkshopPage, now: datetime) -> bool:
    return workshop.closes_at is not None and now >= workshop.closes_at


def invitation_reach(workshop: WorkshopPage, audience: Audience, now: datetime) -> Reach[Member]:
    """Who of the audience would be invited at `now`, and why the others would not. 6 queries."""
    asked = set(Invitation.objects.filter(workshop=workshop).values_list(PRINCIPAL, flat=True))
    found = members(audience, timezone.localdate(now))
    reasons = why_not([member.person for member in found], now=now)
    reach: Reach[Member] = Reach()
    for member in found:
        pk = member.person.pk
        reach.add(member, Asked.BEFORE if pk in asked else reasons.get(pk))
    return reach


@transaction.atomic
def invite(*, workshop: WorkshopPage, audience: Audience, message: str, by: Person, now: datetime) -> Mailing:
    """Ask everyone of the audience who has not been asked yet, each once. Raises NobodyToInvite, NothingToBook."""
    WorkshopPage.objects.select_for_update(of=("self",)).get(pk=workshop.pk)  # of two officers one is first
    today, sessions = timezone.localdate(now), list(sessions_coming(workshop, now))
    if not sessions or not workshop.live or _is_closed(workshop, now):
        raise NothingToBook(workshop.pk)
    new = invitation_reach(workshop, audience, now).will_get_it
    if not new:
        raise NobodyToInvite(audience.pk)
    places, sources = _places(audience, today), sources_in(audience, today)
    recipients = [
        Recipient(m.person, {"why": seat_in_words(m)}, source=where_from(m.person, sources.get(m.person.pk, ())))
        for m in new
    ]
    letter = invitation_message(workshop, sessions, recipients, audience=audience, message=message, by=by, now=now)
    mailing = queue_mailing(message=letter, now=now)
    Invitation.objects.bulk_create(
        [
            Invitation(
                workshop=workshop,
                person=m.person,
                organisation_id=places.get(m.person.pk),
                audience=audience,
                mailing=mailing,
                invited_at=now,
            )
            for m in new
        ],
        batch_size=500,
    )
    record_audit(action=INVITATIONS_SENT, about=workshop, by=by, data={"people": len(new)}, now=now)
    return mailing


def _places(audience: Audience, today: date) -> dict[int, int]:
    """{person: the organisation for which they are asked}; of several the one that comes first by name."""
    rows = appointments_in(audience, today).annotate(principal=PRINCIPAL).order_by("-organisation__name")
    return dict(rows.values_list("principal", "organisation"))


def silent_to_remind(workshop: WorkshopPage, now: datetime) -> list[Invitation]:
    """Who has not answered, may be written to, and was not asked within the last days nor often enough.

    One invitation for each person, under however many records they were invited. 4 queries.
    """
    rows = workshop.invitations.with_replies().silent().select_related("person__canonical", "organisation")
    of_each: dict[int, list[Invitation]] = {}
    for row in rows:
        of_each.setdefault(row.person.canonical_id, []).append(row)
    due = [rows[0] for rows in of_each.values() if all(_is_due(row, now) for row in rows)]
    reasons = why_not([row.person.canonical for row in due], now=now, repeats=INVITATION_REMINDER.repeats)
    return [row for row in due if row.person.canonical_id not in reasons]


def _is_due(row: Invitation, now: datetime) -> bool:
    lately = now - timedelta(days=DAYS_BETWEEN)
    return row.reminders < MOST and max(row.invited_at, row.reminded_at or row.invited_at) <= lately


@transaction.atomic
def remind_silent(*, workshop: WorkshopPage, by: Person, now: datetime) -> int:
    """Write once more to the silent alone. Returns how many. Raises NobodyToInvite, NothingToBook."""
    WorkshopPage.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    sessions = list(sessions_coming(workshop, now))
    if not sessions or not workshop.live or _is_closed(workshop, now):
        raise NothingToBook(workshop.pk)
    rows = silent_to_remind(workshop, now)
    if not rows:
        raise NobodyToInvite(workshop.pk)
    recipients = [Recipient(row.person.canonical, source=where_from(row.person.canonical)) for row in rows]
    letter = invitation_reminder(workshop, sessions, recipients, by=by, now=now)
    queue_mailing(message=letter, now=now)
    for row in rows:
        row.reminded_at, row.reminders = now, row.reminders + 1
    Invitation.objects.bulk_update(rows, ["reminded_at", "reminders"], batch_size=200)
    record_audit(action=REMINDERS_SENT, about=workshop, by=by, data={"people": len(rows)}, now=now)
    return len(rows)


@transaction.atomic
def decline(*, invitation: Invitation, now: datetime) -> None:
    """ "I cannot come": counted as an answer, and not asked again. Booking later takes it back."""
    Invitation.objects.filter(pk=invitation.pk, declined_at=None).update(declined_at=now)
