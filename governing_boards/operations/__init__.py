"""Writes about a clerk's boards. The clock is passed in; exceptions have names."""

from governing_boards.operations.digests import send_digests
from governing_boards.operations.paper_briefings import (
    MeetingToCome,
    MoreThanItsSeats,
    OutsideTheBriefing,
    TabledAlready,
    record_tabling,
    withdraw_tabling,
)

__all__ = [
    "MeetingToCome",
    "MoreThanItsSeats",
    "OutsideTheBriefing",
    "TabledAlready",
    "record_tabling",
    "send_digests",
    "withdraw_tabling",
]
