"""Addresses not to write to."""

from datetime import datetime

from django.db import transaction

from distribution.audit import SUPPRESSION_LIFTED
from distribution.models import Suppression
from people.models import Person
from people.operations import record_audit


@transaction.atomic
def lift_suppression(*, suppression: Suppression, by: Person | None, now: datetime) -> None:
    """The address may be written to again. The row stays, so that a figure for a past date comes out the same."""
    if Suppression.objects.standing().filter(pk=suppression.pk).update(lifted_at=now):
        record_audit(action=SUPPRESSION_LIFTED, about=suppression, by=by, now=now)
