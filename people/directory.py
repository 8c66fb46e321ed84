"""The directory as a whole: what is known of each board on a day, and what is missing."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.core.cache import cache
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from people.enums import GOVERNOR_ROLES, OrganisationKind, OrganisationStatus, Role
from people.models import Appointment, Organisation
from people.queries import without_address

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SCHOOLS = (
    OrganisationKind.MAINTAINED_SCHOOL,
    OrganisationKind.ACADEMY,
    OrganisationKind.SPECIAL_SCHOOL,
    OrganisationKind.INDEPENDENT_SCHOOL,
    OrganisationKind.COLLEGE,
    OrganisationKind.OTHER_SCHOOL,
)
COUNTED_FOR_SECONDS = 300


def schools_without_a_known_governor(on: date) -> QuerySet[Organisation]:
    """Open schools of which we know no governor on the day `on`. A clerk or a head is none."""
    known = Appointment.objects.current(on).filter(role__in=GOVERNOR_ROLES).values("organisation")
    open_now = Organisation.objects.filter(kind__in=SCHOOLS).exclude(
        status__in=[OrganisationStatus.CLOSED, OrganisationStatus.PROPOSED]
    )
    return open_now.exclude(closed_on__lte=on).exclude(pk__in=known)


class BoardCounts(TypedDict):
    """People known at an organisation on a day."""

    governors: int
    clerks: int


if TYPE_CHECKING:
    CountedOrganisation = WithAnnotations[Organisation, BoardCounts]
else:
    CountedOrganisation = Organisation


def with_board_counts(organisations: QuerySet[Organisation], on: date) -> "QuerySet[CountedOrganisation]":
    """Each with its BoardCounts on the day `on`. Governors and clerks are counted apart."""
    return organisations.annotate(
        governors=_people_at_each(GOVERNOR_ROLES, on), clerks=_people_at_each([Role.GOVERNANCE_PROFESSIONAL], on)
    )


def _people_at_each(roles: Iterable[Role], on: date) -> Coalesce:
    seats = Appointment.objects.current(on).filter(organisation=OuterRef("pk"), role__in=roles)
    principal = F("person__canonical")
    counted = seats.order_by().values("organisation").annotate(n=Count(principal, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def gaps(on: date) -> dict[str, int]:
    """What is missing in the directory today. Counted afresh every few minutes. 2 queries, or none."""
    return cast(dict[str, int], cache.get_or_set(f"directory-gaps-{on}", lambda: _gaps(on), COUNTED_FOR_SECONDS))


def _gaps(on: date) -> dict[str, int]:
    current = Appointment.objects.current(on).annotate(principal=F("person__canonical"))
    counted = current.filter(without_address()).aggregate(
        governors=Count("principal", distinct=True, filter=Q(role__in=GOVERNOR_ROLES)),
        clerks=Count("principal", distinct=True, filter=Q(role=Role.GOVERNANCE_PROFESSIONAL)),
    )
    return {
        "schools": schools_without_a_known_governor(on).count(),
        "governors_without_address": counted["governors"],
        "clerks_without_address": counted["clerks"],
    }
