"""A file read and written in one go."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files import File

from imports.enums import ImportKind, ImportState
from imports.kinds.files import UnreadableFile
from imports.models import ImportRun
from imports.runs.reading import preview_run
from imports.runs.starting import start_run
from imports.runs.writing import agree_run, write_run
from people.models import Person


def import_file(
    *,
    kind: ImportKind,
    path: Path,
    now: datetime,
    by: Person | None = None,
    options: Mapping[str, Any] | None = None,
    extract_on: date | None = None,
) -> ImportRun:
    """Read and write a file in one go, for the command line and the demonstration. Raises UnreadableFile."""
    with Path(path).open("rb") as file:
        run = start_run(
            kind=kind,
            file=File(file),
            file_name=Path(path).name,
            by=by,
            now=now,
            options=options,
            extract_on=extract_on,
        )
    preview_run(run=run, now=now)
    if run.state == ImportState.FAILED:
        raise UnreadableFile(run.error)
    agree_run(run=run, by=by, now=now)
    return write_run(run=run, now=now)
