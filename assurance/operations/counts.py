"""Counts of very many seats, counted ahead."""

from datetime import datetime

from django.db import transaction

from assurance.coverage import TO_BE_COUNTED_AHEAD, coverage_of, to_be_kept
from assurance.coverage_counts import Coverage
from assurance.models import BoardAction, KeptCoverage


def keep_counts(*, action: BoardAction, now: datetime, more_than: int = TO_BE_COUNTED_AHEAD) -> Coverage:
    """Count an action from the facts and keep it, if it has more seats than anybody waits for; else keep nothing."""
    found = coverage_of(action, moment=now)
    with transaction.atomic():
        if found.seats > more_than:
            KeptCoverage.objects.update_or_create(
                action=action, defaults={"moment": now, "seats": found.seats, "counts": to_be_kept(found)}
            )
        else:
            KeptCoverage.objects.filter(action=action).delete()
    return found
