"""Where the steps' forms post. Each parses, makes one operation call and sends the learner on."""

import json
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.enums import StepKind
from cms.models import ModulePage
from cms.models.pages import Step
from core.routes import private
from learning import operations, watching
from learning.checking import Submitted, questions_of
from learning.enums import StepEvidence
from learning.models import Enrolment
from learning.step_types import step_type
from people.requests import PersonRequest

View = Callable[..., HttpResponseBase]

LONGEST_BEAT = 64_000  # bytes; an hour of the wildest seeking fits


def signed_in(view: View) -> View:
    """Whose session has ended comes back, after the code, to the page with the form: its own address takes no GET."""

    @wraps(view)
    def guarded(request: PersonRequest, enrolment_id: int, step_key: str) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, enrolment_id, step_key)
        enrolment = Enrolment.objects.filter(pk=enrolment_id).select_related("briefing__module").first()
        step = enrolment.briefing.module.step(step_key) if enrolment else None
        return redirect_to_login(step.url if step else reverse("my_briefings"))

    return guarded


def _own(
    request: PersonRequest, enrolment_id: int, step_key: str, *kinds: Any
) -> tuple[Enrolment, ModulePage, Step | None]:
    """The reader's own enrolment and the step, or 404: one cannot post for somebody else, nor guess."""
    enrolment = get_object_or_404(
        Enrolment.objects.of(request.user).select_related("briefing__module", "person"), pk=enrolment_id
    )
    module = enrolment.briefing.module
    step = module.step(step_key)
    if step is None or (kinds and step.kind not in kinds):
        return enrolment, module, None
    return enrolment, module, step


def _overview(module: ModulePage) -> HttpResponseBase:
    """The module's first page. If it was taken off the site, the reader's own page says what there is to say."""
    return redirect(module.get_url() or reverse("my_briefings"))


def _next(module: ModulePage, step: Step) -> HttpResponseBase:
    """The step after this one. What was done is kept even if the module was withdrawn meanwhile; its page says so."""
    following = module.step_list[step.number] if step.number < len(module.step_list) else None
    return redirect(following.url) if following and module.can_be_opened else _overview(module)


@private
@require_POST
@signed_in
def continue_step(request: PersonRequest, enrolment_id: int, step_key: str) -> HttpResponseBase:
    enrolment, module, step = _own(request, enrolment_id, step_key)
    if step is None:
        return _overview(module)
    if how := step_type(step).pressed:
        operations.record_step(enrolment=enrolment, step=step, how=how, now=timezone.now())
    elif not enrolment.step_records.filter(step_key=step.key).exists():
        return _step(module, step)
    return _next(module, step)


@private
@require_POST
@signed_in
def read_step(request: PersonRequest, enrolment_id: int, step_key: str) -> HttpResponseBase:
    """ "I have read the whole transcript": nobody is kept out by a screen reader or a missing loudspeaker."""
    enrolment, module, step = _own(request, enrolment_id, step_key, StepKind.VIDEO)
    if step is None:
        return _overview(module)
    operations.record_step(enrolment=enrolment, step=step, how=StepEvidence.READ, now=timezone.now())
    return _next(module, step)


def _answers(request: PersonRequest, step: Step) -> dict[str, list[str]]:
    return {question.key: request.POST.getlist(f"question-{question.key}") for question in questions_of(step)}


@private
@require_POST
@signed_in
def answer_step(request: PersonRequest, enrolment_id: int, step_key: str) -> HttpResponseBase:
    enrolment, module, step = _own(request, enrolment_id, step_key, StepKind.CHECK)
    if step is None:
        return _overview(module)
    answers = _answers(request, step)
    try:
        operations.record_attempt(enrolment=enrolment, step=step, answers=answers, now=timezone.now())
    except operations.QuestionsUnanswered:
        return _step_again(request, module, step, Submitted(answers, is_incomplete=True))
    return _step(module, step, "#answers")


@private
@require_POST
def try_step(request: PersonRequest, page_id: int, step_key: str) -> HttpResponseBase:
    """A reader who is not enrolled tries the knowledge check. Nothing is recorded."""
    module = get_object_or_404(ModulePage.objects.live().public(), pk=page_id)
    step = module.step(step_key)
    if step is None or step.kind != StepKind.CHECK:
        return _overview(module)
    answers = _answers(request, step)
    incomplete = not all(answers.values())
    return _step_again(request, module, step, Submitted(answers, is_incomplete=incomplete))


@private
@require_POST
@signed_in
def declare_step(request: PersonRequest, enrolment_id: int, step_key: str) -> HttpResponseBase:
    enrolment, module, step = _own(request, enrolment_id, step_key, StepKind.DECLARATION)
    if step is None:
        return _overview(module)
    if request.POST.get("declared") != "yes":
        return _step_again(request, module, step, Submitted(lacks_declaration=True))
    try:
        completion = operations.declare(enrolment=enrolment, step=step, now=timezone.now())
    except operations.ModuleWithdrawn:
        return _overview(module)
    except operations.StepsOutstanding:
        return redirect(step.url)
    messages.success(request, _("You have finished. Thank you. This is your certificate."))
    return redirect(reverse("certificate", args=[completion.certificate.code]))


def _step(module: ModulePage, step: Step, anchor: str = "") -> HttpResponseBase:
    return redirect(f"{step.url}{anchor}") if module.can_be_opened else _overview(module)


def _step_again(request: PersonRequest, module: ModulePage, step: Step, submitted: Submitted) -> HttpResponseBase:
    """The step's own page with what was entered; nothing is lost."""
    if not module.can_be_opened:
        return _overview(module)
    context = {**module.get_step_context(request, step), "submitted": submitted}
    return TemplateResponse(request, module.step_template, context, status=200)


@private
@csrf_exempt  # sendBeacon cannot carry the token; the signed ticket in the body is the proof instead
@require_POST
def beats(request: PersonRequest) -> HttpResponseBase:
    """A report of seconds watched. One row read, one row written, no session."""
    if request.content_type == "multipart/form-data":
        return HttpResponseBadRequest("This is not a report of seconds watched.")
    if len(request.body) > LONGEST_BEAT:
        return HttpResponseBadRequest("This report is too long.")
    now = timezone.now()
    try:
        body = json.loads(request.body)
        ticket = watching.read_ticket(str(body["ticket"]), now)
        sequence, position = int(body["seq"]), float(body["position"])
        intervals = [(float(start), float(end)) for start, end in body["intervals"]]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return HttpResponseBadRequest("This is not a report of seconds watched.")
    if ticket is None:
        return JsonResponse({"message": _("Reload this page to carry on.")}, status=403)
    if not math.isfinite(position):
        position = 0.0
    try:
        watched = operations.record_beat(
            ticket=ticket, sequence=sequence, position=position, intervals=intervals, now=now
        )
    except operations.EnrolmentGone:
        return JsonResponse({"message": _("Reload this page to carry on.")}, status=403)
    return JsonResponse(
        {
            "seen": watched.seen,
            "needed": ticket.needed,
            "total": ticket.total,
            "done": watched.done,
            "message": _("You have seen enough of the film. You can continue.") if watched.done else "",
        }
    )
