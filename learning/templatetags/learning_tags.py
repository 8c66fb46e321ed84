"""How a Wagtail page shows a learner's progress without knowing this layer."""

from typing import Any

from django import template
from django.urls import reverse

from cms.models import ModulePage
from cms.models.pages import Step
from core.requests import once
from learning import packs, step_types
from learning.checking import Submitted
from learning.queries import Progress, progress_in

register = template.Library()


@register.simple_tag(takes_context=True)
def learner_progress(context: dict[str, Any], page: ModulePage) -> Progress:
    """The reader's progress in a module, looked up once for a page."""
    request = context["request"]
    return once(request, ("progress", page.pk), lambda: progress_in(page, request.user))


@register.filter
def certificate_url(progress: Progress) -> str:
    certificate = getattr(progress.enrolment.completion, "certificate", None) if progress.enrolment else None
    return reverse("certificate", args=[certificate.code]) if certificate else ""


@register.simple_tag(takes_context=True)
def step_progress(context: dict[str, Any], page: ModulePage, step: Step) -> dict[str, Any]:
    """What one step's page needs to know about its reader, as a plain dict, looked up once for a page."""
    submitted = context.get("submitted") or Submitted()
    progress = learner_progress(context, page)
    return once(
        context["request"],
        ("step", page.pk, step.key),
        lambda: step_types.step_progress(submitted, progress, page, step),
    )


@register.filter
def paragraphs(cues: Any) -> Any:
    """A film's captions as paragraphs; none where the film is missing."""
    return packs.paragraphs(cues or [])
