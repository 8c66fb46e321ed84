"""Who would be reminded of a briefing, and who not and why. One cap holds for clerks and officers together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from distribution.audiences import Member, appointments_in, members_among
from distribution.eligibility import Reach, why_not
from distribution.enums import DeliveryState
from distribution.models import Delivery
from learning.enums import DAYS_BETWEEN, MOST, NotAgain
from learning.models import Briefing, Enrolment
from people.models import Organisation, Person


@dataclass(frozen=True)
class ToRemind:
    enrolment: Enrolment
    member: Member  # without organisations and roles, if they hold none any more that is asked

    @property
    def person(self) -> Person:
        return self.enrolment.principal


def reminder_reach(
    briefing: Briefing, now: datetime, *, organisation: Organisation | None = None, person_id: int | None = None
) -> Reach[ToRemind]:
    """Who would be reminded at `now`, and why the others would not: of one board, of the whole audience, or one person.

    10 queries.
    """
    today = timezone.localdate(now)
    enrolled = _enrolled(briefing, organisation, person_id)
    inside = members_among(briefing.audience, enrolled, today)
    if organisation is not None:  # who has left this board is not its clerk's to remind
        here = set(
            appointments_in(briefing.audience, today)
            .filter(organisation=organisation)
            .values_list("person__canonical", flat=True)
        )
        enrolled = {pk: enrolment for pk, enrolment in enrolled.items() if pk in here}
    people = [enrolment.principal for enrolment in enrolled.values()]
    reasons = why_not(people, now=now, repeats=True, inside=inside)
    had, just_asked = reminders_had(briefing, enrolled), _just_asked(briefing, now)
    reach: Reach[ToRemind] = Reach()
    for pk, enrolment in enrolled.items():
        own = NotAgain.COMPLETED if enrolment.completion_id is not None else reasons.get(pk)
        member = inside.get(pk) or Member(enrolment.principal, (), ())
        reach.add(ToRemind(enrolment, member), own or _too_often(pk, had, just_asked, now))
    return reach


def _too_often(pk: int, had: dict[int, tuple[int, datetime]], just_asked: set[int], now: datetime) -> NotAgain | None:
    nothing: tuple[int, datetime | None] = (0, None)
    number, latest = had.get(pk, nothing)
    if pk in just_asked:
        return NotAgain.JUST_ASKED
    if number >= MOST:
        return NotAgain.OFTEN_ENOUGH
    if latest is not None and now - latest < timedelta(days=DAYS_BETWEEN):
        return NotAgain.LATELY
    return None


def _enrolled(briefing: Briefing, organisation: Organisation | None, person_id: int | None) -> dict[int, Enrolment]:
    """{principal: the enrolment of theirs that got furthest}, by name.

    Of a board: those who were asked for it. What they did counts, for whichever board and under whichever record.
    """
    rows = briefing.enrolments.select_related("person__canonical")
    if organisation is not None:
        asked = briefing.enrolments.filter(appointments__organisation=organisation)
        who = F("person__canonical")
        rows = rows.alias(who=who).filter(who__in=asked.values_list(who))
    if person_id is not None:
        rows = rows.filter(person__canonical=person_id)
    best: dict[int, Enrolment] = {}
    for row in rows:
        key = row.person.canonical_id
        if key not in best or row.how_far < best[key].how_far:
            best[key] = row
    for row in best.values():
        row.briefing = briefing
    return dict(sorted(best.items(), key=lambda pair: _by_name(pair[1].principal)))


def _by_name(person: Person) -> tuple[Any, ...]:
    return (person.family_name.casefold(), person.given_name.casefold(), person.pk)


def _just_asked(briefing: Briefing, now: datetime) -> set[int]:
    """Joiners who have only just got the briefing itself, which nobody who presses "remind" can know."""
    rows = Delivery.objects.filter(
        mailing__later_mailing__briefing=briefing, mailing__later_mailing__at__gt=now - timedelta(days=DAYS_BETWEEN)
    ).exclude(state=DeliveryState.CANCELLED)
    return set(rows.values_list("person__canonical", flat=True))


def reminders_had(briefing: Briefing, people: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """{person: (how many reminders of this briefing, the time of the latest)}. What was not sent does not count."""
    rows = (
        Delivery.objects.filter(mailing__reminder__briefing=briefing)
        .exclude(state=DeliveryState.CANCELLED)
        .annotate(principal=F("person__canonical"))
        .values_list("principal", "mailing__reminder", "mailing__reminder__at")
        .distinct()
        .order_by()
    )
    wanted = set(people)
    had: dict[int, tuple[int, datetime]] = {}
    for person, _reminder, at in rows:
        if person in wanted:
            number, latest = had.get(person, (0, at))
            had[person] = (number + 1, max(latest, at))
    return had


def last_reminded(briefing: Briefing, people: Iterable[int]) -> dict[int, datetime]:
    """{person: when they were last reminded}, for the list of a board. 1 query."""
    wanted = list(people)
    rows = (
        Delivery.objects.filter(person__canonical__in=wanted, mailing__reminder__briefing=briefing)
        .exclude(state=DeliveryState.CANCELLED)
        .annotate(principal=F("person__canonical"))
        .order_by()
        .values("principal")
        .annotate(latest=Max("mailing__reminder__at"))
    )
    return {row["principal"]: row["latest"] for row in rows}
