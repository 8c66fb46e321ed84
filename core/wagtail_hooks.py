from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def leave_typed_dates_alone() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/admin-dates.js"))


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def small_updates() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("django_htmx/htmx-2.min.js"))
