"""What the tests of workshops stand on: a workshop with sessions, agencies and their people. Plain functions."""

from datetime import UTC, datetime, timedelta

from people.enums import OrganisationKind, Role
from people.models import Organisation, Person
from tests import cast
from workshops.models import Allocation, Booking, Invitation, WorkshopIndexPage, WorkshopPage, WorkshopSession
from workshops.operations import book

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
STARTS = datetime(2027, 1, 15, 10, 0, tzinfo=UTC)
K = OrganisationKind


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


def agency(kind=K.POLICE, name="") -> Organisation:
    name = name or f"Mereside {K(kind).label}"
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def partner(name: str, kind=K.POLICE, *, where: Organisation | None = None) -> Person:
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
