"""Some weeks of life: a briefing that went out, and what governors and a clerk made of it. Seeded, so repeatable."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from cms.enums import StepKind
from cms.models import ModulePage
from demo import stories
from demo.content import email
from distribution.models import Audience
from learning import operations
from learning.enums import StepEvidence
from learning.models import Briefing, Enrolment
from people.enums import GOVERNOR_ROLES, Role

IMPORTED_DAYS_AGO, ISSUED_DAYS_AGO = 30, 12
COMPLETED, STARTED = 70, 40
WARD = "Appleton"

Entry = tuple[datetime, Callable[[datetime], None]]  # when, and what happened


def load_history(*, officer, now: datetime) -> None:
    briefing = drafts(now)
    those = stories.Those(officer, stories.clerk(), briefing)
    for ago, story in stories.BEFORE:
        story(those, now - ago)
    then = now - timedelta(days=ISSUED_DAYS_AGO)
    operations.issue_briefing(briefing=briefing, by=officer, now=then)
    briefing.refresh_from_db()
    stories.deliver(then)
    diary = [(now - ago, partial(story, those)) for ago, story in stories.SINCE]
    diary += by_chance(briefing, then, random.Random(2026))
    diary += by_name(briefing, then)
    for at, happens in sorted(diary, key=lambda entry: entry[0]):
        happens(at)


def drafts(now: datetime) -> Briefing:
    """The audiences and two briefings. Returns the one that will be sent."""
    governors = Audience.objects.create(name="All school governors", roles=list(GOVERNOR_ROLES))
    councillors = Audience.objects.create(name="Ward councillors", roles=[Role.COUNCILLOR])
    Audience.objects.create(name="Clerks", roles=[Role.GOVERNANCE_PROFESSIONAL])
    Audience.objects.create(name=f"Governors of schools in {WARD}", roles=list(GOVERNOR_ROLES), wards=[WARD])
    Briefing.objects.create(
        module=ModulePage.objects.get(slug="ward-councillors"),
        audience=councillors,
        due_on=(now + timedelta(days=30)).date(),
        **email.COUNCILLOR_BRIEFING,
    )
    return Briefing.objects.create(
        module=ModulePage.objects.get(slug="contextual-safeguarding"),
        audience=governors,
        due_on=(now + timedelta(days=25)).date(),
        **email.BRIEFING,
    )


def by_chance(briefing: Briefing, then: datetime, chance: random.Random) -> list[Entry]:
    """A few finish, a few stop half-way; the people of the stories and of the list to try out are left out."""
    reached = Enrolment.objects.filter(briefing=briefing, person__deliveries__mailing__briefing=briefing)
    rows = list(reached.exclude(person__in=stories.in_stories()).select_related("person").order_by("pk"))
    chance.shuffle(rows)
    steps = briefing.module.step_list
    diary = []
    for index, enrolment in enumerate(rows[: COMPLETED + STARTED]):
        at = then + timedelta(minutes=chance.randrange(60, ISSUED_DAYS_AGO * 24 * 60 - 60))
        so_far = len(steps) if index < COMPLETED else chance.randrange(1, len(steps) - 1)
        pauses = [chance.randrange(30, 120) for _step in steps[:so_far]]
        diary.append((at, partial(learn_so_far, enrolment, pauses, index % 9 == 0)))
    return diary


def by_name(briefing: Briefing, then: datetime) -> list[Entry]:
    steps = len(briefing.module.step_list)
    diary = []
    for so_far, whom in ((steps, stories.DONE_AFTER), (3, stories.STARTED_AFTER)):
        for gid, hours in whom.items():
            enrolment = Enrolment.objects.filter(briefing=briefing, appointments__gid=gid).first()
            if enrolment is None:  # terms have days: on a day years away from theirs somebody may not be in office
                continue
            diary.append((then + timedelta(hours=hours), partial(learn_so_far, enrolment, [75] * so_far, False)))
    return diary


def learn_so_far(enrolment: Enrolment, pauses: list[int], reads: bool, at: datetime) -> None:
    """One step after another, with so many seconds before each."""
    for step, seconds in zip(enrolment.briefing.module.step_list, pauses, strict=False):
        at += timedelta(seconds=seconds)
        learn(enrolment, step, at, reads=reads)


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
