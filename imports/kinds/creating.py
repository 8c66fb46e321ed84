"""New people, appointments and organisations straight from the lines of a run, in a statement for each.

SQLite has one writer at a time. Through Django's models an England of appointments would hold that place for most of
a minute, and sign-ins and the post would wait; the database itself copies them in seconds (docs/decisions/0015).
"""

from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from imports.enums import ImportAction
from imports.models import ImportEntry, ImportRun
from people.enums import Source
from people.models import Appointment, Organisation, Person

ROWS = "run_id = %s AND action = %s AND key NOT LIKE 'successor %%'"
CREATED = f"{ROWS} AND key NOT LIKE 'UID %%'"


def create_people_and_appointments(run: ImportRun, *, source: Source, now: datetime) -> None:
    """One person and one appointment for every CREATED line. `object_id` of the line is the person's key after it."""
    _name_new_trusts(run)
    with connection.cursor() as cursor:
        _number_people(cursor, run)
        _insert(
            cursor,
            run,
            Person(password="!", created_at=now),  # noqa: S106 - none, as set_unusable_password() writes it
            {
                "id": "object_id",
                "canonical_id": "object_id",
                "title": _text("title"),
                "given_name": _text("given_name"),
                "family_name": _text("family_name"),
                "match_name": _text("match_name"),
                "email": f"NULLIF({_text('email')}, '')",
            },
        )
        _insert(
            cursor,
            run,
            Appointment(source=source, recorded_at=now, extract_on=run.extract_on),
            {
                "person_id": "object_id",
                "organisation_id": _number("organisation"),
                "role": _text("role"),
                "gid": _text("gid"),
                "starts_on": _day("starts_on"),
                "ends_on": _day("ends_on"),
                "appointing_body": f"COALESCE({_text('appointing_body')}, '')",
                "ward": f"COALESCE({_text('ward')}, '')",
            },
        )


def create_organisations(run: ImportRun, *, now: datetime) -> None:
    """One organisation for every CREATED line, trusts too."""
    blank = Organisation(extract_on=run.extract_on, recorded_at=now)
    optional = ("phase", "status", "ward", "town", "postcode", "authority_code")
    with connection.cursor() as cursor:
        _insert(
            cursor,
            run,
            blank,
            {
                **{name: _text(name) for name in ("name", "kind", "urn", "uid")},
                **{name: f"COALESCE({_text(name)}, '{getattr(blank, name)}')" for name in optional},
                **{name: _day(name) for name in ("opened_on", "closed_on")},
            },
            ROWS,
        )


def _name_new_trusts(run: ImportRun) -> None:
    """Lines of a trust that the same file creates name it "UID 123"; it has a key by now."""
    new = run.entries.filter(action=ImportAction.CREATED, key__startswith="UID ").values_list("key", flat=True)
    trusts = {f"UID {row.uid}": row.pk for row in Organisation.objects.filter(uid__in=[key[4:] for key in new])}
    for name, pk in trusts.items():
        entries = list(run.entries.filter(action=ImportAction.CREATED, after__organisation=name))
        for entry in entries:
            entry.after["organisation"] = pk
        ImportEntry.objects.bulk_update(entries, ["after"], batch_size=200)


def _number_people(cursor: CursorWrapper, run: ImportRun) -> None:
    """Give each line the key of its person to be, so that the appointment finds it."""
    table, people = ImportEntry._meta.db_table, Person._meta.db_table
    known: str | int
    if connection.vendor == "postgresql":
        number, known = "nextval(pg_get_serial_sequence(%s, 'id'))", people
    else:  # we are the only writer; AUTOINCREMENT goes on after the highest key
        cursor.execute("SELECT MAX(seq) FROM sqlite_sequence WHERE name = %s", [people])
        highest = cursor.fetchone()[0] or 0
        cursor.execute(f"SELECT MIN(id) FROM {table} WHERE {CREATED}", [run.pk, ImportAction.CREATED])  # noqa: S608
        first = cursor.fetchone()[0] or 0
        number, known = "id - %s", first - highest - 1
    cursor.execute(
        f"UPDATE {table} SET object_id = {number} WHERE {CREATED}",  # noqa: S608
        [known, run.pk, ImportAction.CREATED],
    )


def _insert(
    cursor: CursorWrapper, run: ImportRun, default: Model, columns: dict[str, str], which: str = CREATED
) -> None:
    """Copy the run's lines into a table: `columns` by expression, all others as in the instance `default`."""
    values = []
    for field in default._meta.concrete_fields:
        if field.column and field.column not in columns and not field.primary_key:
            columns[field.column] = "%s"
            values.append(field.get_db_prep_save(getattr(default, field.attname), connection))
    # Constants stand last among the columns, in the order of their values.
    given = {name: expression for name, expression in columns.items() if expression != "%s"}
    ordered = {**given, **{name: "%s" for name in columns if name not in given}}
    quote = connection.ops.quote_name
    cursor.execute(
        f"INSERT INTO {default._meta.db_table} ({', '.join(map(quote, ordered))}) "  # noqa: S608
        f"SELECT {', '.join(_typed(default, name, expression) for name, expression in ordered.items())} "
        f"FROM {ImportEntry._meta.db_table} WHERE {which} ORDER BY id",
        [*values, run.pk, ImportAction.CREATED],
    )


def _typed(default: Model, column: str, expression: str) -> str:
    """PostgreSQL cannot tell the type of a bare parameter in a SELECT."""
    if expression != "%s" or connection.vendor != "postgresql":
        return expression
    field = next(f for f in default._meta.concrete_fields if f.column == column)
    return f"CAST(%s AS {field.rel_db_type(connection) if field.is_relation else field.cast_db_type(connection)})"


def _text(name: str) -> str:
    return f"(after ->> '{name}')"


def _number(name: str) -> str:
    return f"CAST({_text(name)} AS bigint)" if connection.vendor == "postgresql" else _text(name)


def _day(name: str) -> str:
    return f"CAST({_text(name)} AS date)" if connection.vendor == "postgresql" else _text(name)
