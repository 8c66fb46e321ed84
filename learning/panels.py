"""Panels on the admin's first page."""

from typing import Any

from django.template.loader import render_to_string
from wagtail.admin.ui.components import Component

from learning.queries import briefing_counts, issued_briefings


class BriefingsPanel(Component):
    """How the latest briefings are going."""

    name = "briefings"
    order = 60

    def render_html(self, parent_context: Any = None) -> str:
        rows = [
            (briefing, briefing_counts(briefing), briefing.hold if briefing.is_open else None)
            for briefing in issued_briefings()
        ]
        return render_to_string("learning/officer/briefings_panel.html", {"rows": rows})
