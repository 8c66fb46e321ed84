"""Writes of the mail queue. They write rows and never talk to Celery or to a mail server."""

from distribution.operations.dispatch import (
    BACKOFF,
    claim,
    mark_sending,
    reclaim_expired,
    record_results,
    release,
)
from distribution.operations.mail_queue import AWAY_TOO_LONG, close_mail_queue, open_mail_queue, wake_up
from distribution.operations.mailings import (
    AllHandedOver,
    MailingNotOpen,
    UnknownMailType,
    cancel_deliveries,
    pause_mailings,
    queue_mailing,
    resume_mailings,
    stop_mailing,
)
from distribution.operations.suppression import lift_suppression

__all__ = [
    "AWAY_TOO_LONG",
    "BACKOFF",
    "AllHandedOver",
    "MailingNotOpen",
    "UnknownMailType",
    "cancel_deliveries",
    "claim",
    "close_mail_queue",
    "lift_suppression",
    "mark_sending",
    "open_mail_queue",
    "pause_mailings",
    "queue_mailing",
    "reclaim_expired",
    "record_results",
    "release",
    "resume_mailings",
    "stop_mailing",
    "wake_up",
]
