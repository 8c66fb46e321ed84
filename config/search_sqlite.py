"""On SQLite a quotation mark in what was typed would be read as syntax: the library does not double it."""

from typing import Any

from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend


class WithoutQuotationMarks(SQLiteSearchBackend):
    def _search(
        self, query_compiler_class: type[object], query: object, model_or_queryset: object, **kwargs: Any
    ) -> object:
        if isinstance(query, str):
            query = " ".join(query.replace('"', " ").split())
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)
