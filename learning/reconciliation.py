"""What a figure rests on, against what is sealed: enrolments, pseudonyms and certificates against the completions.

An enrolment that is not credited with a completion is not sealed: whom a briefing asks changes every day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from learning import evidence
from learning.models import Completion, Enrolment, Pseudonym
from people.ledger.chain import moment
from people.ledger.registry import Reconciliation, differences
from people.models import LedgerEntry

STREAM = "learning"
ADDRESS_IS_NEW = timedelta(days=14)

Owners = dict[UUID, tuple[int, int, str]]  # {subject: (person, their record, the salt of the commitments)}


@dataclass
class Sealed:
    """What the ledger says."""

    credits: dict[int, dict[str, Any]] = field(default_factory=dict)  # by enrolment
    revoked: dict[int, str] = field(default_factory=dict)  # {number of a completion: when}
    erased: set[str] = field(default_factory=set)  # pseudonyms


def problems() -> Iterator[str]:
    """5 queries."""
    sealed = _sealed()
    owners = {subject: (person, record, salt) for subject, person, record, salt in _pseudonyms()}
    yield from _of_pseudonyms(owners, sealed)
    yield from _of_certificates(owners, sealed)
    yield from _of_enrolments(owners, sealed)


def _sealed() -> Sealed:
    found = Sealed()
    entries = LedgerEntry.objects.filter(stream=STREAM).order_by("number").values_list("kind", "facts")
    for kind, facts in entries.iterator(chunk_size=2000):
        if kind == "credited":
            for pk, briefing, person, number in facts["rows"]:
                found.credits[pk] = {"briefing": briefing, "person": person, "completion": number}
        elif kind == "revoked":
            found.revoked[facts["completion"]] = facts["at"]
        elif kind == "erased":
            found.erased.update(facts["subjects"])
    return found


def _pseudonyms() -> Iterator[tuple[UUID, int, int, str]]:
    rows = Pseudonym.objects.values_list("subject", "person__canonical", "person", "salt")
    return rows.iterator(chunk_size=2000)


def _of_pseudonyms(owners: Owners, sealed: Sealed) -> Iterator[str]:
    """A pseudonym is made with its person's first completion, and only an erasure deletes it."""
    first: dict[UUID, int] = {}
    rows = Completion.objects.order_by("-number").values_list("subject", "number")
    for subject, number in rows.iterator(chunk_size=2000):
        first[subject] = number
    for subject, number in first.items():
        if subject not in owners and str(subject) not in sealed.erased:
            yield f"Row {number} has no owner: the pseudonym was altered or deleted, and not by an erasure."
        elif subject in owners and str(subject) in sealed.erased:
            record = owners[subject][1]
            yield f"Row {number} has an owner again, record {record}: a pseudonym was added after an erasure."
    for subject, (_person, record, _salt) in owners.items():
        if subject not in first:
            yield f"The pseudonym of record {record} has no completion: it was altered, or added without this software."


def _of_certificates(owners: Owners, sealed: Sealed) -> Iterator[str]:
    """Each completion has one certificate, and the database refuses a second. Owner, name and code are committed to."""
    revoked = dict(sealed.revoked)
    rows = Completion.objects.order_by("number").values_list(
        "number", "subject", "commitment", "certificate__code", "certificate__name", "certificate__revoked_at"
    )
    for number, subject, commitment, code, name, revoked_at in rows.iterator(chunk_size=2000):
        if code is None:
            yield f"Row {number} has no certificate: it was deleted."
            continue
        if subject in owners:
            _person, record, salt = owners[subject]
            if evidence.commit(salt, record, code, name) != commitment:
                yield f"Row {number} was not given to this person with this certificate: one of the two was altered."
        at = moment(revoked_at) if revoked_at else None
        if at != revoked.pop(number, None):
            yield f"The certificate of row {number} was revoked, or made valid again, without this software."


def _of_enrolments(owners: Owners, sealed: Sealed) -> Iterator[str]:
    """An enrolment that is credited with what somebody else has done, or that nobody's completion was credited to."""
    credited = Enrolment.objects.exclude(completion=None).order_by("pk")
    values = credited.values_list(
        "pk", "briefing", "person", "completion__number", "person__canonical", "completion__subject"
    )
    rows: dict[int, dict[str, Any]] = {}
    for pk, briefing, person, number, canonical, subject in values.iterator(chunk_size=2000):
        if subject in owners and owners[subject][0] != canonical:
            yield f"Enrolment {pk} is credited with row {number}, which is somebody else's completion."
        rows[pk] = {"briefing": briefing, "person": person, "completion": number}
    yield from differences("Credited enrolment", sealed.credits, rows.items())


def notes() -> Iterator[str]:
    """1 query."""
    n = Completion.objects.exclude(address_given_at=None).count()
    if n:
        days = ADDRESS_IS_NEW.days
        yield (
            f"{n} completed within {days} days of somebody else giving them a new email address. "
            "The people's pages say which; ask them whether it was they."
        )


RECONCILIATION = Reconciliation(STREAM, "Ledger of learning, row", problems, notes)
