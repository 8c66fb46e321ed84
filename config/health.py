"""GET /healthz: is everything up that carries a briefing from the officer to the governor?"""

import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.routes import public
from distribution.queries import mail_queue_is_paused, oldest_unsent_age, worker_heartbeat_age

WORKER_SILENT_SECONDS = 45  # beats come every 10
UNSENT_TOO_OLD_SECONDS = 900


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    database, broker = _check(_database), _check(_broker)
    heartbeat = worker_heartbeat_age() if broker else None
    worker = heartbeat is not None and heartbeat < WORKER_SILENT_SECONDS
    oldest = oldest_unsent_age() if database else None
    paused = mail_queue_is_paused() if database else None
    mail_queue = bool(paused) or oldest is None or oldest < UNSENT_TOO_OLD_SECONDS
    ok = database and broker and worker and mail_queue
    body = {
        "database": _in_words(database),
        "broker": _in_words(broker),
        "worker": {"state": _in_words(worker), "heartbeat_seconds_ago": heartbeat},
        "oldest_unsent_seconds": oldest,
        "mail_queue": "paused" if paused else "open",
        "status": "ok" if ok else "down",
    }
    return JsonResponse(body, status=200 if ok else 503)


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Browsers ask here whatever the pages say."""
    return redirect(static("images/favicon.svg"))


def _in_words(is_up: bool) -> str:
    return "up" if is_up else "down"


def _check(probe: Callable[[], None]) -> bool:
    try:
        probe()
    except Exception:  # whatever it is, it is down
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    cache.set("healthz", time.time(), 5)
