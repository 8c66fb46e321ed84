"""What a figure rests on, against the rows that are sealed: whoever is credited has a completion of their own."""

from collections.abc import Iterator
from uuid import UUID

from learning import evidence
from learning.models import Certificate, Enrolment, Pseudonym

Owners = dict[UUID, tuple[int, int, str]]  # {subject: (person, their record, the salt of the commitments)}


def problems() -> list[str]:
    """What does not fit, in words, each naming the row; an empty list if all does. 3 queries."""
    owners = {subject: (person, record, salt) for subject, person, record, salt in _pseudonyms()}
    return [*_of_certificates(owners), *_of_enrolments(owners)]


def _pseudonyms() -> Iterator[tuple[UUID, int, int, str]]:
    rows = Pseudonym.objects.values_list("subject", "person__canonical", "person", "salt")
    return rows.iterator(chunk_size=2000)


def _of_certificates(owners: Owners) -> Iterator[str]:
    """A pseudonym that was given to somebody else, a certificate that was altered or added."""
    rows = Certificate.objects.order_by("completion__number").values_list(
        "code", "completion__number", "completion__subject", "completion__commitment"
    )
    for code, number, subject, commitment in rows.iterator(chunk_size=2000):
        if subject not in owners:
            continue
        _person, record, salt = owners[subject]
        if evidence.commit(salt, record, code) != commitment:
            yield f"Row {number} was not given to this person with this certificate: one of the two was altered."


def _of_enrolments(owners: Owners) -> Iterator[str]:
    """An enrolment that is credited with what somebody else has done, or with what belongs to nobody any more.

    Only an erasure takes the owner of a row away, and it closes the account.
    """
    credited = Enrolment.objects.exclude(completion=None).order_by("pk")
    rows = credited.values_list(
        "pk", "person__canonical", "person__canonical__is_active", "completion__subject", "completion__number"
    )
    for pk, person, is_active, subject, number in rows.iterator(chunk_size=2000):
        if subject in owners and owners[subject][0] != person:
            yield f"Enrolment {pk} is credited with row {number}, which is somebody else's completion."
        elif subject not in owners and is_active:
            yield f"Enrolment {pk} is credited with row {number}, whose owner is not known."
