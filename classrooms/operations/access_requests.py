"""How a teacher gets in: asked and let in, or named by the school."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from classrooms import emails
from classrooms.access import leads_of
from classrooms.audit import REQUEST_GRANTED, REQUEST_REFUSED
from classrooms.enums import RequestState
from classrooms.models import AccessRequest
from distribution.eligibility import why_not
from distribution.mail_limits import count_caused
from distribution.operations import queue_mailing
from people.audit.actions import APPOINTMENT_ADDED
from people.enums import Role, Source
from people.models import Appointment, Organisation, Person
from people.operations import Joiner, Term, add_appointment, end_appointment, record_audit
from people.queries import standing_facts

UNPROVED_KEPT = timedelta(days=2)


class AlreadyDecided(Exception):
    """Somebody has let them in or refused them already."""


@transaction.atomic
def ask_for_access(
    *, organisation: Organisation, given_name: str, family_name: str, address: str, role: Role, now: datetime
) -> AccessRequest:
    """Somebody says that they work at a school. Nothing opens: the address is proved first, then the school decides.

    Who is known by this address keeps the name that we know. Asking again is the same request.
    """
    person = Person.objects.filter(email=address).select_related("canonical").first()
    person = (person.canonical) if person else Person.objects.create_user(
        address, given_name=given_name, family_name=family_name
    )  # fmt: skip
    standing = AccessRequest.objects.filter(
        person=person, organisation=organisation, state__in=[RequestState.UNPROVED, RequestState.WAITING]
    ).first()
    return standing or AccessRequest.objects.create(
        person=person,
        name=f"{given_name} {family_name}".strip(),
        organisation=organisation,
        role=role,
        asked_at=now,
    )


@transaction.atomic
def prove_requests(*, person: Person, now: datetime) -> list[AccessRequest]:
    """The person has shown by a code that the address is theirs: their school is asked. Returns what was proved now."""
    rows = list(
        AccessRequest.objects.select_for_update(of=("self",))
        .filter(person__in=Person.objects.with_aliases(person), state=RequestState.UNPROVED)
        .select_related("organisation")
    )
    for row in rows:
        AccessRequest.objects.filter(pk=row.pk).update(state=RequestState.WAITING, proved_at=now)
        leads = leads_of(row.organisation, timezone.localdate(now), (Role.DSL, Role.HEADTEACHER))
        leads = [lead for lead in leads if lead.pk != person.pk]
        if len(why_not(leads, now=now)) < len(leads):
            message = emails.access_request(leads, name=row.name, address=person.email or "", school=row.organisation)
            queue_mailing(message=message, now=now)
    return rows


@transaction.atomic
def let_in(*, request: AccessRequest, by: Person, source: Source, now: datetime) -> Appointment:
    """The person holds the role at the school from today. Raises AlreadyDecided."""
    row = _decide(request, RequestState.LET_IN, by, now)
    person = row.person.canonical
    role, today = Role(row.role), timezone.localdate(now)
    standing = Appointment.objects.current(today).filter(
        person__in=Person.objects.with_aliases(person), organisation=row.organisation, role=role
    )
    place = standing.first() or Appointment.objects.create(
        person=person, organisation=row.organisation, role=role, starts_on=today, source=source, said_at=now,
        recorded_at=now,
    )  # fmt: skip
    queue_mailing(message=emails.let_in(person, school=row.organisation), now=now)
    record_audit(action=APPOINTMENT_ADDED, about=place, by=by, now=now)
    return place


@transaction.atomic
def refuse(*, request: AccessRequest, by: Person, now: datetime) -> None:
    """Raises AlreadyDecided."""
    row = _decide(request, RequestState.REFUSED, by, now)
    person = row.person.canonical
    queue_mailing(message=emails.refused(person, school=row.organisation), now=now)


def _decide(request: AccessRequest, state: RequestState, by: Person, now: datetime) -> AccessRequest:
    row = (
        AccessRequest.objects.select_for_update(of=("self",))
        .select_related("person__canonical", "organisation")
        .get(pk=request.pk)
    )
    if row.state != RequestState.WAITING:
        raise AlreadyDecided(row.pk)
    AccessRequest.objects.filter(pk=row.pk).update(state=state, decided_at=now, decided_by=by)
    decided = REQUEST_GRANTED if state == RequestState.LET_IN else REQUEST_REFUSED
    record_audit(action=decided, about=row, by=by, data={"person": row.person_id}, now=now)
    return row


@transaction.atomic
def name_staff(
    *, organisation: Organisation, role: Role, joiner: Joiner, by: Person, source: Source, now: datetime
) -> Appointment:
    """The school names somebody, who is told. Raises TooMuchMail, and what `people.operations.add_appointment` does."""
    place = add_appointment(
        organisation=organisation,
        joiner=joiner,
        term=Term(role=role, starts_on=timezone.localdate(now)),
        by=by,
        source=source,
        now=now,
    )
    person = place.person
    waiting = AccessRequest.objects.filter(person=person, organisation=organisation, state=RequestState.WAITING)
    waiting.update(state=RequestState.LET_IN, decided_at=now, decided_by=by)
    count_caused(by=by, to=person.post_address, now=now)
    queue_mailing(message=emails.let_in(person, school=organisation), now=now)
    return place


@transaction.atomic
def end_place(*, place: Appointment, ends_on: date, by: Person, source: Source, now: datetime) -> None:
    """Somebody does not work at the school any more. What they logged stays."""
    end_appointment(appointment=place, ends_on=ends_on, by=by, source=source, now=now)


@transaction.atomic
def discard_unproved(*, now: datetime) -> int:
    """An address that somebody typed and nobody proved goes again, and the record that was made for it."""
    old = AccessRequest.objects.filter(state=RequestState.UNPROVED, asked_at__lt=now - UNPROVED_KEPT)
    people = set(old.values_list("person", flat=True))
    count, _rows = old.delete()
    unknown = Person.objects.filter(
        pk__in=people, email_verified_at=None, is_staff=False, is_superuser=False, created_at__lt=now - UNPROVED_KEPT
    )
    # Whoever stands anywhere else, in the directory or by a code that waited in the mail queue, stays.
    free = set(unknown.values_list("pk", flat=True)) - standing_facts(Person, people)
    Person.objects.filter(pk__in=free).delete()
    return count
