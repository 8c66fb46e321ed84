from distribution.models.audience import Audience
from distribution.models.delivery import GOING_OUT, Delivery, DeliveryEvent, OnWire
from distribution.models.mailbox import MailboxMessage
from distribution.models.mailing import Mailing, PostOffice
from distribution.models.suppression import Suppression

__all__ = [
    "GOING_OUT",
    "Audience",
    "Delivery",
    "DeliveryEvent",
    "MailboxMessage",
    "Mailing",
    "OnWire",
    "PostOffice",
    "Suppression",
]
