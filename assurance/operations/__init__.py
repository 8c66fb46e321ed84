"""Writes of assurance. The clock is passed in; exceptions have names."""

from assurance.operations.anchoring import (
    NothingToMark,
    anchor_evidence,
    mark_restored,
    send_head,
    write_missing_anchors,
)
from assurance.operations.counts import keep_counts
from assurance.operations.erasure import CannotErase, erase_person
from assurance.operations.reports import freeze_report, record_action, start_report

__all__ = [
    "CannotErase",
    "NothingToMark",
    "anchor_evidence",
    "erase_person",
    "freeze_report",
    "keep_counts",
    "mark_restored",
    "record_action",
    "send_head",
    "start_report",
    "write_missing_anchors",
]
