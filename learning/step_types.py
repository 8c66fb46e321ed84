"""What each kind of step asks of a learner, and what its page needs to know about its reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.enums import StepKind
from cms.models import ModulePage
from cms.models.pages import Step
from learning import watching
from learning.checking import Submitted, mark, questions_of, unanswered
from learning.enums import StepEvidence
from learning.models import Watching
from learning.queries import Progress


def step_progress(submitted: Submitted, progress: Progress, page: ModulePage, step: Step) -> dict[str, Any]:
    """What a step's page needs to know about its reader. 1 query more for a film and for a knowledge check."""
    steps = page.step_list
    following = steps[step.number] if step.number < len(steps) else None
    previous = steps[step.number - 2] if step.number > 1 else None
    here = {
        "recorded": progress.recorded,
        "done": step.key in progress.done,
        "available": True,
        "why_not": "",
        "next_url": following.url if following else page.get_url(),
        "next_label": following.title if following else page.title,
        "previous_url": previous.url if previous else page.get_url(),
        "post_url": _post_url(progress, page, step),
    }
    return here | step_type(step).here(submitted, progress, step)


def _post_url(progress: Progress, page: ModulePage, step: Step) -> str:
    if progress.enrolment is not None:
        return reverse(step_type(step).posts_to, args=[progress.enrolment.pk, step.key])
    return reverse("try_step", args=[page.pk, step.key]) if step.kind == StepKind.CHECK else ""


def _read(submitted: Submitted, progress: Progress, step: Step) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class StepType:
    """How a kind of step is done: what its page says, where its form posts, and what pressing "Continue" records."""

    here: Callable[[Submitted, Progress, Step], dict[str, Any]]
    posts_to: str = "continue_step"
    pressed: StepEvidence | None = StepEvidence.CONTINUED


READ = StepType(_read)


def _video(submitted: Submitted, progress: Progress, step: Step) -> dict[str, Any]:
    film = step.value["film"]
    if film is None:  # taken away behind the editor's back: say so, and keep nobody out
        return {"why_not": _("The film is missing just now. You can go on.")}
    total = watching.seconds_in(film.duration_seconds)
    needed = watching.needed_seconds(total, progress.module.share_needed)
    here = {"total_seconds": total, "needed_seconds": needed, "seen_seconds": 0, "position": 0.0}
    enrolment = progress.enrolment
    if enrolment is None:
        return here
    row = Watching.objects.filter(enrolment=enrolment, step_key=step.key).first()
    if row:
        here |= {"seen_seconds": watching.from_bytes(row.seen).bit_count(), "position": row.position}
    done = step.key in progress.done
    opened_at_ms = int(timezone.now().timestamp() * 1000)
    ticket = watching.Ticket(enrolment.pk, step.key, total, needed, opened_at_ms)
    return here | {
        "available": done,
        "why_not": "" if done else _("Opens when you have seen the film or read the whole transcript."),
        "beats_url": reverse("beats"),
        "ticket": str(ticket),
        "read_url": reverse("read_step", args=[enrolment.pk, step.key]),
    }


def _check(submitted: Submitted, progress: Progress, step: Step) -> dict[str, Any]:
    attempted = submitted.answers
    if attempted is None and progress.enrolment is not None:
        latest = progress.enrolment.attempts.filter(step_key=step.key).first()
        attempted = latest.answers if latest else None
    if attempted is None:
        return {
            "questions": questions_of(step),
            "attempted": False,
            "passed": False,
            "available": not progress.recorded,
        }
    questions, passed = mark(step, attempted)
    missing = unanswered(questions) if submitted.is_incomplete else []
    if missing:
        for question in questions:
            question.result, question.feedback = None, []
    return {
        "questions": questions,
        "attempted": not missing,
        "passed": passed,
        "unanswered": missing,
        "available": passed or not progress.recorded or step.key in progress.done,
        "why_not": _("Opens when every answer is right. You can try as often as you like."),
    }


def _declaration(submitted: Submitted, progress: Progress, step: Step) -> dict[str, Any]:
    outstanding = [s for s in progress.outstanding if s.kind != StepKind.DECLARATION]
    why = ""
    if outstanding and progress.recorded:
        why = ngettext("One step is still to be done.", "%(n)s steps are still to be done.", len(outstanding)) % {
            "n": len(outstanding)
        }
    return {
        "available": not outstanding,
        "outstanding": outstanding if progress.recorded else [],
        "why_not": why,
        "declaration_missing": submitted.lacks_declaration,
    }


STEP_TYPES = {
    StepKind.VIDEO: StepType(_video, pressed=None),  # a film is not done by pressing a button
    StepKind.CHECK: StepType(_check, posts_to="answer_step", pressed=None),
    StepKind.DECLARATION: StepType(_declaration, posts_to="declare_step", pressed=None),
}


def step_type(step: Step) -> StepType:
    """How a step is done: read, and "Continue" pressed, unless STEP_TYPES says otherwise."""
    return STEP_TYPES.get(StepKind(step.kind), READ)
