"""The message to somebody who may now enter the admin."""

from datetime import datetime

from accounts import emails
from distribution.models import Mailing
from distribution.operations import queue_mailing
from people.models import Person


def tell_new_staff(*, person: Person, by: Person, now: datetime) -> Mailing:
    return queue_mailing(message=emails.staff_account(person=person, by=by), now=now)
