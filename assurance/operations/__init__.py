"""Writes of assurance. The clock is passed in; exceptions have names."""

from assurance.operations.counts import keep_counts
from assurance.operations.erasure import CannotErase, erase_person
from assurance.operations.reports import (
    anchor_file,
    freeze_report,
    record_action,
    start_report,
)

__all__ = [
    "CannotErase",
    "anchor_file",
    "erase_person",
    "freeze_report",
    "keep_counts",
    "record_action",
    "start_report",
]
