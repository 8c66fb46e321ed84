"""The mail queue's words, and its state machine, written down once (docs/features/distribution.md has the picture)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailClass(TextChoices):
    """Why we may write: somebody can be suppressed for one class and not for another."""

    SERVICE = "service", _("Service message")
    SIGN_IN = "sign_in", _("Sign-in")
    NEWSLETTER = "newsletter", _("Newsletter")


class Queue(TextChoices):
    URGENT = "urgent", _("Urgent")
    BULK = "bulk", _("Bulk")


class CalendarMethod(TextChoices):
    """What a message's calendar part does (RFC 5546). Each recipient's own entry is a merge value, `calendar`."""

    REQUEST = "REQUEST", _("Puts or moves an entry")
    CANCEL = "CANCEL", _("Takes an entry away")


class MailingState(TextChoices):
    OPEN = "open", _("Sending")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")


class DeliveryState(TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    CLAIMED = "claimed", _("Taken by a worker")
    ON_WIRE = "on_wire", _("Being handed over")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Marked as spam")
    FAILED = "failed", _("Refused by the mail server")
    CANCELLED = "cancelled", _("Not sent")
    AMBIGUOUS = "ambiguous", _("May have been sent")


MOVES = {
    DeliveryState.QUEUED: {DeliveryState.CLAIMED, DeliveryState.CANCELLED},
    DeliveryState.CLAIMED: {DeliveryState.QUEUED, DeliveryState.ON_WIRE, DeliveryState.CANCELLED},
    DeliveryState.ON_WIRE: {
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.QUEUED,
        DeliveryState.AMBIGUOUS,
    },  # back to queued only if the body was not handed over
    DeliveryState.SENT: {DeliveryState.DELIVERED, DeliveryState.BOUNCED, DeliveryState.COMPLAINED},
    DeliveryState.AMBIGUOUS: {DeliveryState.DELIVERED, DeliveryState.BOUNCED, DeliveryState.COMPLAINED},
    DeliveryState.DELIVERED: {DeliveryState.BOUNCED, DeliveryState.COMPLAINED},
    DeliveryState.BOUNCED: set(),
    DeliveryState.COMPLAINED: set(),
    DeliveryState.FAILED: set(),
    DeliveryState.CANCELLED: set(),
}
HELD = [DeliveryState.CLAIMED, DeliveryState.ON_WIRE]  # by a worker, for a time
UNFINISHED = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.ON_WIRE)
# What figures count: a message in one of these was handed over. Each such move is sealed in the ledger.
HANDED_OVER = (
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
    DeliveryState.BOUNCED,
    DeliveryState.COMPLAINED,
    DeliveryState.FAILED,
    DeliveryState.AMBIGUOUS,
)
DID_NOT_ARRIVE = (DeliveryState.BOUNCED, DeliveryState.FAILED)


class Carrier(TextChoices):
    """What takes a message to its reader."""

    EMAIL = "email", _("Email")
    LETTER = "letter", _("Letter")


class EventSource(TextChoices):
    """How we know of a delivery's state: from our own queue, or from what a relay reports later."""

    QUEUE = "queue", _("Our mail queue")
    RELAY = "relay", _("The mail server’s report")
    MAILBOX = "mailbox", _("A returned message")
    OFFICER = "officer", _("An officer")
