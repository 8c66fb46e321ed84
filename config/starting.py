"""What stands before every start: settings that are missing or unsafe end it with their sentence alone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured


@contextmanager
def saying_why_not(status: int = 1) -> Iterator[None]:
    """Within it, ImproperlyConfigured ends the process with this status and its sentence, without a traceback."""
    try:
        yield
    except ImproperlyConfigured as error:
        print(f"Not started. {error}", file=sys.stderr, flush=True)
        sys.exit(status)
