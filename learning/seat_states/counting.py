"""Runs the statement: into tables to ask many things of, or as a plain answer for a board or two."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import connection, transaction

from learning.seat_states.scope import Scope
from learning.seat_states.sql import NOW, places_sql, seats_sql


@dataclass(frozen=True)
class Counted:
    """Two tables that live as long as the block: `place` (one row per organisation) and `seat` (one per seat).

    place: id, kind, phase, ward, authority, board_size, proposed (0 or 1)
    seat: organisation_id, person_id, post, role, ward, state, done_at
    """

    place: str
    seat: str

    def rows(self, sql: str, params: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql.format(place=self.place, seat=self.seat), list(params))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


_numbers = count()


@contextmanager
def counted(scope: Scope, moment: datetime, day: date) -> Iterator[Counted]:
    """Count the seats as they stood at `moment`, on the day `day` (of terms), into tables to ask many things of."""
    number = next(_numbers)
    tables = Counted(f"cg_place_{number}", f"cg_seat_{number}")
    on_postgresql = connection.vendor == "postgresql"
    # Room for a quarter of a million seats in memory holds for a transaction. SQLite's would take its only pen.
    with transaction.atomic() if on_postgresql else nullcontext(), connection.cursor() as cursor:
        if on_postgresql:
            # Most of what is looked up singly is in memory already.
            cursor.execute("SET LOCAL work_mem = '96MB'; SET LOCAL random_page_cost = 1.1")
            # Groups that are sorted come in the order of their people: what is joined to them next lies together.
            cursor.execute("SET LOCAL enable_hashagg = off")
        for name, (sql, params) in (
            (tables.place, places_sql(scope, moment, day)),
            (tables.seat, seats_sql(scope, moment, day, tables.place)),
        ):
            cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {sql}", params)
        if on_postgresql:
            cursor.execute("SET LOCAL enable_hashagg = on")
            cursor.execute(f"ANALYZE {tables.place} (id); ANALYZE {tables.seat} (organisation_id)")
        try:
            yield tables
        except BaseException:
            if not on_postgresql:  # there the transaction takes them along
                _drop(cursor, tables)
            raise
        _drop(cursor, tables)


def _drop(cursor: Any, tables: Counted) -> None:
    for name in (tables.seat, tables.place):
        cursor.execute(f"DROP TABLE {name}")


def states(scope: Scope, day: date, moment: datetime = NOW) -> dict[tuple[int, int, str], str]:
    """{(organisation, person, post): state}. 2 queries."""
    places, place_params = places_sql(scope, moment, day)
    sql, params = seats_sql(scope, moment, day, f"({places})", place_params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT organisation_id, person_id, post, state FROM ({sql}) seats", params)
        return {(place, person, post): state for place, person, post, state in cursor.fetchall()}
