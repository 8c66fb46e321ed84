"""What parents see by the link that their school hands out. Nobody is asked who they are, and nothing is kept."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from classrooms.queries import parent_link
from cms.enums import SupportAudience
from cms.file_responses import NOT_KEPT, serve_part
from cms.queries import support_contacts
from core.requests import Request
from core.routes import tokened, unlogged


@unlogged
@tokened
@require_safe
def material(request: Request, token: str) -> HttpResponseBase:
    link = parent_link(token, timezone.now())
    if link is None:
        return render(request, "schools/parents_gone.html", status=404)
    context = {
        "link": link,
        "page": link.page,
        "film": link.page.film,
        "contacts": support_contacts(SupportAudience.WORRIED, timezone.now()),
    }
    return render(request, "schools/parents.html", context)


@unlogged
@tokened
@require_safe
def parents_file(request: Request, token: str, part: str) -> HttpResponseBase:
    link = parent_link(token, timezone.now())
    if link is None or link.page.film is None:
        raise Http404
    return serve_part(request, link.page.film, part, kept=NOT_KEPT)
