"""The officer's audiences, and the addresses not to write to."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views.generic import CreateView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from distribution.audiences import appointments_in, members, without_address
from distribution.forms import AudienceForm
from distribution.models import Audience, Suppression


class AudienceInspectView(InspectView):
    template_name = "distribution/officer/audience.html"
    page_title = _("Who is in it today")

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        people = members(self.object, today)
        unreachable = without_address(people)
        return {
            **super().get_context_data(**kwargs),
            "audience": self.object,
            "people": len(people),
            "seats": appointments_in(self.object, today).count(),
            "with_address": len(people) - len(unreachable),
            "unreachable": unreachable,
        }


class AudienceCreateView(CreateView):
    def get_success_url(self):
        return reverse("audience:inspect", args=[self.object.pk])  # who is in it, before anything is sent


class AudienceViewSet(ModelViewSet):
    model = Audience
    icon = "group"
    menu_label = _("Audiences")
    list_display = ["name", "rule_in_words"]
    search_fields = ["name"]
    add_view_class = AudienceCreateView
    inspect_view_enabled = True
    inspect_view_class = AudienceInspectView
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "roles", "kinds", "phases", "organisations")],
        base_form_class=AudienceForm,
    )


class SuppressionCreateView(CreateView):
    def save_instance(self):
        self.form.instance.created_by = self.request.user
        return super().save_instance()


class SuppressionViewSet(ModelViewSet):
    model = Suppression
    icon = "cross"
    menu_label = _("Do not write to")
    list_display = ["address", "get_mail_class_display", "reason", "created_at"]
    search_fields = ["address", "reason"]
    form_fields = ["address", "mail_class", "reason"]
    add_view_class = SuppressionCreateView
    copy_view_enabled = False
