"""The search of the admin: the database's own. On SQLite a quotation mark in a query would be read as syntax."""

from modelsearch.backends.database import SearchBackend as of_the_database
from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend


class WithoutQuotationMarks(SQLiteSearchBackend):
    """FTS5 takes each word in quotation marks, and the library does not double those within a word."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        if isinstance(query, str):
            query = " ".join(query.replace('"', " ").split())
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)


def SearchBackend(params):  # noqa: N802 (the name by which it is looked up)
    backend = of_the_database(params)
    return WithoutQuotationMarks(params) if isinstance(backend, SQLiteSearchBackend) else backend
