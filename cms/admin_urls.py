"""Addresses below /admin/ that answer in place of Wagtail's own: its lists leave as sheets by our one writer."""

from collections.abc import Callable
from typing import Any, cast

from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import reports
from wagtail.contrib.redirects.urls import urlpatterns as redirects
from wagtail.models import Page
from wagtail.utils.urlpatterns import decorate_urlpatterns

from people.list_exports import SafeExport

app_name = "wagtails_lists"  # the same addresses have Wagtail's own names too


def _safe(pattern: URLPattern, prefix: str) -> URLPattern:
    return path(f"{prefix}{pattern.pattern}", _view_of(pattern.callback), name=f"{prefix}{pattern.name}")


def _view_of(callback: Any) -> Callable[..., Any]:
    """The same view with our export before its own, as its address builds it."""
    view = callback.view_class
    ours = {"in_chunks": False, "export_of": view.model or Page}
    safe: Any = type(f"Safe{view.__name__}", (SafeExport, view), ours)
    return cast("Callable[..., Any]", safe.as_view(**callback.view_initkwargs))


urlpatterns = decorate_urlpatterns(
    [
        *(_safe(pattern, "reports/") for pattern in reports.urlpatterns),
        *(_safe(pattern, "redirects/") for pattern in redirects if pattern.name in ("index", "index_results")),
    ],
    require_admin_access,
)
