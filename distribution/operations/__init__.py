"""Writes of the post office. They write rows and never talk to Celery or to a mail server."""

from distribution.operations.binding import bind_link
from distribution.operations.handing_over import (
    BACKOFF,
    claim,
    give_back,
    put_on_wire,
    reap,
    record_results,
    wipe_codes,
)
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
from distribution.operations.office import (
    AWAY_TOO_LONG,
    close_post_office,
    open_post_office,
    wake_up,
)
from distribution.operations.proving import ask_for_proof, change_address
from distribution.operations.staff import tell_new_staff
from distribution.operations.suppressing import lift_suppression

__all__ = [
    "AWAY_TOO_LONG",
    "BACKOFF",
    "AllHandedOver",
    "MailingNotOpen",
    "Recipient",
    "ask_for_proof",
    "bind_link",
    "cancel_deliveries",
    "change_address",
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
    "tell_new_staff",
    "wake_up",
    "wipe_codes",
]
