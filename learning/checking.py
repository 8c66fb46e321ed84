"""Knowledge checks: what is asked, and what an answer says. The right answers stay on the server until an attempt."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cms.models.pages import Step


@dataclass
class Question:
    key: str
    question: str
    multiple: bool
    choices: list[dict]
    chosen: set[str] = field(default_factory=set)
    result: str | None = None  # "right", "wrong", or None before an attempt
    feedback: list[str] = field(default_factory=list)


def questions_of(step: Step) -> list[Question]:
    """The questions without their answers. Keys are positions, "0", "1", … as are the choices' own."""
    return [
        Question(
            key=str(number),
            question=block["question"],
            multiple=sum(bool(choice["correct"]) for choice in block["choices"]) > 1,
            choices=[{"key": str(n), "text": choice["text"]} for n, choice in enumerate(block["choices"])],
        )
        for number, block in enumerate(step.value["questions"])
    ]


def mark(step: Step, answers: dict[str, list[str]]) -> tuple[list[Question], bool]:
    """The questions with what was chosen, whether it is right and why, and whether all are right.

    A question without an answer has no result. Of a right answer the reason is told too, so that a lucky guess teaches.
    """
    marked = questions_of(step)
    for question, block in zip(marked, step.value["questions"], strict=True):
        known = {choice["key"] for choice in question.choices}
        question.chosen = set(answers.get(question.key, [])) & known
        if not question.chosen:
            continue
        right = {str(n) for n, choice in enumerate(block["choices"]) if choice["correct"]}
        question.result = "right" if question.chosen == right else "wrong"
        told = question.chosen if question.result == "right" else question.chosen - right
        question.feedback = [block["choices"][int(key)]["explanation"] for key in sorted(told, key=int)]
        if question.result == "wrong" and question.multiple and not right <= question.chosen:
            question.feedback.append(_("A right answer is still missing."))
    return marked, all(question.result == "right" for question in marked)


def unanswered(questions: list[Question]) -> list[Question]:
    return [question for question in questions if not question.chosen]
