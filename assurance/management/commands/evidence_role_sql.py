import re
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Print SQL that lets a PostgreSQL role run the site without changing or deleting evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the role in DATABASE_URL of the site; another one owns the tables")

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
            raise CommandError("A role has lower-case letters, digits and underscores.")
        self.stdout.write("\n".join(statements(role)))


def statements(role: str) -> list[str]:
    """Return one statement for each line, from what the models declare (people/models/append_only.py)."""
    found = [
        f"GRANT USAGE ON SCHEMA public TO {role};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};",
    ]
    for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
        if getattr(model, "append_only", False):
            table, columns = model._meta.db_table, ", ".join(getattr(model, "may_change", ()))
            found.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role};")
            found += [f"GRANT UPDATE ({columns}) ON {table} TO {role};"] if columns else []
    return [*found, f"GRANT EXECUTE ON FUNCTION people_auditentry_forget(integer, text[]) TO {role};"]
