"""Some weeks of life: a briefing that went out, and what a few of its governors made of it. Seeded, so repeatable."""

import random
from datetime import timedelta

from cms.enums import StepKind
from cms.models import ModulePage
from demo.content import email
from demo.content.personas import PERSONAS
from distribution.delivering import send_due
from distribution.enums import Queue
from distribution.models import Audience
from learning import operations
from learning.enums import StepEvidence
from learning.models import Briefing, Enrolment
from people.enums import GOVERNOR_ROLES, Role

ISSUED_DAYS_AGO = 12
COMPLETED, STARTED = 70, 40


def load_history(*, officer, now) -> None:
    governors = Audience.objects.create(name="All school governors", roles=list(GOVERNOR_ROLES))
    councillors = Audience.objects.create(name="Ward councillors", roles=[Role.COUNCILLOR])
    Audience.objects.create(name="Clerks", roles=[Role.GOVERNANCE_PROFESSIONAL])
    issued = Briefing.objects.create(
        module=ModulePage.objects.get(slug="contextual-safeguarding"),
        audience=governors,
        due_on=(now + timedelta(days=25)).date(),
        **email.BRIEFING,
    )
    Briefing.objects.create(
        module=ModulePage.objects.get(slug="ward-councillors"),
        audience=councillors,
        due_on=(now + timedelta(days=30)).date(),
        **email.COUNCILLOR_BRIEFING,
    )
    then = now - timedelta(days=ISSUED_DAYS_AGO)
    operations.issue_briefing(briefing=issued, by=officer, now=then)
    send_due(queue=Queue.BULK, clock=lambda: then)
    live(issued, then, random.Random(2026))


def live(briefing: Briefing, then, chance: random.Random) -> None:
    """A few finish, a few stop half-way; the people named in the list to try out are left for the newcomer."""
    kept = [persona["email"] for persona in PERSONAS]
    reached = Enrolment.objects.filter(briefing=briefing, person__deliveries__mailing__briefing=briefing)
    rows = list(reached.exclude(person__email__in=kept).select_related("person").order_by("pk"))
    chance.shuffle(rows)
    for index, enrolment in enumerate(rows[: COMPLETED + STARTED]):
        at = then + timedelta(minutes=chance.randrange(60, ISSUED_DAYS_AGO * 24 * 60 - 60))
        steps = briefing.module.step_list
        so_far = len(steps) if index < COMPLETED else chance.randrange(1, len(steps) - 1)
        for step in steps[:so_far]:
            at += timedelta(seconds=chance.randrange(30, 120))
            learn(enrolment, step, at, reads=index % 9 == 0)


def learn(enrolment, step, at, *, reads: bool) -> None:
    if step.kind == StepKind.CHECK:
        answers = {
            str(n): [str(k) for k, choice in enumerate(question["choices"]) if choice["correct"]]
            for n, question in enumerate(step.value["questions"])
        }
        operations.record_attempt(enrolment=enrolment, step=step, answers=answers, now=at)
    elif step.kind == StepKind.DECLARATION:
        operations.declare(enrolment=enrolment, step=step, now=at)
    else:
        how = StepEvidence.CONTINUED
        if step.kind == StepKind.VIDEO:
            how = StepEvidence.READ if reads else StepEvidence.WATCHED
        operations.record_step(enrolment=enrolment, step=step, how=how, now=at)
