"""Django's own mail door, opened onto the mail queue: Wagtail's workflow notices become deliveries like all others."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from distribution.emails import Message, Recipient
from distribution.enums import Queue
from distribution.mail_types import NOTICE
from distribution.merge_fields import field
from distribution.operations import queue_mailing
from distribution.tasks import enqueue
from people.addresses import normal_address
from people.models import Person


class MailQueueBackend(BaseEmailBackend):
    """Only people whom we know are written to. What Django wrote is wholly its recipient's own: merge values."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        for email in email_messages:
            addresses = [normal_address(address) for address in email.recipients()]
            own = {"subject": str(email.subject), "text": str(email.body)}
            people = Person.objects.known().filter(email__in=addresses)
            notice = Message(
                type=NOTICE,
                subject=str(NOTICE.label),
                text=field("text"),
                recipients=[Recipient(person, own) for person in people],
                link_path="/admin/",
            )
            queue_mailing(message=notice, now=now)
        transaction.on_commit(lambda: enqueue(Queue.BULK))
        return len(email_messages)
