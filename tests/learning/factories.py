"""What a learner does, in one line each, for tests that are about what comes after."""

from django.urls import reverse

from cms.enums import StepKind
from learning import operations, watching
from learning.checking import Answers, questions_of
from learning.enums import StepEvidence
from learning.models import Completion, Enrolment
from tests.cast import NOW

RIGHT = [[0], [0, 1]]  # which choices of which question of the knowledge check in tests/cast.py, by their places
WRONG = [[1], [0]]


def enrolment_of(person, briefing) -> Enrolment:
    return Enrolment.objects.select_related("briefing__module", "person").get(person=person, briefing=briefing)


def step_of(module, kind: StepKind):
    return next(step for step in module.step_list if step.kind == kind)


def post_url(name: str, enrolment, kind: StepKind) -> str:
    return reverse(name, args=[enrolment.pk, step_of(enrolment.briefing.module, kind).key])


def answers_at(step, places: list[list[int]]) -> Answers:
    """The answers at these places, as a form of the page sends them: by the identity of question and choice."""
    return {
        question.key: [question.choices[place].key for place in chosen]
        for question, chosen in zip(questions_of(step), places, strict=True)
    }


def as_form(answers: Answers) -> Answers:
    return {f"question-{key}": chosen for key, chosen in answers.items()}


def do_all_but_declare(enrolment, *, now=NOW, film=StepEvidence.WATCHED) -> None:
    for step in enrolment.briefing.module.step_list:
        if step.kind == StepKind.CHECK:
            operations.record_attempt(enrolment=enrolment, step=step, answers=answers_at(step, RIGHT), now=now)
        elif step.kind != StepKind.DECLARATION:
            how = film if step.kind == StepKind.VIDEO else StepEvidence.CONTINUED
            operations.record_step(enrolment=enrolment, step=step, how=how, now=now)


def declare(enrolment, *, now=NOW) -> Completion:
    step = step_of(enrolment.briefing.module, StepKind.DECLARATION)
    return operations.declare(enrolment=enrolment, step=step, now=now)


def complete(enrolment, *, now=NOW, **how) -> Completion:
    do_all_but_declare(enrolment, now=now, **how)
    return declare(enrolment, now=now)


def ticket_for(enrolment, *, opened_at=NOW, total=60, needed=54) -> watching.Ticket:
    key = step_of(enrolment.briefing.module, StepKind.VIDEO).key
    return watching.Ticket(enrolment.pk, key, total, needed, int(opened_at.timestamp() * 1000))
