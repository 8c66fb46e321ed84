"""Boards that had the printed pack at a meeting: weaker evidence than a completion, counted beside the seats."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Subquery, When

from governing_boards.models import Tabling
from learning.seat_states.scope import Scope
from learning.seat_states.sql import places_sql
from people.models import OrganisationSnapshot


@dataclass(frozen=True)
class Tabled:
    """`present` adds up one meeting for each board, the one with most, so that nobody is counted there twice."""

    boards: int = 0
    meetings: int = 0
    present: int = 0


def tabled(scope: Scope, moment: datetime, day: date) -> Tabled:
    """The boards in the scope, as recorded by `moment`. 2 queries, 1 where no board had it.

    A board that was carried on by another (an academy) takes its meetings along, as it takes its seats.
    """
    rows = list(
        Tabling.objects.filter(briefing__in=scope.briefings, recorded_at__lte=moment)
        .exclude(withdrawn_at__lte=moment)
        .values_list("organisation", _successor_at(moment), "present")
    )
    known = {pk for place, successor, _present in rows for pk in (place, successor) if pk is not None}
    open_then = _open_in(replace(scope, organisations=tuple(sorted(known))), moment, day) if known else set()
    if scope.organisations:
        open_then &= set(scope.organisations)
    boards: dict[int, list[int]] = {}
    for place, successor, present in rows:
        board = place if place in open_then else successor
        if board in open_then:
            boards.setdefault(board, []).append(present)
    meetings = [number for numbers in boards.values() for number in numbers]
    return Tabled(len(boards), len(meetings), sum(max(numbers) for numbers in boards.values()))


def _successor_at(moment: datetime) -> Case:
    """The successor that was known at the moment: what was held then, where it has changed since."""
    past = OrganisationSnapshot.objects.filter(organisation=OuterRef("organisation"), until__gt=moment)
    held = past.order_by("until", "pk").values("successor")[:1]
    today = F("organisation__successor")
    return Case(When(Exists(past), then=Subquery(held)), default=today, output_field=BigIntegerField())


def _open_in(scope: Scope, moment: datetime, day: date) -> set[int]:
    sql, params = places_sql(scope, moment, day)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, ward FROM ({sql}) places", params)  # noqa: S608
        return {pk for pk, ward in cursor.fetchall() if not scope.wards or ward in scope.wards}
