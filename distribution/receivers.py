"""Framework signals only."""

from typing import Any

from celery.signals import worker_ready

from distribution.tasks import heartbeat


@worker_ready.connect
def first_heartbeat(**kwargs: Any) -> None:
    """A worker that has just come up says so at once, instead of at the next beat."""
    heartbeat()
