"""Inviting an audience, reminding those who are silent, taking a "no"."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from distribution.audiences import PRINCIPAL, appointments_in, members
from distribution.enums import MailKind
from distribution.models import Audience, Mailing
from distribution.operations import Recipient, queue_mailing
from distribution.queries import reachable
from learning.emails import letter_context, where_from, why
from learning.operations import note_told
from learning.queries import sources_in
from people.models import Person
from people.operations import record_audit
from workshops.emails import invitation_letter, page_of
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


@transaction.atomic
def invite(*, workshop: WorkshopPage, audience: Audience, message: str, by: Person, now: datetime) -> Mailing:
    """Ask everyone of the audience who has not been asked yet, each once. Raises NobodyToInvite, NothingToBook."""
    WorkshopPage.objects.select_for_update(of=("self",)).get(pk=workshop.pk)  # of two officers one is first
    today, sessions = timezone.localdate(now), list(sessions_coming(workshop, now))
    if not sessions or not workshop.live or _is_closed(workshop, now):
        raise NothingToBook(workshop.pk)
    asked = set(Invitation.objects.filter(workshop=workshop).values_list("person", flat=True))
    found = [m for m in members(audience, today) if m.person.pk not in asked]
    can = reachable([m.person for m in found])
    new = [m for m in found if m.person.pk in can]
    if not new:
        raise NobodyToInvite(audience.pk)
    places = _places(audience, today)
    subject, text, html = invitation_letter(workshop, sessions, message, again=False, now=now)
    sources = sources_in(audience, today)
    mailing = _mail(
        workshop, subject, text, html, by=by, now=now, audience=audience, message=message,
        recipients=[
            Recipient(m.person, {"why": why(m), "source": where_from(m.person, sources.get(m.person.pk, ()))})
            for m in new
        ],
    )  # fmt: skip
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
    note_told([m.person for m in new], now)
    record_audit(action="workshop invitations sent", actor=by, detail=f"workshop {workshop.pk}, {len(new)}", now=now)
    return mailing


def _places(audience: Audience, today) -> dict[int, int]:
    """{person: the organisation for which they are asked}; of several the one that comes first by name."""
    rows = appointments_in(audience, today).annotate(principal=PRINCIPAL).order_by("-organisation__name")
    return dict(rows.values_list("principal", "organisation"))


def _mail(workshop, subject, text, html, *, recipients, by, now, audience=None, message="") -> Mailing:
    return queue_mailing(
        kind=MailKind.INVITATION,
        subject=subject,
        text=text,
        html=html,
        recipients=recipients,
        now=now,
        audience=audience,
        link_path=page_of(workshop.pk),
        link_title=workshop.title,
        reply_to=letter_context()["partnership"]["contact_email"],
        created_by=by,
    )


def silent_to_remind(workshop: WorkshopPage, now: datetime) -> list[Invitation]:
    """Who has not answered, may be written to, and was not asked within the last days nor often enough."""
    lately = now - timedelta(days=DAYS_BETWEEN)
    rows = workshop.invitations.with_replies().silent().select_related("person__canonical", "organisation")
    due = [
        row for row in rows if row.reminders < MOST and max(row.invited_at, row.reminded_at or row.invited_at) <= lately
    ]
    can = reachable([row.person.canonical for row in due])
    return [row for row in due if row.person.canonical.pk in can]


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
    subject, text, html = invitation_letter(workshop, sessions, "", again=True, now=now)
    _mail(
        workshop, subject, text, html, by=by, now=now,
        recipients=[
            Recipient(
                row.person.canonical,
                {"source": where_from(row.person, ())},
            )
            for row in rows
        ],
    )  # fmt: skip
    for row in rows:
        row.reminded_at, row.reminders = now, row.reminders + 1
    Invitation.objects.bulk_update(rows, ["reminded_at", "reminders"], batch_size=200)
    record_audit(action="workshop reminders sent", actor=by, detail=f"workshop {workshop.pk}, {len(rows)}", now=now)
    return len(rows)


@transaction.atomic
def decline(*, invitation: Invitation, now: datetime) -> None:
    """ "I cannot come": counted as an answer, and not asked again. Booking later takes it back."""
    Invitation.objects.filter(pk=invitation.pk, declined_at=None).update(declined_at=now)
