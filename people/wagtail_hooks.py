from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from core.menus import PermittedMenuItem
from people.audit.registry import audit_actions
from people.models import AuditEntry
from people.panels import DirectoryPanel
from people.reports import AuditReport


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern]:
    return [
        path("reports/audit/", AuditReport.as_view(), name="audit_report"),
        path("reports/audit/results/", AuditReport.as_view(results_only=True), name="audit_report_results"),
    ]


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> PermittedMenuItem:
    return PermittedMenuItem(
        _("Who did what"), reverse("audit_report"), icon_name="history", order=700, permission="people.view_auditentry"
    )


@hooks.register("register_log_actions")
def log_actions(log_actions: LogActionRegistry) -> None:
    """Wagtail's site history shows what every app has registered, with its label."""
    log_actions.register_model(AuditEntry, AuditEntry)  # nothing logs about an entry: it is listed, no more
    for action in audit_actions():
        log_actions.register_action(action.code, action.label, action.label)


@hooks.register("construct_homepage_panels")
def show_gaps(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("people.view_organisation"):
        panels.append(DirectoryPanel())
