"""Panels on the admin's first page."""

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from people.directory import gaps
from people.duplicates import counts


class DirectoryPanel(Component):
    """What is missing in the directory, and what may be in it twice."""

    name = "directory"
    order = 80

    def render_html(self, parent_context: Context | None = None) -> SafeString:
        context = {"gaps": gaps(timezone.localdate()), "duplicates": counts()}
        return render_to_string("people/officer/directory_panel.html", context)
