"""GET /healthz: is everything up that carries a briefing from the officer to the governor?"""

import time

from django.core.cache import cache
from django.db import connection
from django.http import JsonResponse
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
def healthz(request):
    checks = {"database": _check(_database), "broker": _check(_broker)}
    body = {"database": "up" if checks["database"] else "down", "broker": "up" if checks["broker"] else "down"}
    heartbeat = worker_heartbeat_age() if checks["broker"] else None
    checks["worker"] = heartbeat is not None and heartbeat < WORKER_SILENT_SECONDS
    body["worker"] = {"state": "up" if checks["worker"] else "down", "heartbeat_seconds_ago": heartbeat}
    oldest = oldest_unsent_age() if checks["database"] else None
    paused = mail_queue_is_paused() if checks["database"] else None
    checks["mail_queue"] = bool(paused) or oldest is None or oldest < UNSENT_TOO_OLD_SECONDS
    body["oldest_unsent_seconds"] = oldest
    body["mail_queue"] = "paused" if paused else "open"
    body["status"] = "ok" if all(checks.values()) else "down"
    return JsonResponse(body, status=200 if all(checks.values()) else 503)


@public
@require_safe
def favicon(request):
    """Browsers ask here whatever the pages say."""
    return redirect(static("images/favicon.svg"))


def _check(probe) -> bool:
    try:
        probe()
    except Exception:  # whatever it is, it is down
        return False
    return True


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker():
    cache.set("healthz", time.time(), 5)
