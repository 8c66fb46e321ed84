"""What a clerk knows about a board as a whole."""

from datetime import datetime

from django.db import transaction

from people.audit.actions import BOARD_SIZE_CLEARED, BOARD_SIZE_SET
from people.models import Organisation, Person
from people.operations.audit import record_audit
from people.operations.snapshots import snapshot_organisations


@transaction.atomic
def set_board_size(*, organisation: Organisation, seats: int | None, by: Person | None, now: datetime) -> None:
    """How many seats the board has; None if nobody knows. Vacant ones are counted where it is known."""
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.board_size != seats:
        snapshot_organisations([row.pk], now=now)
        Organisation.objects.filter(pk=row.pk).update(board_size=seats)
        if seats is None:
            record_audit(action=BOARD_SIZE_CLEARED, about=row, by=by, now=now)
        else:
            record_audit(action=BOARD_SIZE_SET, about=row, by=by, data={"seats": seats}, now=now)
