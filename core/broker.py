"""Asking a worker to look now. The broker is a convenience: without it the schedule finds the same rows later."""

import logging
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
OVERTAKEN = 120  # seconds: a task that waited longer has been overtaken by the schedule


def enqueue(task: Task, *args: Any, expires: int = OVERTAKEN) -> None:
    """Never raises and never waits: whoever asks has already written what is to be done."""
    try:
        task.apply_async(args, expires=expires, retry=False)
    except OperationalError:
        log.warning("The broker is down. The schedule will start %s.", task.name)
