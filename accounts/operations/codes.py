"""Sign-in codes: asked for in a request, written by a worker."""

from datetime import datetime

from django.db import transaction

from accounts import emails
from accounts.models import CodeRequest
from distribution.operations import queue_mailing
from people.models import Person


def request_code(*, person: Person | None, address: str, code: str, now: datetime) -> None:
    """One row whoever asks, so that it takes as long for a stranger's address as for one that we know."""
    known = person is not None and person.is_active
    CodeRequest.objects.create(
        person=person if known else None, address=address if known else "", code=code if known else "", asked_at=now
    )


def write_requested_codes(*, now: datetime) -> int:
    """Queue the messages that were asked for. Returns how many. A request is taken by one worker alone."""
    written = 0
    for request in CodeRequest.objects.select_related("person").order_by("pk"):
        with transaction.atomic():
            taken, _of_which = CodeRequest.objects.filter(pk=request.pk).delete()
            if taken and request.person is not None:
                message = emails.sign_in_code(
                    person=request.person, address=request.address, code=request.code, now=request.asked_at
                )
                queue_mailing(message=message, now=now)
                written += 1
    return written
