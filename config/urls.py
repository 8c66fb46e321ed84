from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.health import favicon, healthz
from config.ways_in import urlpatterns as ways_in
from people.viewsets.account import OwnAccountView

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon),
    path("admin/account/", OwnAccountView.as_view(), name="own_account"),  # in place of Wagtail's
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.urls")),
    path("", include("distribution.urls")),
    path("", include("people.urls")),
    path("", include("learning.urls")),
    path("", include("classrooms.urls")),
    path("", include("assurance.urls")),
    path("", include("workshops.urls")),
    *ways_in,
    *([path("", include("demo.urls"))] if settings.DEMO else []),
    path("", include(wagtail_urls)),
]
