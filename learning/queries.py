"""Reads of learning: who will get a briefing, where a learner stands, what the officer sees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import ModulePage
from cms.models.pages import Step
from distribution.audiences import Member, appointments_in, members
from distribution.eligibility import Reach, why_not
from distribution.enums import DeliveryState, MailingState
from distribution.models import Delivery
from distribution.models.delivery import DeliveryQuerySet
from learning.enums import EnrolmentState, NotAgain
from learning.models import Briefing, Completion, Enrolment, Pseudonym
from learning.models.enrolment import EnrolmentQuerySet
from people.models import Appointment, Person
from people.queries import without_address

DAYS_A_MONTH = 30.4375


def recipients_of(briefing: Briefing, now: datetime) -> Reach[Member]:
    """Who would get the briefing if it were issued at `now`, and why the others would not. 7 queries."""
    today = timezone.localdate(now)
    done = standing_completions(briefing.module, today)
    found = members(briefing.audience, today)
    reasons = why_not([member.person for member in found], now=now)
    reach: Reach[Member] = Reach()
    for member in found:
        pk = member.person.pk
        reach.add(member, NotAgain.COMPLETED if pk in done else reasons.get(pk))
    return reach


def briefings_for_joiner(row: Appointment, now: datetime) -> list[Briefing]:
    """Open briefings whose email goes to whoever holds this new appointment, as the sweep for joiners will decide.

    Of those on hold (`Briefing.hold`) it goes to them later.
    1 query for all, and 2 or 3 for each that takes joiners.
    """
    today, person = timezone.localdate(now), row.person.canonical
    records = Person.objects.with_aliases(person)
    found = []
    for briefing in Briefing.objects.open().select_related("audience", "module", "mailing").order_by("issued_at"):
        assert briefing.mailing is not None, "as the constraint issued_briefing_has_its_mailing says"
        if briefing.mailing.state == MailingState.STOPPED or not briefing.takes_joiners(today):
            continue
        if briefing.enrolments.filter(person__in=records).exists():
            continue
        inside = appointments_in(briefing.audience, today).filter(pk=row.pk).exists()
        if inside and person.pk not in standing_completions(briefing.module, today):
            found.append(briefing)
    return found


def standing_completions(module: ModulePage, on: date) -> dict[int, int]:
    """{person: completion} for everyone whose completion of this edition of the module still stands on the day `on`."""
    found = Completion.objects.filter(module_id=module.pk, edition=module.edition)
    if module.renewal_months:
        found = found.filter(completed_at__date__gte=on - timedelta(days=round(module.renewal_months * DAYS_A_MONTH)))
    by_subject = dict(found.order_by("number").values_list("subject", "pk"))
    owners = Pseudonym.objects.filter(subject__in=found.values("subject")).annotate(principal=F("person__canonical"))
    return {person: by_subject[subject] for subject, person in owners.values_list("subject", "principal")}


def enrolment_for(person: Person, module: ModulePage) -> Enrolment | None:
    """The person's enrolment that this module's page is about.

    An open one before a completed one; of open ones that which was started, so that nobody is thrown back.
    """
    found = (
        Enrolment.objects.of(person)
        .filter(briefing__module=module)
        .select_related("briefing", "completion__certificate")
    )
    best = best_of_each(found, key=lambda enrolment: enrolment.briefing_id)
    still_open = [enrolment for enrolment in best if enrolment.completion_id is None]
    if still_open:
        return min(still_open, key=lambda e: (e.started_at is None, e.pk))
    return max(best, key=lambda e: e.pk, default=None)


def best_of_each(enrolments: Iterable[Enrolment], *, key: Callable[[Enrolment], int]) -> list[Enrolment]:
    """One enrolment for each `key`: where two records of one person were asked both, that which got furthest."""
    best: dict[int, Enrolment] = {}
    for enrolment in enrolments:
        standing = best.get(key(enrolment))
        if standing is None or enrolment.how_far < standing.how_far:
            best[key(enrolment)] = enrolment
    return list(best.values())


def enrolments_of(person: Person) -> list[Enrolment]:
    """All of a person's briefings, each once, those to be done first."""
    found = (
        Enrolment.objects.of(person)
        .select_related("briefing__module", "completion__certificate")
        .prefetch_related("step_records", "appointments__organisation")
    )
    own = best_of_each(found, key=lambda enrolment: enrolment.briefing_id)
    return sorted(own, key=lambda e: (e.completion_id is not None, e.to_be_done_by))


def organisations_credited(enrolment: Enrolment) -> list[str]:
    return sorted({a.organisation.name for a in enrolment.appointments.all()})


@dataclass
class Progress:
    """Where somebody stands in a module. For a reader who is not enrolled nothing is recorded."""

    module: ModulePage
    enrolment: Enrolment | None
    done: set[str]

    @property
    def recorded(self) -> bool:
        return self.enrolment is not None

    @property
    def completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.completion_id is not None

    @property
    def due_on(self) -> date | None:
        return self.enrolment.to_be_done_by if self.enrolment else None

    @property
    def step_count(self) -> int:
        return len(self.module.step_list)

    @property
    def done_count(self) -> int:
        return sum(step.key in self.done for step in self.module.step_list)

    @property
    def resume_step(self) -> Step | None:
        return next((step for step in self.module.step_list if step.key not in self.done), None)

    @property
    def outstanding(self) -> list[Step]:
        return [step for step in self.module.step_list if step.key not in self.done]


def progress_in(module: ModulePage, person: Person) -> Progress:
    """2 queries for somebody signed in, none otherwise."""
    enrolment = enrolment_for(person, module) if person.is_authenticated else None
    done = set(enrolment.step_records.values_list("step_key", flat=True)) if enrolment else set()
    return Progress(module, enrolment, done)


# --- Modules and what was given of them -------------------------------------------------------------------------------


def modules_given(pages: Iterable[Page]) -> QuerySet[ModulePage]:
    """The modules among these pages, and below them, that stand in a briefing, sent or not."""
    here = Q()
    for page in pages:
        here |= Q(path__startswith=page.path)
    found: QuerySet[ModulePage] = ModulePage.objects.filter(here, briefings__isnull=False).distinct()
    return found if here else found.none()


@dataclass(frozen=True)
class Concerned:
    """An open briefing whose module is to be unpublished, and how many people it concerns."""

    briefing: Briefing
    asked: int
    done: int


def briefings_concerned(pages: Iterable[Page]) -> list[Concerned]:
    """Whom it concerns if these pages, and those below them, are unpublished. 1 query, and 2 for each briefing."""
    open_ones = Briefing.objects.open().filter(module__in=modules_given(pages).filter(live=True))
    found = []
    for briefing in open_ones.select_related("module", "audience").order_by("due_on", "pk"):
        counts = briefing_counts(briefing)
        found.append(Concerned(briefing, counts["enrolled"], counts["completed"]))
    return found


# --- The officer's view ---------------------------------------------------------------------------------------------


def counted_twice(briefing: Briefing) -> list[int]:
    """Enrolments that stand behind another one of the same person, known by two records when it was sent. 1 query."""
    joined = ~Q(person__canonical=F("person")) | Q(person__in=Person.objects.aliases().values("canonical"))
    found = list(briefing.enrolments.filter(joined).select_related("person").distinct())
    best = {enrolment.pk for enrolment in best_of_each(found, key=lambda enrolment: enrolment.person.canonical_id)}
    return [enrolment.pk for enrolment in found if enrolment.pk not in best]


def briefing_counts(briefing: Briefing) -> dict[str, int]:
    """How many people are enrolled, by how far they are. The three add up to "enrolled"."""
    return briefing.enrolments.exclude(pk__in=counted_twice(briefing)).aggregate(
        enrolled=Count("pk"),
        completed=Count("pk", filter=Q(completion__isnull=False)),
        started=Count("pk", filter=Q(completion=None, started_at__isnull=False)),
        not_started=Count("pk", filter=Q(completion=None, started_at=None)),
        without_address=Count("pk", filter=without_address()),
    )


def enrolment_rows(briefing: Briefing, *, search: str = "", state: str = "", delivery: str = "") -> EnrolmentQuerySet:
    """The enrolments of a briefing for the officer's list, one for each person."""
    rows = (
        briefing.enrolments.exclude(pk__in=counted_twice(briefing))
        .select_related("person__canonical", "briefing")
        .prefetch_related("appointments__organisation")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    if state in EnrolmentState.values:
        rows = rows.in_state(state)
    for word in search.split():
        rows = rows.filter(
            Q(person__family_name__icontains=word)
            | Q(person__given_name__icontains=word)
            | Q(person__email__icontains=word)
            | Q(person__shared_address__icontains=word)
            | Q(person__canonical__family_name__icontains=word)
            | Q(person__canonical__given_name__icontains=word)
            | Q(person__canonical__email__icontains=word)
            | Q(appointments__organisation__name__icontains=word)
        ).distinct()
    if delivery == "none":
        rows = rows.exclude(person__in=first_deliveries(briefing).values("person"))
    elif delivery:
        rows = rows.filter(person__in=first_deliveries(briefing).filter(state=delivery).values("person"))
    return rows


def first_deliveries(briefing: Briefing) -> DeliveryQuerySet:
    """The briefing's own e-mail, also as joiners got it later; not its reminders."""
    return Delivery.objects.filter(Q(mailing=briefing.mailing_id) | Q(mailing__later_mailing__briefing=briefing))


def attach_deliveries(enrolments: Iterable[Enrolment], briefing: Briefing) -> list[Enrolment]:
    """One more query for the page of rows that is shown."""
    rows = list(enrolments)
    found = first_deliveries(briefing).filter(person__in=[row.person_id for row in rows])
    by_person = {delivery.person_id: delivery for delivery in found}
    for row in rows:
        row.delivery = by_person.get(row.person_id)
    return rows


def issued_briefings() -> list[Briefing]:
    """The latest issued briefings, for the dashboard."""
    return list(Briefing.objects.exclude(issued_at=None).select_related("module", "audience", "mailing")[:5])


@dataclass(frozen=True)
class WrittenLater:
    at: datetime
    words: str
    total: int
    sent: int


def written_later(briefing: Briefing) -> list[WrittenLater]:
    """What went out about a briefing after its first mailing: to joiners, and reminders; latest first. 2 queries."""
    sent = Count(
        "mailing__deliveries", filter=Q(mailing__deliveries__state__in=[DeliveryState.SENT, DeliveryState.DELIVERED])
    )
    total = Count("mailing__deliveries")
    rows = [
        WrittenLater(row.at, _("To people who joined later"), row.total, row.sent)
        for row in briefing.later_mailings.annotate(total=total, sent=sent)
    ]
    for row in briefing.reminders.select_related("organisation", "by").annotate(total=total, sent=sent):
        by = {"name": row.by or _("Somebody"), "board": row.organisation}
        words = _("Reminder by %(name)s, clerk of %(board)s") if row.organisation else _("Reminder by %(name)s")
        rows.append(WrittenLater(row.at, words % by, row.total, row.sent))
    return sorted(rows, key=lambda row: row.at, reverse=True)
