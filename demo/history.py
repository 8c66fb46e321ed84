"""Some weeks of life: a briefing that went out, and what governors and a clerk made of it. Seeded, so repeatable."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from cms.models import ModulePage
from demo import stories
from demo.board import bounce, load_pilot
from demo.content import email
from demo.learners import learn_so_far
from distribution.models import Audience
from learning import operations
from learning.models import Briefing, Enrolment
from people.enums import GOVERNOR_ROLES, Role

IMPORTED_DAYS_AGO, ISSUED_DAYS_AGO = 63, 12
COMPLETED, STARTED = 70, 40
WARD = "Appleton"

Entry = tuple[datetime, Callable[[datetime], None]]  # when, and what happened


def load_history(*, officer, now: datetime) -> None:
    briefing = drafts(now)
    those = stories.Those(officer, stories.clerk(), briefing)
    load_pilot(officer=officer, now=now)
    for ago, story in stories.BEFORE:
        story(those, now - ago)
    then = now - timedelta(days=ISSUED_DAYS_AGO)
    operations.issue_briefing(briefing=briefing, by=officer, now=then)
    briefing.refresh_from_db()
    stories.deliver(then)
    unreached = wrong_addresses(briefing)
    bounce(briefing, unreached, then + timedelta(minutes=3))
    diary = [(now - ago, partial(story, those)) for ago, story in stories.SINCE]
    diary += by_chance(briefing, then, random.Random(2026), besides=unreached)
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


def wrong_addresses(briefing: Briefing) -> list[int]:
    """A few people whose message came back: every 40th of those whom no story is about."""
    reached = Enrolment.objects.filter(briefing=briefing, person__deliveries__mailing__briefing=briefing)
    rows = reached.exclude(person__in=stories.in_stories()).order_by("pk")
    return list(rows.values_list("person", flat=True))[::40]


def by_chance(briefing: Briefing, then: datetime, chance: random.Random, *, besides: list[int]) -> list[Entry]:
    """A few finish, a few stop half-way; the people of the stories and of the list to try out are left out."""
    reached = Enrolment.objects.filter(briefing=briefing, person__deliveries__mailing__briefing=briefing)
    left_alone = [*stories.in_stories(), *besides]
    rows = list(reached.exclude(person__in=left_alone).select_related("person").order_by("pk"))
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
