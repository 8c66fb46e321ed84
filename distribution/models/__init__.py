from distribution.models.audience import Audience
from distribution.models.delivery import GOING_OUT, Delivery, DeliveryEvent, Dispatched
from distribution.models.mail_count import MailCount
from distribution.models.mailbox import MailboxMessage
from distribution.models.mailing import Mailing, MailQueue
from distribution.models.suppression import Suppression

__all__ = [
    "GOING_OUT",
    "Audience",
    "Delivery",
    "DeliveryEvent",
    "Dispatched",
    "MailCount",
    "MailQueue",
    "MailboxMessage",
    "Mailing",
    "Suppression",
]
