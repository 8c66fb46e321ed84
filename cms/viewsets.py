"""The officer's lists of films and contacts in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import ClosedDay, Film, SupportContact


class FilmViewSet(SnippetViewSet):
    model = Film
    icon = "media"
    list_display = ["title", Column("duration_text", label=_("Length")), BooleanColumn("narration_says_all")]
    search_fields = ["title"]


class SupportContactViewSet(SnippetViewSet):
    model = SupportContact
    icon = "mail"
    list_display = ["name", "phone", "last_checked", "check_again_by"]


class ClosedDayViewSet(SnippetViewSet):
    model = ClosedDay
    icon = "calendar"
    list_display = ["day", "reason"]


class ContentGroup(SnippetViewSetGroup):
    items = (FilmViewSet, SupportContactViewSet, ClosedDayViewSet)
    menu_label = _("Films, contacts")
    menu_icon = "folder-open-inverse"
    menu_order = 150
