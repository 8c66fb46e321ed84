"""Reads of learning: who will get a briefing, where a learner stands, what the officer sees."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cms.models import ModulePage
from cms.models.pages import Step
from distribution.audiences import Member, members
from distribution.enums import MailClass
from distribution.models import Delivery, Suppression
from learning.enums import EnrolmentState
from learning.models import Briefing, Completion, Enrolment, Pseudonym

DAYS_A_MONTH = 30.4375


@dataclass
class Reach:
    """Everyone in a briefing's audience, each in exactly one list."""

    will_get_it: list[Member] = field(default_factory=list)
    already_done: list[Member] = field(default_factory=list)
    without_address: list[Member] = field(default_factory=list)
    objected: list[Member] = field(default_factory=list)
    suppressed: list[Member] = field(default_factory=list)

    @property
    def everyone(self) -> int:
        return len(self.will_get_it) + sum(len(members) for _heading, members in self.others)

    @property
    def others(self) -> list[tuple[str, list[Member]]]:
        return [
            (_("No address"), self.without_address),
            (_("Done already"), self.already_done),
            (_("Objected to messages"), self.objected),
            (_("An address not to write to"), self.suppressed),
        ]

    @property
    def lists_with_names(self) -> list[tuple[str, list[Member]]]:
        """Who will not get it, and why; empty lists left out."""
        return [(heading, members) for heading, members in self.others if members]


def recipients_of(briefing: Briefing, on: date) -> Reach:
    """Who would get the briefing if it were issued on the day `on`, and why the others would not. 7 queries."""
    done = standing_completions(briefing.module, on)
    stopped = set(Suppression.objects.covering(MailClass.SERVICE).values_list("address", flat=True))
    reach = Reach()
    for member in members(briefing.audience, on):
        person = member.person
        if person.pk in done:
            reach.already_done.append(member)
        elif not person.email:
            reach.without_address.append(member)
        elif not person.may_be_written_to:
            reach.objected.append(member)
        elif person.email in stopped:
            reach.suppressed.append(member)
        else:
            reach.will_get_it.append(member)
    return reach


def standing_completions(module: ModulePage, on: date) -> dict[int, int]:
    """{person: completion} for everyone whose completion of this edition of the module still stands on the day `on`."""
    found = Completion.objects.filter(module_id=module.pk, edition=module.edition)
    if module.renewal_months:
        found = found.filter(completed_at__date__gte=on - timedelta(days=round(module.renewal_months * DAYS_A_MONTH)))
    by_subject = dict(found.order_by("number").values_list("subject", "pk"))
    owners = Pseudonym.objects.filter(subject__in=found.values("subject")).annotate(
        principal=Coalesce("person__merged_into", "person")
    )
    return {person: by_subject[subject] for subject, person in owners.values_list("subject", "principal")}


def enrolment_for(person, module: ModulePage) -> Enrolment | None:
    """The person's enrolment that this module's page is about.

    An open one before a completed one; of open ones that which was started, so that nobody is thrown back.
    """
    found = Enrolment.objects.filter(person=person, briefing__module=module).select_related(
        "briefing", "completion__certificate"
    )
    still_open = [enrolment for enrolment in found if enrolment.completion_id is None]
    if still_open:
        return min(still_open, key=lambda e: (e.started_at is None, e.pk))
    return max(found, key=lambda e: e.pk, default=None)


def enrolments_of(person) -> list[Enrolment]:
    """All of a person's briefings, those to be done first."""
    found = (
        Enrolment.objects.filter(person=person)
        .select_related("briefing__module", "completion__certificate")
        .prefetch_related("step_records", "appointments__organisation")
        .order_by("briefing__due_on")
    )
    return sorted(found, key=lambda e: e.completion_id is not None)


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
    def due_on(self):
        return self.enrolment.briefing.due_on if self.enrolment else None

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


def progress_in(module: ModulePage, person) -> Progress:
    """2 queries for somebody signed in, none otherwise."""
    enrolment = enrolment_for(person, module) if person.is_authenticated else None
    done = set(enrolment.step_records.values_list("step_key", flat=True)) if enrolment else set()
    return Progress(module, enrolment, done)


# --- The officer's view ---------------------------------------------------------------------------------------------


def briefing_counts(briefing: Briefing) -> dict[str, int]:
    """How many enrolments there are, by how far they are. The three add up to "enrolled"."""
    return briefing.enrolments.aggregate(
        enrolled=Count("pk"),
        completed=Count("pk", filter=Q(completion__isnull=False)),
        started=Count("pk", filter=Q(completion=None, started_at__isnull=False)),
        not_started=Count("pk", filter=Q(completion=None, started_at=None)),
        without_address=Count("pk", filter=Q(person__email=None)),
    )


def enrolment_rows(briefing: Briefing, *, search: str = "", state: str = "", delivery: str = ""):
    """The enrolments of a briefing for the officer's list, each with its delivery attached as `.delivery`."""
    rows = (
        briefing.enrolments.select_related("person")
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
            | Q(appointments__organisation__name__icontains=word)
        ).distinct()
    if delivery == "none":
        rows = rows.exclude(person__in=Delivery.objects.filter(mailing=briefing.mailing_id).values("person"))
    elif delivery:
        rows = rows.filter(
            person__in=Delivery.objects.filter(mailing=briefing.mailing_id, state=delivery).values("person")
        )
    return rows


def attach_deliveries(enrolments, briefing: Briefing) -> list[Enrolment]:
    """One more query for the page of rows that is shown."""
    rows = list(enrolments)
    found = Delivery.objects.filter(mailing=briefing.mailing_id, person__in=[row.person_id for row in rows])
    by_person = {delivery.person_id: delivery for delivery in found}
    for row in rows:
        row.delivery = by_person.get(row.person_id)
    return rows


def issued_briefings() -> list[Briefing]:
    """The latest issued briefings, for the dashboard."""
    return list(Briefing.objects.exclude(issued_at=None).select_related("module", "audience", "mailing")[:5])
