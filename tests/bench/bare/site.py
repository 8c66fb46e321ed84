"""The anchor: the same page and blocks as a fresh Wagtail site would serve them (`wagtail start`, nothing of ours)."""

from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.test import override_settings
from wagtail.models import Page

from cms.models import ModulePage

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT},
    }
]


@contextmanager
def ours():
    """The product as it is, entered in the same way as the anchor."""
    with override_settings(ROOT_URLCONF=settings.ROOT_URLCONF):
        yield


@contextmanager
def bare(key: str):
    """Wagtail's own routing, context and serving of the module's page, showing the one block whose key is given."""

    def get_context(self, request, *args, **kwargs):
        blocks = [block for block in self.steps if not key or block.id.startswith(key)]
        return {**Page.get_context(self, request, *args, **kwargs), "blocks": blocks}

    own = {"route": Page.route, "serve": Page.serve, "get_context": get_context, "template": "bare/page.html"}
    with (
        override_settings(MIDDLEWARE=MIDDLEWARE, TEMPLATES=TEMPLATES, ROOT_URLCONF="tests.bench.bare.urls"),
        patch.multiple(ModulePage, **own),
    ):
        yield
