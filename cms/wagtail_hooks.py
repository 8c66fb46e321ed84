from django.utils import timezone
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.panels import StaleContactsPanel
from cms.queries import stale_contacts
from cms.viewsets import ContentGroup

register_snippet(ContentGroup)


@hooks.register("construct_homepage_panels")
def remind_of_contacts(request, panels):
    if request.user.has_perm("cms.change_supportcontact"):
        panels.append(StaleContactsPanel(stale_contacts(timezone.localdate())))


@hooks.register("construct_main_menu")
def hide_what_nothing_uses(request, items):
    # No page of ours shows pictures from the library yet; films bring their own.
    items[:] = [item for item in items if item.name not in {"images"}]
