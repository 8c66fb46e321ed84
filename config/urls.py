from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.health import favicon, healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon),
    path("", include("accounts.urls")),
    path("", include("accounts.allauth_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.urls")),
    path("", include("learning.urls")),
    path("", include("governing_boards.urls")),
    path("", include("classrooms.urls")),
    path("", include("workshops.urls")),
    path("", include("assurance.urls")),
    *([path("", include("demo.mailbox_urls"))] if settings.MAIL_RELAY == "mailbox" else []),
    *([path("", include("demo.urls"))] if settings.DEMO else []),
    path("", include(wagtail_urls)),
]
