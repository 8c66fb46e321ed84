"""The Celery application. Rows in the database are the truth; Celery only drives them (docs/decisions/0003)."""

import os
from typing import Any

from celery import Celery

from config.starting import saying_why_not

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Application(Celery):
    def _load_config(self) -> Any:
        with saying_why_not():
            return super()._load_config()


app = Application("common_ground")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
