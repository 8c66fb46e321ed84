"""What a clerk knows about a board as a whole."""

from datetime import datetime

from django.db import transaction

from people.models import Organisation, Person
from people.operations.records import record_audit


@transaction.atomic
def set_board_size(*, organisation: Organisation, seats: int | None, by: Person | None, now: datetime) -> None:
    """How many seats the board has; None if nobody knows. Vacant ones are counted where it is known."""
    if Organisation.objects.filter(pk=organisation.pk).exclude(board_size=seats).update(board_size=seats):
        record_audit(
            action="seats of a board set", actor=by, detail=f"organisation {organisation.pk}: {seats}", now=now
        )
