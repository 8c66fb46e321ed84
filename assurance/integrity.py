"""How a published report is sealed, and how it is checked. Pure functions over rows, as learning/evidence.py is.

A report's hash covers its words, its figures, its PDF, the end of the evidence chain at that moment, and the hash of
the report before it. The number and hash of each are also written to a file outside the database.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from learning.evidence import FIRST, canonical

PLAIN = ("number", "page_number", "revision_id", "action_id", "title", "evidence_count", "evidence_hash")


def seal(report: Any, previous_hash: str) -> str:
    """The hash of a report (saved or not) after `previous_hash`."""
    fields = {name: getattr(report, name) for name in PLAIN}
    for name in ("as_at", "published_at"):
        fields[name] = getattr(report, name).astimezone(UTC).isoformat()
    parts = {"body": report.body.encode(), "figures": canonical(report.figures).encode(), "pdf": bytes(report.pdf)}
    fields |= {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    return hashlib.sha256(f"{previous_hash}\n{canonical(fields)}".encode()).hexdigest()


def problems(reports: Iterable[Any], anchors: dict[int, str]) -> list[str]:
    """What is wrong with the reports, in words, each naming its report. `anchors` maps a number to its hash."""
    found, previous, expected = [], FIRST, 1
    for report in reports:
        found += [f"Report {number} is missing." for number in range(expected, report.number)]
        if report.previous_hash != previous and report.number == expected:
            found.append(f"Report {report.number} does not follow the report before it.")
        if seal(report, report.previous_hash) != report.hash:
            found.append(f"Report {report.number} was altered: its words, figures, PDF or dates.")
        if report.number in anchors and anchors[report.number] != report.hash:
            found.append(f"Report {report.number} is not the report that was noted outside the database.")
        previous, expected = report.hash, report.number + 1
    return found + [f"Report {number} is missing." for number in sorted(anchors) if number >= expected]
