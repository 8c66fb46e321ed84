"""Django's own mail door, opened onto the mail queue: Wagtail's workflow notices become deliveries like all others."""

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from distribution.enums import MailKind, Queue
from distribution.operations import Recipient, queue_mailing
from distribution.tasks import enqueue
from people.addresses import normal_address
from people.models import Person


class MailQueueBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        count = 0
        for message in email_messages:
            addresses = [normal_address(address) for address in message.recipients()]
            people = Person.objects.known().filter(email__in=addresses, is_active=True)
            html = next((body for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            queue_mailing(
                kind=MailKind.NOTICE,
                subject=message.subject,
                text=message.body,
                html=html,
                recipients=[Recipient(person) for person in people],
                link_path="/admin/",
                now=timezone.now(),
            )
            count += 1
        transaction.on_commit(lambda: enqueue(Queue.BULK))
        return count
