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
from assurance.operations.report_links import end_link, make_link, page_behind, standing_link
from assurance.operations.reports import freeze_report, record_action, start_report

__all__ = [
    "CannotErase",
    "NothingToMark",
    "anchor_evidence",
    "end_link",
    "erase_person",
    "freeze_report",
    "keep_counts",
    "make_link",
    "mark_restored",
    "page_behind",
    "record_action",
    "send_head",
    "standing_link",
    "start_report",
    "write_missing_anchors",
]
