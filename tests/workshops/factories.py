"""What the tests of workshops stand on: a workshop with sessions, agencies and their people. Plain functions."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils import timezone

from people.enums import OrganisationKind, Role
from people.models import Appointment, Organisation, Person
from tests import cast
from workshops.models import Allocation, Booking, Invitation, WorkshopIndexPage, WorkshopPage, WorkshopSession
from workshops.operations import book

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
STARTS = datetime(2027, 1, 15, 10, 0, tzinfo=UTC)


def workshop(title="Safer places together", slug="safer-places", **fields) -> WorkshopPage:
    home = cast.home_page()
    index = WorkshopIndexPage.objects.first() or home.add_child(
        instance=WorkshopIndexPage(title="Workshops", slug="workshops")
    )
    page = index.add_child(
        instance=WorkshopPage(
            title=title, slug=slug, purpose="Agree who changes what in a place.", for_whom="Partners",
            access_information="No steps.", joining="Report at the desk.", feedback_reader="Oona Officer", **fields,
        )
    )  # fmt: skip
    page.save_revision().publish()
    return WorkshopPage.objects.get(pk=page.pk)


def session(of: WorkshopPage, *, capacity=10, starts_at=STARTS, hours=3, **fields) -> WorkshopSession:
    return WorkshopSession.objects.create(
        workshop=of, capacity=capacity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours),
        place=fields.pop("place", "Room 1, Town Hall"), **fields,
    )  # fmt: skip


def allocate(to: WorkshopSession, kind, *, floor=0, days=10, ceiling=None) -> Allocation:
    return Allocation.objects.create(session=to, kind=kind, floor=floor, floor_days=days, ceiling=ceiling)


def agency(kind=OrganisationKind.POLICE, name="") -> Organisation:
    name = name or f"Mereside {OrganisationKind(kind).label}"
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def partner(name: str, kind=OrganisationKind.POLICE, *, where: Organisation | None = None) -> Person:
    who = cast.person(name)
    cast.appoint(who, Role.PARTNER, where or agency(kind))
    return who


def invited(who: Person, to: WorkshopPage, *, now=NOW) -> Invitation:
    seat = who.appointments.first()
    return Invitation.objects.create(workshop=to, person=who, organisation=seat and seat.organisation, invited_at=now)


def booked(who: Person, to: WorkshopSession, *, now=NOW, **fields) -> Booking:
    seat = who.appointments.first()
    found = book(session=to, person=who, organisation=seat and seat.organisation, by=who, now=now, **fields)
    return found[0].booking


def crowd(count: int, page: WorkshopPage, *, first: int = 0) -> list[Person]:
    """So many partners of one agency, invited."""
    where = agency()
    people = Person.objects.bulk_create(
        Person(given_name="Guest", family_name=f"No {n:04}", email=f"guest{n:04}@police.example", password="!")
        for n in range(first, first + count)
    )
    Appointment.objects.bulk_create(Appointment(person=who, organisation=where, role=Role.PARTNER) for who in people)
    Invitation.objects.bulk_create(
        Invitation(workshop=page, person=who, organisation=where, invited_at=timezone.now()) for who in people
    )
    return people


def session_key(who: Person) -> str:
    """Signed in, as the link in their invitation would have done it."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(who.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = who.get_session_auth_hash()
    store.create()
    return store.session_key
