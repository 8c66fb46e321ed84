"""Taking turns on SQLite, which has one writer."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def sqlite_write_lock(name: str) -> Iterator[None]:
    """SQLite's writers wait by sleeping, up to 100 ms at a time, and the unlucky starve: a crowd queues here instead.

    Each crowd has a queue of its own by `name`. Whoever writes already does not queue: others would wait for them.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (settings.VAR_DIR / f"{name}.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
