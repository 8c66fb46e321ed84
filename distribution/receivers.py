"""Framework signals only."""

from celery.signals import worker_ready

from distribution.tasks import heartbeat


@worker_ready.connect
def first_heartbeat(**kwargs):
    """A worker that has just come up says so at once, instead of at the next beat."""
    heartbeat()
