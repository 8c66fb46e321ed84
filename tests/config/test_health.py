"""GET /healthz: up only if all is up that carries a briefing from the officer to the governor."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from distribution.operations import close_mail_queue
from distribution.tasks import heartbeat
from tests import cast
from tests.servers import free_port

pytestmark = pytest.mark.django_db


def health(client):
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_all_is_well(client):
    heartbeat()
    status, body = health(client)
    assert (status, body["status"], body["worker"]["state"]) == (200, "ok", "up")
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_without_a_worker_it_is_down(client):
    status, body = health(client)
    assert (status, body["worker"]["state"]) == (503, "down")


def test_a_worker_that_has_fallen_silent_is_down(client):
    heartbeat()
    cache.set("worker:heartbeat", cache.get("worker:heartbeat") - 60)
    assert health(client)[0] == 503


def test_without_the_broker_it_is_down_and_says_so(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}
    status, body = health(client)
    assert (status, body["broker"], body["database"]) == (503, "down", "up")


def test_mail_that_has_waited_too_long_is_a_failure_unless_the_post_office_was_closed(client, new_governor):
    heartbeat()
    now = timezone.now()
    cast.mailing([new_governor], now=now - timedelta(hours=1))
    assert health(client)[0] == 503
    close_mail_queue(by=None, reason="looking", now=now)
    status, body = health(client)
    assert (status, body["mail_queue"]) == (200, "paused")


def test_it_is_for_looking_only(client):
    assert client.post("/healthz").status_code == 405
