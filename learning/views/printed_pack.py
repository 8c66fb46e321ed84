"""A briefing on paper, for boards that have no addresses."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.pdf import PdfUnavailable
from learning.models import Briefing
from learning.packs import pack_pdf
from learning.views.officer import briefing_or_refuse
from people.requests import PersonRequest


@require_safe
def pack(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The printed pack, as a chair gets it."""
    return pack_answer(briefing_or_refuse(request, pk))


def pack_answer(briefing: Briefing) -> HttpResponse:
    try:
        content = pack_pdf(briefing)
    except PdfUnavailable:
        return HttpResponse(_("This machine cannot draw PDFs. Print the pages of the module instead."), status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(briefing.module.title)}.pdf"'
    return response
