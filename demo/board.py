"""What the demonstration's Board asked for, the first wave that answered it, and the published follow-up report."""

import random
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from assurance.models import BoardAction, FollowUpReportPage
from assurance.operations import record_action, start_report
from cms.models import AwarenessPage, ModulePage
from demo import council, stories
from demo.content import report as content
from demo.learners import learn_so_far
from distribution.enums import DeliveryState
from distribution.models import Audience, Delivery
from governing_boards.enums import TablingOutcome
from governing_boards.operations.paper_briefings import record_tabling
from learning.models import Briefing, Enrolment
from learning.operations import issue_briefing, remind
from people.enums import GOVERNOR_ROLES
from people.models import Organisation, Person
from workshops.models import WorkshopPage

ASKED_DAYS_AGO, PILOT_DAYS_AGO, REPORT_DAYS_AGO = 66, 55, 1
PILOT_WARDS = ["Halton Castle", "Halton View", "Mersey & Weston", "Farnworth", "Hough Green"]
DONE_IN_TIME, DONE_LATE, STOPPED, BOUNCED, LOST = 62, 21, 12, 5, 1
ON_PAPER = "Mudlark Lane Primary School"  # governors, and no address for any of them


def load_pilot(*, officer: Person, now: datetime) -> Briefing:
    """A first wave in five wards: most in time, some late, some stop half-way, a few addresses that do not work."""
    chance = random.Random(23)
    then = now - timedelta(days=PILOT_DAYS_AGO)
    audience = Audience.objects.create(
        name="First wave: governors in 5 wards", roles=list(GOVERNOR_ROLES), wards=PILOT_WARDS
    )
    briefing = Briefing.objects.create(
        module=ModulePage.objects.get(slug="contextual-safeguarding"),
        audience=audience,
        due_on=(then + timedelta(days=21)).date(),
        **content.PILOT,
    )
    issue_briefing(briefing=briefing, by=officer, now=then)
    briefing.refresh_from_db()
    rows = list(
        Enrolment.objects.filter(briefing=briefing, person__deliveries__mailing=briefing.mailing).order_by("pk")
    )
    chance.shuffle(rows)
    lost, bounced, rest = rows[:LOST], rows[LOST : LOST + BOUNCED], rows[LOST + BOUNCED :]
    lose(briefing, [row.person_id for row in lost], then)
    stories.deliver(then)
    bounce(briefing, [row.person_id for row in bounced], then + timedelta(minutes=4))
    for at, happens in sorted(_diary(briefing, rest, then, chance, officer), key=lambda entry: entry[0]):
        happens(at)
    return briefing


def _diary(briefing: Briefing, rows: list[Enrolment], then: datetime, chance: random.Random, officer: Person):
    steps = len(briefing.module.step_list)

    def pauses(number: int) -> list[int]:
        return [chance.randrange(40, 140) for _step in range(number)]

    for index, row in enumerate(rows[: DONE_IN_TIME + DONE_LATE + STOPPED]):
        late = index >= DONE_IN_TIME
        minutes = (
            chance.randrange(22 * 1440, 40 * 1440) if late else int(chance.expovariate(1 / 6) * 1440) % (20 * 1440)
        )
        so_far = steps if index < DONE_IN_TIME + DONE_LATE else chance.randrange(1, steps - 1)
        at = then + timedelta(minutes=minutes + 30)
        yield at, partial(learn_so_far, row, pauses(so_far), index % 8 == 0)
    yield then + timedelta(days=22), partial(_remind, briefing, officer)


def _remind(briefing: Briefing, officer: Person, at: datetime) -> None:
    remind(briefing=briefing, organisation=None, by=officer, now=at)
    stories.deliver(at)


@transaction.atomic
def bounce(briefing: Briefing, people: list[int], at: datetime) -> None:
    """The relay says later that nobody lives there."""
    Delivery.objects.filter(mailing=briefing.mailing, person__in=people).move(
        DeliveryState.SENT, DeliveryState.BOUNCED, now=at, detail="550 5.1.1 The mailbox does not exist."
    )


@transaction.atomic
def lose(briefing: Briefing, people: list[int], at: datetime) -> None:
    """The line was lost after the message was handed over: nobody knows whether it arrived."""
    for source, target in (
        (DeliveryState.QUEUED, DeliveryState.CLAIMED),
        (DeliveryState.CLAIMED, DeliveryState.ON_WIRE),
        (DeliveryState.ON_WIRE, DeliveryState.AMBIGUOUS),
    ):
        row = Delivery.objects.filter(mailing=briefing.mailing, person__in=people)
        row.move(source, target, now=at)


def load_board(*, officer: Person, now: datetime) -> None:
    """The action, what answers it, a board that had it on paper, and the report, published."""
    asked = now - timedelta(days=ASKED_DAYS_AGO)
    action = BoardAction(
        **content.ACTION,
        meeting_on=asked.date(),
        due_on=(now + timedelta(days=21)).date(),
        audience=Audience.objects.get(name="All school governors"),
    )
    record_action(action=action, by=officer, now=asked)
    briefings = Briefing.objects.exclude(issued_at=None)
    action.briefings.set(briefings)
    action.workshops.set(WorkshopPage.objects.all())
    action.films.set(AwarenessPage.objects.all())
    record_tabling(
        briefing=briefings.order_by("-issued_at").first(),
        organisation=Organisation.objects.get(name=ON_PAPER),
        on=(now - timedelta(days=8)).date(),
        present=6,
        outcome=TablingOutcome.DISCUSSED,
        by=officer,
        now=now - timedelta(days=7),
    )
    at = now - timedelta(days=REPORT_DAYS_AGO)
    page = start_report(action=action, by=officer, now=at)
    page.title, page.body = content.TITLE, written(page)
    page.save_revision(user=officer)
    waiting = page.get_workflow().start(page, officer)
    waiting.current_task_state.approve(user=council.approver())


def written(page: FollowUpReportPage) -> list[tuple]:
    """The first draft with the officer's words in their places."""
    found, texts = [], list(content.TEXTS.values())
    for block in page.body:
        kind, value = block.block_type, block.block.get_prep_value(block.value)
        if kind == "text" and not value:
            value = texts.pop(0)
        elif kind == "parts":
            value = {
                name: {"state": state, "evidence": words, "figure": figure}
                for name, (state, words, figure) in content.PARTS.items()
            }
        elif kind == "costs":
            value = {"lines": content.COSTS}
        elif kind == "decision":
            value = {"asks": content.ASKS}
        found.append((kind, value))
    return found
