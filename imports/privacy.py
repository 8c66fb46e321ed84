"""How imports answer for personal data: lines that named somebody, and files that wait and do."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.db.models import Q, QuerySet

from imports import runs
from imports.enums import ImportAction, ImportKind, ImportState
from imports.kinds.sheets import UNPACKED
from imports.models import ImportEntry, ImportRun
from people.models import Appointment
from people.personal_record import PersonRecord
from people.privacy import (
    ERASED,
    AppPrivacy,
    BusyWithThem,
    Identifiers,
    Retention,
    acted,
    emptied,
    fields,
    impersonal,
    prose,
    rows_that_may_name,
)

LINE = "Emptied if the line is about them, which then cannot be undone; elsewhere scrubbed."
FIELDS = {
    "ImportRun.started_by": acted(),
    **fields(
        prose("What somebody called their file, or what was noticed in it."), "ImportRun", "file_name notes error"
    ),
    "ImportRun.file": emptied("Kept until written or discarded. While it names them, the import is discarded."),
    "ImportRun.options": prose("Which column means what, and what was answered, by line."),
    "ImportRun.counts": impersonal("Counts."),
    "ImportRun.sha256": impersonal("Hash of a file."),
    **fields(emptied(LINE, scrubbed=True), "ImportEntry", "key subject after before reason"),
    "ColumnMapping.header": impersonal("Hash of the header of a sheet."),
    "ColumnMapping.columns": prose("Names of columns. A sheet without a header has its first line there."),
}
RETENTION = {
    "imports_importrun": Retention(
        "for ever once written; a preview 7 days; the file until written or discarded", "So that it can be undone."
    ),
    "imports_importentry": Retention("for ever once written; a preview 7 days", "So that it can be undone."),
    "imports_columnmapping": Retention("until deleted", "So that the next sheet is read in the same way."),
}
PEOPLE = (ImportKind.GOVERNANCE, ImportKind.COUNCILLORS)
WAITING = (ImportState.WAITING, ImportState.PREVIEWED, ImportState.FAILED, ImportState.AGREED)
AT_WORK = (ImportState.READING, ImportState.WRITING, ImportState.UNDO_ASKED, ImportState.UNDOING)
BUSY = "An import that names this person is at work. Try again in a few minutes."
ENCODINGS = ("utf-8", "cp1252")
LONGEST_LINE = 20 * 2**20  # bytes; XML may have one line alone
DAMAGED = (BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError)
DISCARDED = "Discarded: somebody whom this file names asked us to erase them. Upload it again without them."


def entries_of(record: PersonRecord, addresses: Iterable[str]) -> QuerySet[ImportEntry]:
    """Lines that are about them by number, by address or by the row that the line changed."""
    rows = list(Appointment.objects.filter(person__in=record.keys).values_list("pk", "gid"))
    gids = {gid for _pk, gid in rows if gid}
    wanted = Q(key__in=gids | set(addresses))
    wanted |= Q(run__kind=ImportKind.CONTACTS, object_id__in=[pk for pk, _gid in rows])
    wanted |= Q(run__kind__in=PEOPLE, action=ImportAction.CREATED, object_id__in=record.keys)
    for name in ("person", "keep", "joined"):
        wanted |= Q(run__kind=ImportKind.CONTACTS, **{f"after__{name}__in": record.keys})
    return ImportEntry.objects.filter(wanted)


def export(record: PersonRecord) -> Iterator[tuple[str, dict[str, Any]]]:
    """Lines of files that named them."""
    addresses = [person.email for person in record.records if person.email]
    for entry in entries_of(record, addresses).select_related("run").order_by("pk"):
        values = {"file": entry.run.file_name, "line": entry.line, "values": entry.after}
        yield "Lines of imported files", {**values, "values before": entry.before}


def known_as(record: PersonRecord) -> Iterator[str]:
    """What a file called them before somebody put it right."""
    addresses = [person.email for person in record.records if person.email]
    for after, before in entries_of(record, addresses).values_list("after", "before"):
        for values in (after, before):
            yield f"{values.get('given_name') or ''} {values.get('family_name') or ''}"
            yield from (str(values.get(name) or "") for name in ("name", "email", "shared_address"))


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """Raises BusyWithThem while a worker reads, writes or undoes what names them."""
    entries = entries_of(record, known.addresses)
    about_them = ImportEntry.objects.filter(Q(pk__in=entries.values("pk")) | Q(pk__in=_naming(known)))
    for run in ImportRun.objects.filter(state__in=AT_WORK):
        if run.entries.filter(pk__in=about_them.values("pk")).exists() or _file_names(run, record, known):
            raise BusyWithThem(BUSY)
    for run in ImportRun.objects.filter(state__in=WAITING):
        if run.entries.filter(pk__in=about_them.values("pk")).exists() or _file_names(run, record, known):
            _discard(run, now)
    about_them.update(subject=ERASED, after={}, before={}, reason="", key="")


def _naming(known: Identifiers) -> list[int]:
    """Lines that have no number and no address, and a name that is theirs alone."""
    rows = rows_that_may_name(ImportEntry.objects.all(), ["key", "subject"], known)
    return [pk for pk, *texts in rows.values_list("pk", "key", "subject") if known.are_in("\n".join(texts))]


def _discard(run: ImportRun, now: datetime) -> None:
    """One that waits for a worker is taken out of its hands first."""
    ImportRun.objects.filter(pk=run.pk, state=ImportState.AGREED).update(state=ImportState.PREVIEWED)
    try:
        runs.discard_run(run=run, by=None, now=now)
    except runs.NotNow:
        raise BusyWithThem(BUSY) from None
    ImportRun.objects.filter(pk=run.pk).update(notes=[DISCARDED])


# --- Files that were not written yet --------------------------------------------------------------------------------


def _file_names(run: ImportRun, record: PersonRecord, known: Identifiers) -> bool:
    """Whether a file has an address of theirs, or all words of a name on one line; of a workbook, anywhere.

    What cannot be looked into counts as naming them.
    """
    if not run.file.name or not run.file.storage.exists(run.file.name):
        return False
    wanted = [[address] for address in known.addresses]
    wanted += [
        name.split() for name in known.names | {person.full_name for person in record.records if person.full_name}
    ]
    needles = [
        [word.encode(encoding, "replace").lower() for word in words] for words in wanted for encoding in ENCODINGS
    ]
    with run.file.open("rb") as file:
        try:
            lines = [_unpacked(file)] if is_zipfile(file) else iter(partial(file.readline, LONGEST_LINE), b"")
        except DAMAGED:
            return True
        file.seek(0)
        return any(all(word in line.lower() for word in words) for line in lines for words in needles)


def _unpacked(file: IO[bytes]) -> bytes:
    """All parts of a workbook. Raises one of DAMAGED."""
    with ZipFile(file) as book:
        if sum(part.file_size for part in book.infolist()) > UNPACKED:
            raise BadZipFile
        return b"\n".join(book.read(part) for part in book.infolist())


PRIVACY = AppPrivacy("imports", fields=FIELDS, retention=RETENTION, export=export, known_as=known_as, erase=erase)
