"""Reads of workshops: what somebody's page says, who has answered, figures by kind of organisation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet, Subquery

from distribution.models import Delivery
from people.enums import OrganisationKind
from people.models import Appointment, Organisation, Person
from people.names import folded
from workshops.enums import Access, Diet, Reply
from workshops.models import Attendance, Booking, Feedback, Invitation, Needs, WorkshopPage, WorkshopSession

FEW = 5  # answers of fewer people are not shown by themselves


def sessions_coming(workshop: WorkshopPage, now: datetime) -> QuerySet[WorkshopSession]:
    """They know their workshop without asking for it again."""
    coming: QuerySet[WorkshopSession] = workshop.sessions.coming(now)
    return coming.order_by("starts_at", "pk")


# --- Somebody's own -------------------------------------------------------------------------------------------------


def booking_of(person: Person, workshop_id: int) -> Booking | None:
    """Their place or turn in the workshop, else the last that was cancelled. 1 query, 1 more where there is one."""
    # "cancelled" < "confirmed" < "waiting": one of the last two at most.
    rows = Booking.objects.of(person).filter(workshop=workshop_id).order_by("-state", "-pk")
    pk = rows.values_list("pk", flat=True).first()
    if pk is None:
        return None
    return Booking.objects.select_related("session__workshop", "organisation", "person__canonical", "booked_by").get(
        pk=pk
    )


def invitation_of(person: Person, workshop_id: int) -> Invitation | None:
    rows = Invitation.objects.filter(workshop=workshop_id)
    rows = rows.filter(person__canonical=person.canonical_id)
    return rows.select_related("organisation").order_by("-declined_at", "pk").first()


def has_declined(person: Person, workshop_id: int) -> bool:
    """1 query."""
    invitation = invitation_of(person, workshop_id)
    return invitation is not None and invitation.declined_at is not None


def booked_for_others(person: Person, workshop_id: int) -> list[Booking]:
    """Whom they booked, each with how the last message went (`delivery_state`); never what they need. 1 query."""
    rows = Booking.objects.filter(workshop=workshop_id, booked_by=person, walked_in=False).exclude(person=person)
    return list(with_delivery_state(rows.select_related("session")).order_by("pk"))


def with_delivery_state(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Each with the state of the last message about it, None if there was none: nobody had an address for it."""
    last = Delivery.objects.filter(mailing__letters__booking=OuterRef("pk"), person=OuterRef("person")).order_by("-pk")
    return bookings.annotate(delivery_state=Subquery(last.values("state")[:1]))


def organisations_of(person: Person, on: date) -> list[Organisation]:
    """Where somebody has a seat on the day `on`, for choosing for whom they book. 1 query."""
    seats = Appointment.objects.current(on).filter(person__in=Person.objects.with_aliases(person))
    return list(Organisation.objects.filter(pk__in=seats.values("organisation")).order_by("name"))


def organisations_for(
    person: Person, booking: Booking | None, invitation: Invitation | None, on: date
) -> list[Organisation]:
    """The organisation that they booked for or were asked for; else those where they have a seat on the day `on`."""
    if booking is not None and booking.organisation is not None:
        return [booking.organisation]
    if invitation is not None and invitation.organisation is not None:
        return [invitation.organisation]
    return organisations_of(person, on)


def workshops_of(person: Person) -> list[WorkshopPage]:
    """Those that somebody is invited to or has booked, the latest first. 1 query."""
    mine = Person.objects.with_aliases(person).values("pk")
    found = WorkshopPage.objects.filter(
        Q(Exists(Invitation.objects.filter(workshop=OuterRef("pk"), person__in=mine)))
        | Q(Exists(Booking.objects.filter(workshop=OuterRef("pk"), person__in=mine)))
    )
    return list(found.order_by("-pk"))


def has_workshops(person: Person) -> bool:
    mine = Person.objects.with_aliases(person).values("pk")
    return (
        Invitation.objects.filter(person__in=mine).exists()
        or Booking.objects.filter(person__in=mine).exists()
        or WorkshopSession.objects.filter(stewards=person).exists()
    )


# --- The officer's --------------------------------------------------------------------------------------------------


def reply_counts(workshop: WorkshopPage) -> dict[str, int]:
    """{reply: how many of those invited}; they sum to everyone invited. 1 query."""
    rows = workshop.invitations.with_replies().order_by().values_list("reply").annotate(n=Count("pk"))
    found = dict(rows)
    return {reply.value: found.get(reply.value, 0) for reply in Reply}


@dataclass(frozen=True)
class KindFigures:
    """People of one kind of organisation. `came` holds those who walked in; `did_not_come` is 0 before the end."""

    kind: str
    invited: int
    booked: int
    waiting: int
    cancelled: int
    came: int
    walked_in: int
    did_not_come: int

    @property
    def label(self) -> str:
        return str(OrganisationKind(self.kind).label) if self.kind else "–"


def figures_by_kind(
    workshop: WorkshopPage, now: datetime, *, session: WorkshopSession | None = None
) -> list[KindFigures]:
    """Invited, booked, came and did not come, by kind of organisation. People, each counted once. 2 queries.

    Who cancelled and booked again counts as booked. With a `session`, `invited` is that of the whole workshop.
    """
    rows = Booking.objects.filter(workshop=workshop)
    rows = rows.filter(session=session) if session else rows
    came = Exists(Attendance.objects.filter(booking=OuterRef("pk")))
    active_elsewhere = Booking.objects.active().filter(workshop=OuterRef("workshop"), person=OuterRef("person"))
    over = Q(session__ends_at__lte=now)
    held = Q(state="confirmed")
    nothing = dict.fromkeys(("booked", "waiting", "cancelled", "came", "walked_in", "did_not_come"), 0)
    found = (
        rows.order_by()
        .values("kind")
        .annotate(
            booked=Count("pk", filter=held & Q(walked_in=False)),
            waiting=Count("pk", filter=Q(state="waiting")),
            cancelled=Count("person", distinct=True, filter=Q(~Exists(active_elsewhere), state="cancelled")),
            came=Count("pk", filter=Q(held, came)),
            walked_in=Count("pk", filter=held & Q(walked_in=True)),
            did_not_come=Count("pk", filter=Q(held, ~came, over)),
        )
    )
    by_kind = {row["kind"]: {name: n for name, n in row.items() if name != "kind"} for row in found}
    invited = dict(workshop.invitations.order_by().values_list("organisation__kind").annotate(n=Count("pk")))
    invited = {kind or "": number for kind, number in invited.items()}
    order = {kind: place for place, kind in enumerate(OrganisationKind.values)}
    kinds = sorted({*by_kind, *invited}, key=lambda kind: order.get(kind, len(order)))
    return [KindFigures(kind, invited.get(kind, 0), **by_kind.get(kind, nothing)) for kind in kinds]


def total_of(rows: Iterable[KindFigures]) -> KindFigures:
    numbers: Counter[str] = Counter()
    for row in rows:
        numbers.update({name: value for name, value in vars(row).items() if name != "kind"})
    names = ("invited", "booked", "waiting", "cancelled", "came", "walked_in", "did_not_come")
    return KindFigures("", **{name: numbers[name] for name in names})


def bookings_called(bookings: QuerySet[Booking], words: str) -> QuerySet[Booking]:
    """By a part of the name, however it is spelt, by organisation, or by the code."""
    words = words.replace("\0", "").strip()
    if not words:
        return bookings
    code = Q(code=words.upper().replace(" ", "").replace("-", ""))
    name = Q()
    for word in folded(words).split():
        name &= Q(person__match_name__contains=word) | Q(name__icontains=word)
    return bookings.filter(code | name | Q(organisation__name__icontains=words))


def need_counts(session: WorkshopSession) -> tuple[list[tuple[str, int]], list[tuple[str, int]], int]:
    """(food, access, how many wrote something else) of those who have a place: counts, no names. 1 query."""
    rows = list(Needs.objects.filter(booking__session=session, booking__state="confirmed"))
    food = Counter(word for row in rows for word in row.diet)
    access = Counter(word for row in rows for word in row.access)
    return (
        [(str(diet.label), food[diet.value]) for diet in Diet],
        [(str(need.label), access[need.value]) for need in Access],
        sum(bool(row.other) for row in rows),
    )


@dataclass(frozen=True)
class FeedbackSummary:
    answers: int
    useful: float | None
    will_change: float | None
    welcome: float | None
    comments: tuple[str, ...]

    @property
    def is_too_few(self) -> bool:
        return self.answers < FEW


def feedback_summary(session: WorkshopSession) -> FeedbackSummary:
    """Means from 1 to 5 and the comments; nothing but the number where fewer than 5 answered. 2 queries."""
    rows = Feedback.objects.filter(session=session)
    found = rows.aggregate(n=Count("pk"), useful=Avg("useful"), will_change=Avg("will_change"), welcome=Avg("welcome"))
    if found["n"] < FEW:
        return FeedbackSummary(found["n"], None, None, None, ())
    comments = rows.exclude(comment="").order_by("comment").values_list("comment", flat=True)
    return FeedbackSummary(found["n"], found["useful"], found["will_change"], found["welcome"], tuple(comments))


# --- The door -------------------------------------------------------------------------------------------------------


def door_sessions(person: Person, now: datetime, *, officer: bool) -> QuerySet[WorkshopSession]:
    """Sessions at whose door somebody may stand: an officer at all, a steward at their own."""
    found = WorkshopSession.objects.held().select_related("workshop")
    return found if officer else found.filter(stewards__in=Person.objects.with_aliases(person).values("pk")).distinct()


def door_list(session: WorkshopSession, words: str = "") -> QuerySet[Booking]:
    """Who has a place, by name, with attendance. Nobody's needs, nobody's address. 1 query."""
    rows = session.bookings.confirmed().select_related("organisation", "attendance", "person")
    return bookings_called(rows, words).order_by("person__family_name", "name", "pk")
