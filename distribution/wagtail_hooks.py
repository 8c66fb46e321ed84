from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from core.menus import PermittedMenuItem
from distribution.panels import MailQueuePanel
from distribution.reports import DeliveryReport
from distribution.views import mail_queue
from people.requests import PersonRequest


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("reports/deliveries/", DeliveryReport.as_view(), name="delivery_report"),
        path("reports/deliveries/results/", DeliveryReport.as_view(results_only=True), name="delivery_report_results"),
        path("mail-queue/", mail_queue, name="mail_queue"),
    ]


@hooks.register("register_reports_menu_item")
def delivery_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Deliveries"),
        reverse("delivery_report"),
        icon_name="mail",
        order=600,
        permission="distribution.view_delivery",
    )


@hooks.register("construct_homepage_panels")
def say_if_closed(request: PersonRequest, panels: list[Component]) -> None:
    if request.user.has_perm("distribution.view_delivery"):
        panels.append(MailQueuePanel())
