"""The officer's briefings and certificates in the admin."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from core.dates import in_words
from distribution.viewsets import AudienceViewSet, SuppressionViewSet
from learning import operations
from learning.forms import BriefingForm, RevokeForm
from learning.models import Briefing, Certificate
from learning.views.officer import BriefingView, pause, person, preview, resume, send, send_test, states, stop
from learning.views.officer_later import close, joiners, remind, reopen
from learning.views.printed_pack import pack
from people.models import Person
from people.requests import PersonRequest
from people.viewsets.editing import LinkedToInspectView

SHORT_NOTICE = timedelta(days=3)


class BriefingIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("module", "audience")

    def get_edit_url(self, instance: Any) -> str:
        return reverse("briefings:inspect", args=[instance.pk])


if TYPE_CHECKING:
    from wagtail.admin.views.generic import EditView as OfAForm
else:
    OfAForm = object


class WarnsOfShortNotice(OfAForm):
    """A deadline within the next days is allowed, and is more often a slip."""

    def save_instance(self) -> Any:
        briefing = super().save_instance()
        if briefing.due_on - timezone.localdate() < SHORT_NOTICE:
            words = gettext("The deadline is near: %(day)s. Check the date. People may need more time.")
            messages.warning(self.request, words % {"day": in_words(briefing.due_on)})
        return briefing


class BriefingCreateView(WarnsOfShortNotice, CreateView):
    def get_success_url(self) -> str:
        return reverse("briefings:inspect", args=[self.object.pk])


class BriefingEditView(WarnsOfShortNotice, EditView):
    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Briefing.objects.filter(pk=kwargs["pk"]).exclude(issued_at=None).exists():
            messages.info(request, gettext("This briefing has been sent, so its words stay as they were."))
            return redirect("briefings:inspect", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("briefings:inspect", args=[self.object.pk])


class BriefingDeleteView(DeleteView):
    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Briefing.objects.filter(pk=kwargs["pk"]).exclude(issued_at=None).exists():
            messages.info(request, gettext("This briefing has been sent, so it is kept. You can close it."))
            return redirect("briefings:inspect", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class BriefingViewSet(LinkedToInspectView):
    model = Briefing
    icon = "mail"
    menu_label = _("Briefings")
    name = url_namespace = url_prefix = "briefings"
    index_view_class = BriefingIndexView
    add_view_class = BriefingCreateView
    edit_view_class = BriefingEditView
    delete_view_class = BriefingDeleteView
    inspect_view_enabled = True
    inspect_view_class = BriefingView
    copy_view_enabled = False
    list_display = [
        "module",
        Column("audience", label=_("Audience")),
        Column("due_on", label=_("To be done by")),
        DateColumn("issued_at", label=_("Sent")),
        DateColumn("closed_at", label=_("Closed")),
    ]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("module", "audience", "due_on", "joiners", "joiner_days", "subject", "message")],
        base_form_class=BriefingForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        actions: dict[str, Callable[..., HttpResponseBase]] = {
            "preview": preview,
            "pack": pack,
            "test": send_test,
            "send": send,
            "pause": pause,
            "resume": resume,
            "stop": stop,
            "states": states,
            "remind": remind,
            "joiners": joiners,
            "close": close,
            "reopen": reopen,
        }
        return [
            *super().get_urlpatterns(),
            path("<num:pk>/people/<num:enrolment_pk>/", person, name="person"),
            *(path(f"<num:pk>/{name}/", view, name=name) for name, view in actions.items()),
        ]


class RevokeView(EditView):
    """The one thing that can be changed about a certificate: whether it still counts."""

    page_title = _("Revoke the certificate")
    header_icon = "cross"
    success_message = _("The certificate is revoked. Whoever checks its code sees that.")

    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if Certificate.objects.filter(pk=kwargs["pk"]).exclude(revoked_at=None).exists():
            messages.info(request, gettext("This certificate is revoked already."))
            return redirect("certificate:inspect", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return RevokeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance")
        return kwargs

    def get_bound_panel(self, form: forms.Form) -> None:
        return None

    def save_instance(self) -> Any:
        operations.revoke_certificate(
            certificate=self.object, reason=self.form.cleaned_data["reason"], by=self.request.user, now=timezone.now()
        )
        self.object.refresh_from_db()
        return self.object


class LookAndRevoke(ModelPermissionPolicy):
    """Certificates come from completions: nobody, not even a superuser, makes or deletes one by hand."""

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Person, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


class CertificateIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("completion")


class CertificateViewSet(LinkedToInspectView):
    model = Certificate
    index_view_class = CertificateIndexView
    permission_policy = LookAndRevoke(Certificate)
    icon = "check"
    menu_label = _("Certificates")
    list_display = [
        "name",
        Column("code_display", label=_("Code")),
        Column("module", label=_("Module"), accessor="completion.module_title"),
        DateColumn("revoked_at", label=_("Revoked")),
    ]
    search_fields = ["name", "code"]
    form_fields: list[str] = []
    edit_view_class = RevokeView
    inspect_view_enabled = True
    inspect_view_fields = ["name", "code_display", "completion", "revoked_at", "revoked_by", "revoked_reason"]
    copy_view_enabled = False


class BriefingGroup(ModelViewSetGroup):
    menu_label = _("Briefings")
    menu_icon = "mail"
    menu_order = 120
    items = (BriefingViewSet(), AudienceViewSet(), CertificateViewSet(), SuppressionViewSet())
