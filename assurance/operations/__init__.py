"""Writes of assurance. The clock is passed in; exceptions have names."""

from assurance.operations.counts import keep_counts
from assurance.operations.erasure import CannotErase, erase_person
from assurance.operations.report_links import end_link, make_link, page_behind, standing_link
from assurance.operations.reports import (
    anchor_file,
    freeze_report,
    record_action,
    start_report,
)

__all__ = [
    "CannotErase",
    "anchor_file",
    "end_link",
    "erase_person",
    "freeze_report",
    "keep_counts",
    "make_link",
    "page_behind",
    "record_action",
    "standing_link",
    "start_report",
]
