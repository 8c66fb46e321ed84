"""Keep what is held, just before it changes: so a figure for a past date comes out later as it came out then.

Whatever changes an address, an objection, a join, or what a report needs of an organisation calls this first.
"""

from collections.abc import Iterable
from datetime import datetime

from people.models import Organisation, OrganisationSnapshot, Person, PersonSnapshot

AT_ONCE = 500


def snapshot_people(people: Iterable[int], *, now: datetime) -> None:
    """Write down what is held about these people until `now`. 2 statements for 500 of them."""
    for pks in _chunks(people):
        PersonSnapshot.objects.bulk_create(
            PersonSnapshot(
                person_id=row.pk,
                address=row.post_address,
                silent=row.objected_at is not None or not row.is_active,
                canonical_id=row.canonical_id,
                until=now,
            )
            for row in Person.objects.filter(pk__in=pks).order_by("pk")
        )


def snapshot_organisations(organisations: Iterable[int], *, now: datetime) -> None:
    names = [
        f.attname for f in OrganisationSnapshot._meta.concrete_fields if f.name not in {"id", "organisation", "until"}
    ]
    for pks in _chunks(organisations):
        OrganisationSnapshot.objects.bulk_create(
            OrganisationSnapshot(organisation_id=row.pk, until=now, **{name: getattr(row, name) for name in names})
            for row in Organisation.objects.filter(pk__in=pks).order_by("pk")
        )


def _chunks(pks: Iterable[int]) -> Iterable[list[int]]:
    found = sorted({pk for pk in pks if pk})
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]
