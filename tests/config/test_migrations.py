"""A migration after the first of its app doesn't hold up a running installation: a lock for long, a column taken away.

Before the first tagged release migrations begin anew, so there are few. From then on each is looked at here, as
PostgreSQL would run it.
"""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django_migration_linter.sql_analyser import PostgresqlAnalyser
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

from tests.config.test_guards import LAYERS
from tests.servers import ON_POSTGRESQL

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="the linter reads what PostgreSQL would run"),
]


def troubles(migration, state) -> list[str]:
    """What would hurt an installation that runs while this migration is applied, in the linter's words."""
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state.clone(), editor, collect_sql=True)
    statements = [line for line in editor.collected_sql if not line.startswith("--")]
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, statements)
    return [issue.message for issue in (*errors, *warnings)]


def later_migrations():
    """(state before it, migration) of each of ours after the first of its app."""
    loader = MigrationLoader(connection)
    for key, migration in sorted(loader.disk_migrations.items()):
        if key[0] in LAYERS and not migration.initial and not key[1].startswith("0001"):
            yield loader.project_state(key, at_end=False), migration


def test_later_migrations_are_safe_while_others_work():
    found = {str(migration): troubles(migration, state) for state, migration in later_migrations()}
    assert not any(found.values()), found


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (migrations.RemoveField("authority", "name"), "DROPPING columns"),
        (migrations.AddField("authority", "motto", models.CharField(max_length=9)), "NOT NULL"),
        (migrations.RenameField("authority", "name", "title"), "RENAMING columns"),
        (migrations.DeleteModel("authority"), "DROPPING table"),
    ],
)
def test_one_that_is_not_is_found(operation, says):
    state = MigrationLoader(connection).project_state()
    migration = migrations.Migration("0099_bad", "people")
    migration.operations = [operation]
    assert any(says.lower() in trouble.lower() for trouble in troubles(migration, state))
