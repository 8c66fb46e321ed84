"""How far the mail queue has come, written down outside the database: a restored backup is behind its mark.

The mark is the highest number of an event of a delivery, since events are never taken away. It lies in VAR_DIR, which a
restore leaves as it is (docs/running.md). A snapshot of the whole machine takes the mark back too and cannot be told
from the machine of that day; tokens stay safe then, since each has a random part (distribution/links.py).
"""

import json
import logging
import os
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from distribution.models import DeliveryEvent

log = logging.getLogger(__name__)


def mark_file() -> Path:
    return Path(settings.VAR_DIR) / "mail-high-water.json"


def reached() -> int:
    """What the database knows. 1 query."""
    return DeliveryEvent.objects.aggregate(highest=Max("pk"))["highest"] or 0


def marked() -> int:
    """What was written down: 0 where nothing was, or nothing that can be read."""
    try:
        return int(json.loads(mark_file().read_text())["events"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def write_mark(events: int) -> None:
    """Whole or not at all. A full disk stops no mail: the mark is then an older one, and detects less."""
    path = mark_file()
    half = path.with_suffix(f".{os.getpid()}")
    try:
        half.write_text(json.dumps({"events": events}))
        os.replace(half, path)
    except OSError as error:
        log.error("The mark of the mail queue could not be written: %s", error)
        half.unlink(missing_ok=True)
