"""How a Wagtail page shows a learner's progress without knowing this layer."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.enums import StepKind
from core.requests import once
from learning import watching
from learning.checking import Submitted, mark, questions_of, unanswered
from learning.models import Watching
from learning.queries import progress_in

register = template.Library()


@register.simple_tag(takes_context=True)
def learner_progress(context, page):
    """The reader's progress in a module, looked up once for a page."""
    request = context["request"]
    return once(request, ("progress", page.pk), lambda: progress_in(page, request.user))


@register.filter
def certificate_url(progress):
    certificate = getattr(progress.enrolment.completion, "certificate", None) if progress.completed else None
    return reverse("certificate", args=[certificate.code]) if certificate else ""


@register.simple_tag(takes_context=True)
def step_progress(context, page, step):
    """What one step's page needs to know about its reader, as a plain dict, looked up once for a page."""
    submitted = context.get("submitted") or Submitted()
    progress = learner_progress(context, page)
    return once(
        context["request"], ("step", page.pk, step.key), lambda: _step_progress(submitted, progress, page, step)
    )


def _step_progress(submitted, progress, page, step):
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
    return here | _KINDS.get(step.kind, _read)(submitted, progress, step)


def _post_url(progress, page, step):
    if progress.recorded:
        name = {StepKind.CHECK: "answer_step", StepKind.DECLARATION: "declare_step"}.get(step.kind, "continue_step")
        return reverse(name, args=[progress.enrolment.pk, step.key])
    return reverse("try_step", args=[page.pk, step.key]) if step.kind == StepKind.CHECK else ""


def _read(submitted, progress, step):
    return {}


def _video(submitted, progress, step):
    film = step.value["film"]
    if film is None:  # taken away behind the editor's back: say so, and keep nobody out
        return {"why_not": _("The film is missing just now. You can go on.")}
    total = watching.seconds_in(film.duration_seconds)
    needed = watching.needed_seconds(total, progress.module.share_needed)
    here = {"total_seconds": total, "needed_seconds": needed, "seen_seconds": 0, "position": 0.0}
    if not progress.recorded:
        return here
    enrolment = progress.enrolment
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


def _check(submitted, progress, step):
    attempted = submitted.answers
    if attempted is None and progress.recorded:
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


def _declaration(submitted, progress, step):
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


_KINDS = {StepKind.VIDEO: _video, StepKind.CHECK: _check, StepKind.DECLARATION: _declaration}
