import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.starting import saying_why_not

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
WORKER_BOOT_ERROR = 3  # gunicorn then ends, instead of starting the worker again
with saying_why_not(WORKER_BOOT_ERROR):
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 - loads all views now, so that the first visitor does not wait for it
