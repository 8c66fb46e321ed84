"""Writes of learning. The clock is passed in; exceptions have names."""

from learning.operations.completing import (
    StepsOutstanding,
    anchor_evidence,
    anchor_file,
    declare,
    revoke_certificate,
)
from learning.operations.issuing import AlreadyIssued, ModuleNotLive, NobodyToReach, issue_briefing, queue_test
from learning.operations.progress import (
    EnrolmentGone,
    QuestionsUnanswered,
    Watched,
    record_attempt,
    record_beat,
    record_step,
)

__all__ = [
    "AlreadyIssued",
    "EnrolmentGone",
    "ModuleNotLive",
    "NobodyToReach",
    "QuestionsUnanswered",
    "StepsOutstanding",
    "Watched",
    "anchor_evidence",
    "anchor_file",
    "declare",
    "issue_briefing",
    "queue_test",
    "record_attempt",
    "record_beat",
    "record_step",
    "revoke_certificate",
]
