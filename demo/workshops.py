"""The demonstration's workshops: one that was held in the autumn, and the January workshop as it fills up.

Everything goes through the operations that the pages call, each at its own moment, so the history is a real one.
"""

import random
import uuid
from datetime import date, datetime, time, timedelta

from demo.content import workshops as content
from demo.content_loader import publish
from distribution.enums import Queue
from distribution.models import Audience
from distribution.sending import send_due
from people.enums import OrganisationKind, Role, Source
from people.models import Appointment, Organisation, Person
from workshops.calendars import LONDON
from workshops.enums import CancelledBy, Direction
from workshops.models import Allocation, Booking, Invitation, WorkshopIndexPage, WorkshopPage, WorkshopSession
from workshops.operations import (
    Colleague,
    book,
    cancel_booking,
    check_in,
    decline,
    give_feedback,
    give_place,
    invite,
    keep,
    state_needs,
)

INVITED_DAYS_AGO = 8
HELD_DAYS_AGO = 35
MESSAGE = "The Board has asked that every agency takes part. Half a day, with people who know the places that you know."


def load_workshops(*, officer: Person, now: datetime) -> None:
    audience = load_partners()
    index = WorkshopIndexPage.objects.get()
    autumn(index, officer, now)
    january(index, audience, officer, now)
    send_due(queue=Queue.BULK, clock=lambda: now)


def load_partners() -> Audience:
    """Invented agencies and their people, as an officer would have written them down."""
    chance = random.Random(15)
    for name, (kind, domain) in content.AGENCIES.items():
        agency = Organisation.objects.create(name=name, kind=kind)
        names = _names(chance, content.EACH)
        if name == content.LEAD[1]:
            names[0] = tuple(content.LEAD[0].split())
        for given, family in names:
            who = Person.objects.create_user(f"{given}.{family}@{domain}".lower(), given_name=given, family_name=family)
            Appointment.objects.create(person=who, organisation=agency, role=Role.PARTNER, source=Source.OFFICER)
    return Audience.objects.create(name="Partner agencies", roles=[Role.PARTNER])


def _names(chance: random.Random, count: int) -> list[tuple[str, str]]:
    pairs = [(given, family) for given in content.GIVEN_NAMES for family in content.FAMILY_NAMES]
    return chance.sample(pairs, count)


def load_page(index: WorkshopIndexPage, data: dict, officer: Person, **fields) -> WorkshopPage:
    page = index.add_child(instance=WorkshopPage(**data, **fields, owner=officer))
    publish(page)
    return WorkshopPage.objects.get(pk=page.pk)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time by the clock in Britain."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def partners(*kinds: str) -> list[Person]:
    rows = Appointment.objects.filter(role=Role.PARTNER, organisation__name__in=content.AGENCIES)
    rows = rows.filter(organisation__kind__in=kinds) if kinds else rows
    return [row.person for row in rows.select_related("person").order_by("pk")]


def agency_of(person: Person) -> Organisation:
    return Organisation.objects.get(appointments__person=person, appointments__role=Role.PARTNER)


def take(person: Person, session: WorkshopSession, now: datetime, **extra) -> Booking:
    agency = agency_of(person)
    return book(session=session, person=person, organisation=agency, by=person, now=now, **extra)[0].booking


# --- The autumn -----------------------------------------------------------------------------------------------------


def autumn(index: WorkshopIndexPage, officer: Person, now: datetime) -> None:
    """Held some weeks ago: who came, who did not, who left early, what they said."""
    page = load_page(index, content.AUTUMN, officer, reminder_days="2")
    day = (now - timedelta(days=HELD_DAYS_AGO)).date()
    session = WorkshopSession.objects.create(
        workshop=page, starts_at=at(day, 10), ends_at=at(day, 11, 30), place=content.PLACE, capacity=20
    )
    chance = random.Random(35)
    guests = [person for number, person in enumerate(partners()) if number % 4 == 1]
    then = session.starts_at - timedelta(days=9)
    rows = [take(person, session, then + timedelta(hours=3 * n)) for n, person in enumerate(guests)]
    keep(now=session.starts_at - timedelta(days=1))
    for number, row in enumerate(rows):
        if number % 6 == 5:
            continue  # did not come
        came = session.starts_at - timedelta(minutes=chance.randrange(1, 20))
        press(row, session, officer, came, Direction.IN)
        if number % 7 == 3:
            press(row, session, officer, session.starts_at + timedelta(minutes=40), Direction.OUT)
    keep(now=session.ends_at + timedelta(hours=2))
    for number, row in enumerate(Booking.objects.filter(session=session, attendance__isnull=False).order_by("pk")):
        if number % 3:
            give_feedback(
                booking=row, useful=chance.choice([3, 4, 4, 5]), will_change=chance.choice([2, 4, 4, 5]),
                welcome=chance.choice([4, 5, 5]), now=session.ends_at + timedelta(days=1),
                comment="More time for questions." if number == 4 else "",
            )  # fmt: skip
    send_due(queue=Queue.URGENT, clock=lambda: then)


def press(row: Booking, session: WorkshopSession, officer: Person, moment: datetime, direction: Direction) -> None:
    check_in(
        session=session, booking=row, nonce=uuid.uuid5(uuid.NAMESPACE_OID, f"{row.pk} {direction}"),
        direction=direction, at=moment, by=officer, now=moment,
    )  # fmt: skip


# --- January --------------------------------------------------------------------------------------------------------


def january_day(now: datetime) -> date:
    """The 15th of the next January, or a month from now where that is too near."""
    day = date(now.year + (now.month > 1 or now.day > 1), 1, 15)
    return day if day - now.date() > timedelta(days=21) else now.date() + timedelta(days=30)


def january(index: WorkshopIndexPage, audience: Audience, officer: Person, now: datetime) -> None:
    page = load_page(index, content.JANUARY, officer)
    day = january_day(now)
    morning = WorkshopSession.objects.create(
        workshop=page, label="Morning", starts_at=at(day, 9, 30), ends_at=at(day, 12, 30), place=content.PLACE,
        capacity=18, ceiling_percent=25,
    )  # fmt: skip
    afternoon = WorkshopSession.objects.create(
        workshop=page, label="Afternoon", starts_at=at(day, 13, 30), ends_at=at(day, 16, 30), place=content.PLACE,
        capacity=16, ceiling_percent=25,
    )  # fmt: skip
    for session in (morning, afternoon):
        Allocation.objects.create(session=session, kind=OrganisationKind.POLICE, floor=4, floor_days=10)
    then = now - timedelta(days=INVITED_DAYS_AGO)
    invite(workshop=page, audience=audience, message=MESSAGE, by=officer, now=then)
    send_due(queue=Queue.BULK, clock=lambda: then)
    answers(page, morning, afternoon, then)
    send_due(queue=Queue.URGENT, clock=lambda: now - timedelta(hours=1))


def answers(page: WorkshopPage, morning: WorkshopSession, afternoon: WorkshopSession, then: datetime) -> None:
    """How eight days of replies look: bookings, some "no", many who have not answered, a waiting list that moves."""
    lead = Person.objects.get(given_name=content.LEAD[0].split()[0], family_name=content.LEAD[0].split()[1])
    people = [person for person in partners() if person != lead]
    rows = []
    for number, person in enumerate(people):
        moment = then + timedelta(hours=2 + 2 * number)
        kind = agency_of(person).kind
        if number % 7 == 4:
            decline(invitation=Invitation.objects.get(workshop=page, person=person), now=moment)
        elif (kind == OrganisationKind.POLICE and number > 2) or number % 5 == 2:
            continue  # has not answered
        else:
            session = afternoon if number % 6 == 5 else morning
            rows.append(take(person, session, moment, short_notice_ok=number % 2 == 0))
    last = then + timedelta(hours=4 + 2 * len(people))
    first_ones = [row for row in rows if row.session_id == morning.pk and row.is_confirmed]
    state_needs(booking=first_ones[0], access=["hearing_loop"], diet=["vegetarian"], other="", now=last)
    state_needs(booking=first_ones[1], access=["step_free", "parking"], diet=[], other="I bring a guide dog.", now=last)
    state_needs(booking=first_ones[2], access=[], diet=["halal", "nut_free"], other="", now=last)
    cancel_booking(booking=first_ones[3], how=CancelledBy.PERSON, by=first_ones[3].person, now=last)
    domain = first_ones[4].person.email.partition("@")[2]
    give_place(
        booking=first_ones[4], to=Colleague("Elowen", "Standin", f"elowen.standin@{domain}"),
        by=first_ones[4].person, now=last,
    )  # fmt: skip
