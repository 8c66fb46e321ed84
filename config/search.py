"""The search of the admin: the database's own, and on SQLite ours, which takes any sign (config/search_sqlite.py)."""

from typing import Any

from django.db import connection
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.backends.database import SearchBackend as of_the_database


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # the name by which Wagtail looks for it
    if connection.vendor != "sqlite":
        return of_the_database(params)
    from config.search_sqlite import WithoutQuotationMarks  # its tables exist on SQLite only

    return WithoutQuotationMarks(params)
