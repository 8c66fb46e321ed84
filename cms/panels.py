"""Panels on the admin's first page, and how far a film's files are on its own page."""

from collections.abc import Sequence
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component
from wagtail.models import Revision

from cms.models import Film, FilmUpload, SupportContact


class StaleContactsPanel(Component):
    """Reminds the officer of contacts to check, and of those that pupils don’t see for want of words."""

    name = "stale_contacts"
    order = 50

    def __init__(self, contacts: list[SupportContact], without_words: Sequence[SupportContact] = ()) -> None:
        self.contacts, self.without_words = contacts, without_words

    def render_html(self, parent_context: Context | None = None) -> str:
        if not self.contacts and not self.without_words:
            return ""
        context = {"contacts": self.contacts, "without_words": self.without_words}
        return render_to_string("cms/admin/stale_contacts.html", context)


class OverduePagesPanel(Component):
    """Names the pages that were to go live and did not."""

    name = "overdue_pages"
    order = 40

    def __init__(self, revisions: list[Revision]) -> None:
        self.revisions = revisions

    def render_html(self, parent_context: Context | None = None) -> str:
        if not self.revisions:
            return ""
        return render_to_string("cms/admin/overdue_pages.html", {"revisions": self.revisions})


def uploads_context(film: Film) -> dict[str, Any]:
    """What the panel and its updates show: the latest upload of each version, and what is still missing."""
    uploads = FilmUpload.objects.latest_of(film)
    return {
        "film": film,
        "uploads": uploads,
        "unfinished": any(upload.is_unfinished for upload in uploads),
        "missing": film.why_not_shown,
        "url": reverse("film_uploads", args=[film.pk]),
    }


class UploadsPanel(Panel):
    """How far a film is: it looks again every two seconds while a file is being prepared."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/uploads.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), **uploads_context(self.instance)}
