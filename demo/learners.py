"""What a learner of the demonstration does: one step after another, through the operations that the pages call."""

from datetime import datetime, timedelta

from cms.enums import StepKind
from learning import operations
from learning.checking import questions_of
from learning.enums import StepEvidence
from learning.models import Enrolment


def learn_so_far(enrolment: Enrolment, pauses: list[int], reads: bool, at: datetime) -> None:
    """One step after another, with so many seconds before each."""
    for step, seconds in zip(enrolment.briefing.module.step_list, pauses, strict=False):
        at += timedelta(seconds=seconds)
        learn(enrolment, step, at, reads=reads)


def learn(enrolment, step, at, *, reads: bool) -> None:
    if step.kind == StepKind.CHECK:
        questions = questions_of(step)
        answers = {question.key: sorted(question.right) for question in questions}
        if enrolment.pk % 4 == 0:  # not everybody has all right at once
            wrong = next(choice.key for choice in questions[0].choices if not choice.correct)
            first = {**answers, questions[0].key: [wrong]}
            operations.record_attempt(enrolment=enrolment, step=step, answers=first, now=at - timedelta(seconds=40))
        operations.record_attempt(enrolment=enrolment, step=step, answers=answers, now=at)
    elif step.kind == StepKind.DECLARATION:
        operations.declare(enrolment=enrolment, step=step, now=at)
    else:
        how = StepEvidence.CONTINUED
        if step.kind == StepKind.VIDEO:
            how = StepEvidence.READ if reads else StepEvidence.WATCHED
        operations.record_step(enrolment=enrolment, step=step, how=how, now=at)
