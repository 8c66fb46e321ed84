"""Panels on the admin's first page."""

from django.template.loader import render_to_string
from wagtail.admin.ui.components import Component


class StaleContactsPanel(Component):
    """Reminds the officer to make sure that the telephone numbers are still right."""

    name = "stale_contacts"
    order = 50

    def __init__(self, contacts):
        self.contacts = contacts

    def render_html(self, parent_context=None):
        if not self.contacts:
            return ""
        return render_to_string("cms/admin/stale_contacts.html", {"contacts": self.contacts})
