"""The post office as a whole: awake, open, closed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from distribution.models import PostOffice
from people.models import Person
from people.operations import record_audit

AWAY_TOO_LONG = timedelta(hours=6)


@transaction.atomic
def wake_up(*, now: datetime) -> PostOffice:
    """Note that the post office is awake. After a long gap it closes itself: this may be a restored backup."""
    office, _new = PostOffice.objects.select_for_update().get_or_create(id=1, defaults={"awake_at": now})
    if not settings.DEMO and office.awake_at and now - office.awake_at > AWAY_TOO_LONG and not office.paused:
        office.paused = True
        office.reason = f"It was last awake on {office.awake_at:%d %B %Y at %H:%M} UTC. Was a backup restored?"
    office.awake_at = now
    office.save()
    return office


@transaction.atomic
def open_post_office(*, by: Person | None, now: datetime) -> None:
    PostOffice.objects.update_or_create(id=1, defaults={"paused": False, "reason": "", "awake_at": now})
    record_audit(action="post office opened", actor=by, now=now)


@transaction.atomic
def close_post_office(*, by: Person | None, reason: str, now: datetime) -> None:
    PostOffice.objects.update_or_create(id=1, defaults={"paused": True, "reason": reason[:250], "awake_at": now})
    record_audit(action="post office closed", actor=by, detail=reason, now=now)
