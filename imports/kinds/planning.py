"""What every importer shares: a plan of one line, and what it may know while it plans and writes.

An importer reads a file into `Planned` lines without changing anything; the same lines, kept as `ImportEntry`, are
written later in one transaction. So what was previewed is what is written, or nothing is (docs/decisions/0015).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from imports.enums import ImportAction
from imports.models import ImportEntry, ImportRun
from people.models import Person
from people.names import tidy

AT_ONCE = 900  # keys in one query, and lines planned together; SQLite used to take no more than 999
Item = TypeVar("Item")
Values = dict[str, Any]  # by field, as JSON has them
Kept = tuple[ImportEntry, str]  # a line that stays as it is when its run is taken back, and why
Progress = Callable[[int], None]  # is told how far it is, in per cent


def quietly(percent: int) -> None:
    """A progress that nobody watches."""


class RefusedCell(Exception):
    """A line is left out for what stands in `column`; the message says why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class StalePlan(Exception):
    """What the preview stood on has changed since; it has to be read again. The message names the line."""


@dataclass(slots=True)
class Planned:
    """One line of a file. `after` and `before` hold JSON values by field; `reason` is a sentence for people."""

    line: int
    action: ImportAction
    key: str = ""  # the number by which the row is found again: URN, UID, GID, address
    subject: str = ""
    after: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    reason: str = ""
    object_id: int | None = None


@dataclass
class Context:
    """The run that an importer works for."""

    extract_on: date
    now: datetime
    by: Person | None = None
    written_at: datetime | None = None  # of a run that is taken back
    options: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # what was noticed about the file as a whole
    progress: Progress = quietly

    @property
    def was_written_at(self) -> datetime:
        assert self.written_at is not None, "only a run that was written is taken back"
        return self.written_at

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


class Importer(ABC):
    """One kind of file. `write` and `undo` get at most 1,000 entries at a time, inside the run's transaction."""

    @abstractmethod
    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        """Every line in the order of the file, UNCHANGED ones too. Raises UnreadableFile for the file as a whole."""

    @abstractmethod
    def write(self, entries: list[ImportEntry], context: Context) -> None:
        """Carry out entries of the actions that change something. Raises StalePlan or IntegrityError."""

    def create_all(self, run: ImportRun, context: Context) -> bool:
        """Carry out every CREATED line of the run at once, if this kind has a quick way. False if it has none."""
        return False

    @abstractmethod
    def undo(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        """Take entries back, the latest first. Returns those that stay as they are, each with the reason."""


def row_of(rows: Mapping[int, Item], entry: ImportEntry) -> Item | None:
    """The row that a line is about, if it is still there."""
    return None if entry.object_id is None else rows.get(entry.object_id)


def in_chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def refused(line: int, reason: str, *, column: str = "", value: str = "", key: str = "", subject: str = "") -> Planned:
    """A line that is left out whole, with the column and the value that are wrong."""
    shown = {"column": column, "value": tidy(value[:400])[:200]} if column else {}
    return Planned(line, ImportAction.REFUSED, key, subject, after=shown, reason=reason)
