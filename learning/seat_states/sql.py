"""The statement that says where every seat stood at a moment, in parts that a reader can hold in mind."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from distribution.enums import DeliveryState
from distribution.models import Delivery, DeliveryEvent, Mailing, Suppression
from learning.enums import SeatState
from learning.models import Briefing, Completion, Enrolment
from learning.seat_states.scope import Scope
from people.enums import GOVERNOR_ROLES, OrganisationStatus, Role
from people.models import Appointment, Organisation, OrganisationSnapshot, Person, PersonSnapshot

NOW = datetime(9999, 12, 31, tzinfo=UTC)  # a moment after all that is known
# What a delivery says of its receiver, as a digit; the latest that was handed over decides.
MARKS = {
    1: (DeliveryState.SENT, DeliveryState.DELIVERED),
    2: (DeliveryState.AMBIGUOUS,),
    3: (DeliveryState.BOUNCED, DeliveryState.FAILED),
    4: (DeliveryState.COMPLAINED,),
}


def _table(model: type[Model]) -> str:
    return str(model._meta.db_table)


def _among(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _stamp(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _first_past(model: type[Model], key: str) -> str:
    """What was held at the moment, for those of whom it has changed since. 1 parameter."""
    return (
        f"SELECT * FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY until, id) AS nth "
        f"FROM {_table(model)} t WHERE until > %s) past WHERE nth = 1"
    )


PLACE_COLUMNS = ("kind", "phase", "ward", "authority_code", "status", "opened_on", "closed_on", "board_size")


def places_sql(scope: Scope, moment: datetime, day: date) -> tuple[str, list[Any]]:
    """Organisations that were open, in the scope: schools, and whatever else has a seat in it is joined later."""
    columns = ", ".join(f"CASE WHEN k.id IS NULL THEN o.{name} ELSE k.{name} END AS {name}" for name in PLACE_COLUMNS)
    params: list[Any] = [_stamp(moment), _stamp(moment)]
    where = ["(closed_on IS NULL OR closed_on > %s)", "NOT (status = %s AND closed_on IS NULL)"]
    wanted: list[Any] = [_day(day), OrganisationStatus.CLOSED.value]
    for column, values in (("kind", scope.kinds), ("phase", scope.phases), ("id", scope.organisations)):
        if values:
            where.append(f"{column} IN ({_among(values)})")
            wanted += values
    if scope.authority:
        where.append("authority_code = %s")
        wanted.append(scope.authority)
    sql = f"""
        SELECT id, kind, phase, ward, authority_code AS authority, board_size,
               CASE WHEN status = '{OrganisationStatus.PROPOSED.value}' THEN 1 ELSE 0 END AS proposed
        FROM (SELECT o.id, {columns} FROM {_table(Organisation)} o
              LEFT JOIN ({_first_past(OrganisationSnapshot, "organisation_id")}) k ON k.organisation_id = o.id
              WHERE o.recorded_at IS NULL OR o.recorded_at <= %s) held
        WHERE {" AND ".join(where)}"""
    return sql, params + wanted


def seats_sql(
    scope: Scope, moment: datetime, day: date, place: str, place_params: Sequence[Any] = ()
) -> tuple[str, list[Any]]:
    at = _stamp(moment)
    parts: list[tuple[str, str, list[Any]]] = [
        ("kept", _first_past(PersonSnapshot, "person_id"), [at]),
        ("alias", _ALIAS, []),
        ("held", *_held(scope, moment, day, place, place_params)),
        ("duty", *_duty(scope, at)),
        ("post", *_post(scope, at)),
        ("shut", _SHUT, [at, at]),
    ]
    ctes = ", ".join(f"{name} AS ({sql})" for name, sql, _params in parts)
    params = [value for _name, _sql, values in parts for value in values]
    return f"WITH {ctes} {_SEATS}", params


# Records that were joined at the moment, each with the one that stood for it.
_ALIAS = f"""
    SELECT p.id, p.canonical_id AS principal FROM {_table(Person)} p
    WHERE p.canonical_id <> p.id AND p.id NOT IN (SELECT person_id FROM kept)
    UNION ALL SELECT person_id, canonical_id FROM kept WHERE canonical_id <> person_id
"""


def _held(scope: Scope, moment: datetime, day: date, place: str, place_params: Sequence[Any]) -> tuple[str, list[Any]]:
    """Who sat where. A councillor's ward is that of the appointment, everybody else's that of the place."""
    governors = ", ".join(f"'{role.value}'" for role in GOVERNOR_ROLES)
    post = f"CASE WHEN a.role IN ({governors}) THEN '{Role.GOVERNOR.value}' ELSE a.role END"
    at, on = _stamp(moment), _day(day)
    params = [*place_params, *scope.roles, at, at, on, on]
    ward = ""
    if scope.wards:
        ward = f" AND (o.ward IN ({_among(scope.wards)}) OR a.ward IN ({_among(scope.wards)}))"
        params += [*scope.wards, *scope.wards]
    sql = f"""
        SELECT a.organisation_id, COALESCE(l.principal, a.person_id) AS person_id, {post} AS post,
               CASE WHEN MAX(CASE WHEN a.role = '{Role.CHAIR_OF_GOVERNORS.value}' THEN 1 ELSE 0 END) = 1
                    THEN '{Role.CHAIR_OF_GOVERNORS.value}' ELSE {post} END AS role,
               MAX(CASE WHEN a.ward <> '' THEN a.ward ELSE o.ward END) AS ward
        FROM {_table(Appointment)} a JOIN {place} o ON o.id = a.organisation_id LEFT JOIN alias l ON l.id = a.person_id
        WHERE a.role IN ({_among(scope.roles)}) AND a.recorded_at <= %s
          AND (a.superseded_at IS NULL OR a.superseded_at > %s)
          AND (a.starts_on IS NULL OR a.starts_on <= %s) AND (a.ends_on IS NULL OR a.ends_on >= %s){ward}
        GROUP BY a.organisation_id, COALESCE(l.principal, a.person_id), {post}"""
    return sql, params


def _only_theirs(scope: Scope, column: str) -> str:
    """For few seats: only the rows of their people, by index. For a whole country that would cost more."""
    if not scope.is_narrow:
        return ""
    theirs = "SELECT person_id FROM held UNION SELECT l2.id FROM alias l2 JOIN held h2 ON h2.person_id = l2.principal"
    return f" AND {column} IN ({theirs})"


def _duty(scope: Scope, at: Any) -> tuple[str, list[Any]]:
    sql = f"""
        SELECT COALESCE(l.principal, e.person_id) AS person_id,
               MIN(CASE WHEN c.completed_at <= %s THEN c.completed_at END) AS done_at,
               MAX(CASE WHEN e.started_at <= %s THEN 1 ELSE 0 END) AS started
        FROM {_table(Enrolment)} e LEFT JOIN {_table(Completion)} c ON c.id = e.completion_id
        LEFT JOIN alias l ON l.id = e.person_id
        WHERE e.briefing_id IN ({_among(scope.briefings or (0,))}) AND e.enrolled_at <= %s
        {_only_theirs(scope, "e.person_id")}
        GROUP BY COALESCE(l.principal, e.person_id)"""
    return sql, [at, at, *(scope.briefings or (0,)), at]


def _mark(column: str) -> str:
    cases = " ".join(
        f"WHEN {column} IN ({', '.join(repr(s.value) for s in states)}) THEN {mark}" for mark, states in MARKS.items()
    )
    return f"CASE {cases} END"


def mailings_of(briefings: tuple[int, ...]) -> list[int]:
    """Every mailing about these briefings: the first, to joiners, reminders. 1 query."""
    first = Briefing.objects.filter(pk__in=briefings).exclude(mailing=None).values_list("mailing", flat=True)
    later = Mailing.objects.filter(later_mailing__briefing__in=briefings).values_list("pk", flat=True)
    again = Mailing.objects.filter(reminder__briefing__in=briefings).values_list("pk", flat=True)
    return sorted(first.order_by().union(later.order_by(), again.order_by()))


def _post(scope: Scope, at: Any) -> tuple[str, list[Any]]:
    """The latest message to each that was handed over, as its number times 16 and its mark: one number, one maximum.

    Where the state has not changed since the moment the row says it; else the latest event before does.
    """
    mailings = (mailings_of(scope.briefings) if scope.briefings else []) or [0]
    handed = ", ".join(repr(state.value) for states in MARKS.values() for state in states)
    delivery, event, among = _table(Delivery), _table(DeliveryEvent), _among(mailings)
    sql = f"""
        SELECT person_id, MAX(mark) AS mark FROM (
            SELECT COALESCE(l.principal, d.person_id) AS person_id, d.id * 16 + {_mark("d.state")} AS mark
            FROM {delivery} d LEFT JOIN alias l ON l.id = d.person_id
            WHERE d.mailing_id IN ({among}) AND d.state_at <= %s AND d.state IN ({handed})
            {_only_theirs(scope, "d.person_id")}
            UNION ALL
            SELECT COALESCE(l.principal, d.person_id), d.id * 16 + {_mark("v.state")}
            FROM {delivery} d
            JOIN (SELECT v0.delivery_id, MAX(v0.id) AS id FROM {event} v0 JOIN {delivery} d0 ON d0.id = v0.delivery_id
                  WHERE d0.mailing_id IN ({among}) AND d0.state_at > %s AND v0.at <= %s
                  {_only_theirs(scope, "d0.person_id")}
                  GROUP BY v0.delivery_id) latest ON latest.delivery_id = d.id
            JOIN {event} v ON v.id = latest.id
            LEFT JOIN alias l ON l.id = d.person_id
            WHERE v.state IN ({handed})
        ) handed_over GROUP BY person_id"""
    return sql, [*mailings, at, *mailings, at, at]


# Addresses not to write to, for this class of mail or for all.
_SHUT = f"""
    SELECT DISTINCT address FROM {_table(Suppression)}
    WHERE mail_class IN ('service', '') AND created_at <= %s AND (lifted_at IS NULL OR lifted_at > %s)
"""

_ADDRESS = "CASE WHEN k.person_id IS NULL THEN COALESCE(p.email, p.shared_address, '') ELSE k.address END"
_SILENT = "CASE WHEN k.person_id IS NULL THEN (p.objected_at IS NOT NULL OR NOT p.is_active) ELSE k.silent END"
_SEATS = f"""
    SELECT h.organisation_id, h.person_id, h.post, h.role, h.ward,
           CASE WHEN d.done_at IS NOT NULL THEN '{SeatState.COMPLETED.value}'
                WHEN d.started = 1 THEN '{SeatState.STARTED.value}'
                WHEN {_ADDRESS} = '' THEN '{SeatState.NO_ADDRESS.value}'
                WHEN {_SILENT} OR x.address IS NOT NULL OR m.mark - (m.mark / 16) * 16 = 4
                    THEN '{SeatState.OBJECTED.value}'
                WHEN m.mark - (m.mark / 16) * 16 = 3 THEN '{SeatState.BOUNCED.value}'
                WHEN m.mark - (m.mark / 16) * 16 = 2 THEN '{SeatState.AMBIGUOUS.value}'
                WHEN m.mark IS NOT NULL THEN '{SeatState.NOT_STARTED.value}'
                ELSE '{SeatState.NOT_ASKED.value}' END AS state, d.done_at
    FROM held h JOIN {_table(Person)} p ON p.id = h.person_id
    LEFT JOIN kept k ON k.person_id = h.person_id
    LEFT JOIN duty d ON d.person_id = h.person_id
    LEFT JOIN post m ON m.person_id = h.person_id
    LEFT JOIN shut x ON x.address = {_ADDRESS}
"""
