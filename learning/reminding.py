"""Who would be reminded of a briefing, and who not and why. One cap holds for clerks and officers together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from distribution.audiences import Member, appointments_in
from distribution.enums import DeliveryState, MailClass
from distribution.models import Delivery, Suppression
from distribution.queries import dead_addresses
from learning.models import Briefing, Enrolment
from people.models import Organisation, Person

# Whoever presses, nobody is pressed: not by a clerk today and an officer tomorrow, nor once for each of 5 boards.
DAYS_BETWEEN = 7
MOST = 3


@dataclass(frozen=True)
class ToRemind:
    member: Member
    enrolment: Enrolment

    @property
    def person(self) -> Person:
        return self.member.person


@dataclass
class Outlook:
    """Everyone who is asked, each in exactly one list."""

    will_get_it: list[ToRemind] = field(default_factory=list)
    completed: list[Person] = field(default_factory=list)
    without_address: list[Person] = field(default_factory=list)
    objected: list[Person] = field(default_factory=list)
    suppressed: list[Person] = field(default_factory=list)
    not_arriving: list[Person] = field(default_factory=list)
    just_asked: list[Person] = field(default_factory=list)
    lately: list[Person] = field(default_factory=list)
    often_enough: list[Person] = field(default_factory=list)
    left: list[Person] = field(default_factory=list)

    @property
    def others(self) -> list[tuple[str, list[Person]]]:
        """Who will not get it, and why; empty lists left out."""
        lists = [
            (_("Completed"), self.completed),
            (_("No address"), self.without_address),
            (_("Wants no email"), self.objected),
            (_("An address not to write to"), self.suppressed),
            (_("An address at which our emails don’t arrive"), self.not_arriving),
            (_("Joined, and got the briefing within the last %(n)s days") % {"n": DAYS_BETWEEN}, self.just_asked),
            (_("Reminded within the last %(n)s days") % {"n": DAYS_BETWEEN}, self.lately),
            (_("Reminded %(n)s times, and not again") % {"n": MOST}, self.often_enough),
            (_("No longer in a role that was asked"), self.left),
        ]
        return [(heading, people) for heading, people in lists if people]


def outlook(
    briefing: Briefing, now: datetime, *, organisation: Organisation | None = None, person_id: int | None = None
) -> Outlook:
    """Who would be reminded at `now`: of one board, or of the whole audience; or one person of it. 10 queries."""
    today = timezone.localdate(now)
    enrolled = _enrolled(briefing, organisation, person_id)
    inside = members_among(briefing, enrolled, today)
    if organisation is not None:  # who has left this board is not its clerk's to remind
        here = set(
            appointments_in(briefing.audience, today)
            .filter(organisation=organisation)
            .values_list("person__canonical", flat=True)
        )
        enrolled = {pk: enrolment for pk, enrolment in enrolled.items() if pk in here}
    had = reminders_had(briefing, enrolled)
    just_asked = _just_asked(briefing, now)
    stopped = set(Suppression.objects.covering(MailClass.SERVICE).values_list("address", flat=True))
    dead = dead_addresses(now)
    found = Outlook()
    for pk, enrolment in enrolled.items():
        person, (number, latest) = enrolment.principal, had.get(pk, (0, None))
        if enrolment.completion_id is not None:
            found.completed.append(person)
        elif pk not in inside:
            found.left.append(person)
        elif not person.post_address:
            found.without_address.append(person)
        elif not person.may_be_written_to:
            found.objected.append(person)
        elif person.post_address in stopped:
            found.suppressed.append(person)
        elif person.post_address in dead:
            found.not_arriving.append(person)
        elif pk in just_asked:
            found.just_asked.append(person)
        elif number >= MOST:
            found.often_enough.append(person)
        elif latest is not None and now - latest < timedelta(days=DAYS_BETWEEN):
            found.lately.append(person)
        else:
            found.will_get_it.append(ToRemind(inside[pk], enrolment))
    return found


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


def _by_name(person: Person) -> tuple:
    return (person.family_name.casefold(), person.given_name.casefold(), person.pk)


def members_among(briefing: Briefing, people: Iterable[int], on: date) -> dict[int, Member]:
    """Those of `people` who are in the briefing's audience on the day `on`, with what puts them there. 3 queries."""
    wanted = set(people)
    rows = appointments_in(briefing.audience, on).annotate(principal=F("person__canonical"))
    if len(wanted) < 500:  # else the database is asked for all, and the rest is left out here
        rows = rows.filter(principal__in=wanted)
    hats: dict[int, tuple[list[str], list[str]]] = {}
    for principal, organisation, role in rows.order_by("organisation__name").values_list(
        "principal", "organisation__name", "role"
    ):
        if principal in wanted:
            organisations, roles = hats.setdefault(principal, ([], []))
            organisations += [organisation] if organisation not in organisations else []
            roles += [role] if role not in roles else []
    found = Person.objects.in_bulk(hats)
    return {pk: Member(found[pk], tuple(places), tuple(roles)) for pk, (places, roles) in hats.items()}


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
    wanted, had = set(people), {}
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
