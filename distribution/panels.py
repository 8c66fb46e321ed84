"""Panels on the admin's first page."""

from typing import Any

from django.template.loader import render_to_string
from wagtail.admin.ui.components import Component

from distribution.models import MailQueue


class MailQueuePanel(Component):
    """Says when nothing is being sent, why, and how to go on."""

    name = "mail_queue"
    order = 40

    def render_html(self, parent_context: Any = None) -> str:
        office = MailQueue.objects.filter(paused=True).first()
        if office is None:
            return ""
        context = {"office": office, "request": parent_context["request"]}
        return render_to_string(
            "distribution/officer/mail_queue_panel.html", context, request=parent_context["request"]
        )
