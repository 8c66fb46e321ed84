"""Writes of learning. The clock is passed in; exceptions have names."""

from learning.operations.completing import (
    ModuleWithdrawn,
    StepsOutstanding,
    complete_by_attending,
    declare,
    revoke_certificate,
)
from learning.operations.enrolling import (
    HELD_MINUTES,
    close_briefing,
    enrol_late,
    reopen_briefing,
    set_late_enrolment_rule,
)
from learning.operations.issuing import (
    AlreadyIssued,
    ModuleNotLive,
    ModuleUnfit,
    NobodyToReach,
    issue_briefing,
    queue_test,
)
from learning.operations.pausing import PausedAlready, pause_briefing, resume_briefing, stop_briefing
from learning.operations.progress import (
    EnrolmentGone,
    QuestionsUnanswered,
    Watched,
    record_attempt,
    record_beat,
    record_step,
)
from learning.operations.reminding import NobodyToRemind, NotOpen, OnHold, recipient_of, remind
from learning.operations.sealing import seal_credits, seal_erasure

__all__ = [
    "HELD_MINUTES",
    "AlreadyIssued",
    "EnrolmentGone",
    "ModuleNotLive",
    "ModuleUnfit",
    "ModuleWithdrawn",
    "NobodyToReach",
    "NobodyToRemind",
    "NotOpen",
    "OnHold",
    "PausedAlready",
    "QuestionsUnanswered",
    "StepsOutstanding",
    "Watched",
    "close_briefing",
    "complete_by_attending",
    "declare",
    "enrol_late",
    "issue_briefing",
    "pause_briefing",
    "queue_test",
    "recipient_of",
    "record_attempt",
    "record_beat",
    "record_step",
    "remind",
    "reopen_briefing",
    "resume_briefing",
    "revoke_certificate",
    "seal_credits",
    "seal_erasure",
    "set_late_enrolment_rule",
    "stop_briefing",
]
