"""What of learning is sealed in the ledger besides the completions themselves, which are a chain of their own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from learning.models import Certificate
from learning.models.enrolment import EnrolmentQuerySet
from learning.reconciliation import STREAM
from people.ledger.chain import moment
from people.operations import add_to_ledger

AT_ONCE = 1000


def seal_credits(*, enrolments: EnrolmentQuerySet, now: datetime) -> None:
    """Seal which duties of this set are done, and by which completion. 1 query, and 3 for each 1,000."""
    rows = enrolments.exclude(completion=None).order_by("pk")
    done = [list(row) for row in rows.values_list("pk", "briefing", "person", "completion__number")]
    for start in range(0, len(done), AT_ONCE):
        add_to_ledger(stream=STREAM, kind="credited", facts={"rows": done[start : start + AT_ONCE]}, now=now)


def seal_revocation(*, certificate: Certificate, now: datetime) -> None:
    facts = {"completion": certificate.completion.number, "at": moment(now)}
    add_to_ledger(stream=STREAM, kind="revoked", facts=facts, now=now)


def seal_erasure(*, subjects: Sequence[UUID], now: datetime) -> None:
    """Seal that these pseudonyms are gone because their person was erased, so that nobody takes it for a forgery."""
    if subjects:
        facts = {"subjects": sorted(str(subject) for subject in subjects)}
        add_to_ledger(stream=STREAM, kind="erased", facts=facts, now=now)
