from types import ModuleType

from csp.decorators import csp_replace
from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from accounts import admin_urls
from cms import admin_urls as cms_admin_urls
from config.content_policy import ADMIN_CONTENT_SECURITY_POLICY
from config.health import favicon, healthz
from core.routes import declare, needs_second_factor, public


def in_the_admin(urls: ModuleType) -> ModuleType:
    """All of it behind a second factor; Wagtail's editor writes scripts into its pages, so its policy is looser."""
    declare(urls.urlpatterns, needs_second_factor())
    decorate_urlpatterns(urls.urlpatterns, csp_replace(ADMIN_CONTENT_SECURITY_POLICY))
    return urls


def for_everybody(urls: ModuleType) -> ModuleType:
    """Wagtail's pages say themselves what they are when they are served (cms/wagtail_hooks.py)."""
    declare(urls.urlpatterns, public)
    return urls


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon),
    path("", include("accounts.urls")),
    path("", include("accounts.allauth_urls")),
    path("admin/", include(in_the_admin(admin_urls))),
    path("admin/", include(in_the_admin(cms_admin_urls))),
    path("admin/", include(in_the_admin(wagtailadmin_urls))),
    path("documents/", include(for_everybody(wagtaildocs_urls))),
    path("", include("cms.urls")),
    path("", include("learning.urls")),
    path("", include("governing_boards.urls")),
    path("", include("classrooms.urls")),
    path("", include("workshops.urls")),
    path("", include("assurance.urls")),
    *([path("", include("demo.component_urls"))] if settings.DEBUG else []),
    path("", include(for_everybody(wagtail_urls))),
]
