"""Writes of the post office. They write rows and never talk to Celery or to a mail server."""

from distribution.operations.dispatch import BACKOFF, claim, give_back, put_on_wire, reap, record_results, wipe_codes
from distribution.operations.mail_queue import AWAY_TOO_LONG, close_post_office, open_post_office, wake_up
from distribution.operations.mailings import (
    AllHandedOver,
    MailingNotOpen,
    Recipient,
    cancel_deliveries,
    pause_mailings,
    queue_code,
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
    "Recipient",
    "cancel_deliveries",
    "claim",
    "close_post_office",
    "give_back",
    "lift_suppression",
    "open_post_office",
    "pause_mailings",
    "put_on_wire",
    "queue_code",
    "queue_mailing",
    "reap",
    "record_results",
    "resume_mailings",
    "stop_mailing",
    "wake_up",
    "wipe_codes",
]
