"""How a published report is sealed, and how it is checked. Pure functions over rows, as learning/evidence.py is.

A report's hash covers its words, its figures, its PDF, the head of the evidence at that moment, and the hash of the
report before it, under one of EVIDENCE_KEYS. The last report's number and hash are part of the next head.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from people.ledger import chain
from people.ledger.keys import canonical

PLAIN = ("number", "page_number", "revision_id", "action_id", "title", "evidence_count", "evidence_hash", "key_id")


def seal(report: Any, previous_hash: str) -> str:
    """Return the hash of a report (saved or not) after `previous_hash`. Raise KeyNotHere."""
    fields = {name: getattr(report, name) for name in PLAIN}
    for name in ("as_at", "published_at"):
        fields[name] = getattr(report, name).astimezone(UTC).isoformat()
    parts = {"body": report.body.encode(), "figures": canonical(report.figures).encode(), "pdf": bytes(report.pdf)}
    fields |= {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    return chain.seal(fields, previous_hash, report.key_id)


def problems(reports: Iterable[Any], anchors: chain.Anchors) -> list[str]:
    """Return what is wrong with the reports, in words, each naming its report. `anchors` maps a number to its hash."""
    return chain.problems(reports, seal, anchors=anchors, label="Report")
