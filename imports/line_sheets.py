"""The lines of a run as a sheet, a piece at a time: a run may have a quarter of a million of them."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from imports.kinds.planning import in_chunks
from imports.lines import Change, in_words
from imports.models import ImportEntry


def sheet_of_lines(entries: QuerySet[ImportEntry]) -> Iterator[list[object]]:
    """A heading, then a row for each line of the run and each column that it changes."""
    yield [
        _("Line"),
        _("What happens"),
        _("Whom or what"),
        _("Number or address"),
        _("Column"),
        _("Value"),
        _("What changes"),
        _("Not taken"),
        _("Why"),
    ]
    for chunk in in_chunks(entries.iterator(1000), 1000):
        for line in in_words(chunk):
            entry = line.entry
            yield [
                entry.line,
                line.label,
                entry.subject,
                entry.key,
                line.column,
                line.value,
                _all(line.changes),
                _all(line.not_taken),
                entry.reason,
            ]


def _all(changes: list[Change]) -> str:
    return "; ".join(f"{one.label}: {one.old} → {one.new}" if one.old else f"{one.label}: {one.new}" for one in changes)
