"""What `make run` does before anything starts: database, static files, demonstration. What is there is left as it is.

Ends with OLD_DATABASE for a database that was made before migrations began anew.
"""

import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import django

from config.starting import saying_why_not

if TYPE_CHECKING:
    from django.conf import LazySettings

OLD_DATABASE = 3


def main() -> None:
    with saying_why_not():
        django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    if is_too_old(loader.applied_migrations, loader.disk_migrations, ours):
        sys.exit(OLD_DATABASE)
    if MigrationExecutor(connection).migration_plan(loader.graph.leaf_nodes()):
        print("Making the database. The first start takes a minute or two.", flush=True)
        call_command("migrate", verbosity=0)
    if static_files_are_stale(settings):
        call_command("collectstatic", interactive=False, verbosity=0)
    if settings.DEMO:
        load_the_demonstration(call_command)


def is_too_old(applied: Iterable[tuple[str, str]], known: Collection[tuple[str, str]], ours: Collection[str]) -> bool:
    """Whether the database has migrations of `ours`, the apps by label, that are not there any more."""
    return any(app in ours and (app, name) not in known for app, name in applied)


def static_files_are_stale(settings: "LazySettings") -> bool:
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    sources = [settings.BASE_DIR / "static" / "built" / "built.stamp", settings.BASE_DIR / "requirements.txt"]
    return not manifest.exists() or any(manifest.stat().st_mtime < source.stat().st_mtime for source in sources)


def load_the_demonstration(call_command: Callable[..., object]) -> None:
    from cms.models import HomePage

    if not HomePage.objects.exists():
        print("The demonstration council moves in: two months of its history.", flush=True)
    call_command("load_demo")


if __name__ == "__main__":
    main()
