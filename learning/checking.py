"""Knowledge checks: what is asked, and what an answer says. The right answers stay on the server until an attempt.

Questions and choices are known by the identity of their block, so that an answer stays with its question when an
editor adds, moves or takes out another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from wagtail.blocks import StructValue

from cms.models.pages import Step

Answers = dict[str, list[str]]  # keys of the choices by key of the question


@dataclass(frozen=True)
class Choice:
    key: str
    text: str
    correct: bool
    explanation: str


@dataclass
class Question:
    key: str
    place: int  # from 0, for the page's own anchors
    question: str
    choices: list[Choice]
    chosen: set[str] = field(default_factory=set)
    result: str | None = None  # "right", "wrong", or None before an attempt
    feedback: list[str] = field(default_factory=list)

    @property
    def right(self) -> set[str]:
        return {choice.key for choice in self.choices if choice.correct}

    @property
    def multiple(self) -> bool:
        return len(self.right) > 1


def questions_of(step: Step) -> list[Question]:
    return [
        Question(item.id, place, item.value["question"], _choices_of(item.value))
        for place, item in enumerate(step.value["questions"].bound_blocks)
    ]


def _choices_of(question: StructValue) -> list[Choice]:
    return [
        Choice(item.id, item.value["text"], item.value["correct"], item.value["explanation"])
        for item in question["choices"].bound_blocks
    ]


def mark(step: Step, answers: Answers) -> tuple[list[Question], bool]:
    """The questions with what was chosen, whether it is right and why, and whether all are right.

    A question without an answer has no result. Of a right answer the reason is told too, so that a lucky guess teaches.
    """
    marked = questions_of(step)
    for question in marked:
        known = {choice.key for choice in question.choices}
        question.chosen = set(answers.get(question.key, [])) & known
        if not question.chosen:
            continue
        question.result = "right" if question.chosen == question.right else "wrong"
        told = question.chosen if question.result == "right" else question.chosen - question.right
        question.feedback = [choice.explanation for choice in question.choices if choice.key in told]
        if question.result == "wrong" and question.multiple and not question.right <= question.chosen:
            question.feedback.append(_("A right answer is still missing."))
    return marked, all(question.result == "right" for question in marked)


def unanswered(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if not question.chosen]


@dataclass(frozen=True)
class Submitted:
    """What a form of a step posted that did not go through: shown again on the step's own page, in its context."""

    answers: Answers | None = None
    is_incomplete: bool = False
    lacks_declaration: bool = False
