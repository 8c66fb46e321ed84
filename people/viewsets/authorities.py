"""The authorities whose schools are ours: an import leaves the schools of all others out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from people import operations
from people.audit.actions import AUTHORITY_ADDED, AUTHORITY_CHANGED, AUTHORITY_REMOVED
from people.audit.registry import AuditAction
from people.forms import AuthorityForm
from people.models import Authority


class _Kept(WagtailAdminTemplateMixin):
    """Who named or took out which authority is kept: it decides whose schools and governors there are."""

    audit_action: AuditAction

    def keep(self, row: Authority, **data: int) -> None:
        operations.record_audit(
            action=self.audit_action, about=row, by=self.request.user, data=data, now=timezone.now()
        )


class AuthorityIndexView(IndexView):
    default_ordering = ("name", "pk")


class _Saved(_Kept):
    def save_instance(self) -> Authority:
        row: Authority = super().save_instance()
        self.keep(row)
        return row


class AuthorityCreateView(_Saved, CreateView):
    audit_action = AUTHORITY_ADDED


class AuthorityEditView(_Saved, EditView):
    audit_action = AUTHORITY_CHANGED


class AuthorityDeleteView(_Kept, DeleteView):
    """What was imported stays; the next file leaves this authority's schools out."""

    audit_action = AUTHORITY_REMOVED
    http_method_names = ["get", "head", "post"]

    def delete_action(self) -> None:
        with transaction.atomic():
            self.keep(self.object, code=int(self.object.code))
            super().delete_action()


class AuthorityViewSet(ModelViewSet):
    model = Authority
    icon = "site"
    menu_label = _("Authorities")
    index_view_class = AuthorityIndexView
    add_view_class = AuthorityCreateView
    edit_view_class = AuthorityEditView
    delete_view_class = AuthorityDeleteView
    search_fields = ["name", "code"]
    copy_view_enabled = False
    list_display = ["name", Column("code", label=_("Number"))]

    def get_form_class(self, for_update: bool = False) -> type[AuthorityForm]:
        return AuthorityForm
