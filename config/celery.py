"""The Celery application. Rows in the database are the truth; Celery only drives them (docs/decisions/0003)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("common_ground")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
