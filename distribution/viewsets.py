"""The officer's audiences, and the addresses not to write to."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError, QuerySet
from django.forms import modelform_factory
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from distribution import operations
from distribution.audiences import counts, people_in, with_hats
from distribution.forms import AudienceForm, DayForm
from distribution.models import Audience, Suppression
from people.requests import PersonRequest

SHOWN = 50


class AudienceInspectView(InspectView):
    """Who is in it on a day: counted, and named as far as a page goes."""

    template_name = "distribution/officer/audience.html"
    page_title = _("Who is in it")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DayForm(self.request.GET)
        on = (form.is_valid() and form.cleaned_data["on"]) or timezone.localdate()
        search = self.request.GET.get("q", "").replace("\0", "").strip()
        only_silent = self.request.GET.get("who") == "silent"
        people = people_in(self.object, on, search=search, only_silent=only_silent)
        shown = list(people.order_by("family_name", "given_name", "pk")[: SHOWN + 1])
        return {
            **super().get_context_data(**kwargs),
            "audience": self.object,
            "form": form,
            "on": on,
            "is_today": on == timezone.localdate(),
            "counts": counts(self.object, on),
            "members": with_hats(shown[:SHOWN], self.object, on),
            "there_are_more": len(shown) > SHOWN,
            "most": SHOWN,
            "q": search,
            "only_silent": only_silent,
        }


if TYPE_CHECKING:
    from wagtail.admin.views.generic import EditView as OfAForm
else:
    OfAForm = object


class CountedForm(OfAForm):
    """The form of an audience also says how many it holds, before it is saved: with a button, or while ticking."""

    def post(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "count" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object() if "pk" in self.kwargs else None
        self.form = self.get_form()
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "count_url": reverse("audience:count"), **_counted(context["form"])}


def _counted(form: AudienceForm) -> dict[str, Any]:
    """What the rule of a form holds today, or the errors that keep it from being read; a missing name matters not."""
    if not form.is_bound:
        rule, only = form.instance, None
    elif set(form.errors) - {"name"}:
        return {
            "counts": None,
            "errors": [error for name in form.errors if name != "name" for error in form.errors[name]],
        }
    else:
        rule, only = form.rule, [row.pk for row in form.cleaned_data["organisations"]]
    return {"counts": counts(rule, timezone.localdate(), only=only)}


class AudienceCreateView(CountedForm, CreateView):
    template_name = "distribution/officer/audience_form.html"

    def get_success_url(self) -> str:
        assert self.object is not None, "it has just been saved"
        return reverse("audience:inspect", args=[self.object.pk])  # who is in it, before anything is sent


class AudienceEditView(CountedForm, EditView):
    template_name = "distribution/officer/audience_form.html"


class AudienceDeleteView(DeleteView):
    http_method_names = ["get", "head", "post"]

    def post(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().post(request, *args, **kwargs)
        except (ProtectedError, PermissionDenied):  # Wagtail refuses what its own index knows to be used
            messages.error(request, gettext("A briefing or a message was written for this audience, so it is kept."))
            return redirect("audience:inspect", self.object.pk)


@require_POST
def count(request: PersonRequest) -> HttpResponseBase:
    """The numbers alone, for the box beside the form. Nothing is saved."""
    if not request.user.has_perm("distribution.view_audience"):
        raise PermissionDenied
    form = AudienceViewSet().get_form_class()(request.POST)
    return render(request, "distribution/officer/audience_counts.html", _counted(form))


class AudienceViewSet(ModelViewSet):
    model = Audience
    icon = "group"
    menu_label = _("Audiences")
    list_display = ["name", "rule_in_words"]
    search_fields = ["name"]
    add_view_class = AudienceCreateView
    edit_view_class = AudienceEditView
    delete_view_class = AudienceDeleteView
    create_template_name = edit_template_name = "distribution/officer/audience_form.html"
    inspect_view_enabled = True
    inspect_view_class = AudienceInspectView
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "roles", "kinds", "phases", "wards", "organisations")],
        base_form_class=AudienceForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("count/", count, name="count")]


class SuppressionCreateView(CreateView):
    def save_instance(self) -> Any:
        self.form.instance.created_by = self.request.user
        return super().save_instance()


class SuppressionIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().standing()


class SuppressionDeleteView(DeleteView):
    """Taken off the list, not off the record: what was so on a past date stays known."""

    def delete_action(self) -> None:
        operations.lift_suppression(suppression=self.object, by=self.request.user, now=timezone.now())


class SuppressionViewSet(ModelViewSet):
    model = Suppression
    icon = "cross"
    menu_label = _("Do not write to")
    list_display = ["address", "get_mail_class_display", "reason", "created_at"]
    search_fields = ["address", "reason"]
    form_fields = ["address", "mail_class", "reason"]
    index_view_class = SuppressionIndexView
    add_view_class = SuppressionCreateView
    delete_view_class = SuppressionDeleteView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """An address or a class that is wrong is taken off and entered anew: what was so then stays known."""
        found = super().get_form_class(for_update)
        if for_update:
            found = modelform_factory(Suppression, form=found, fields=["reason"])
        return found
