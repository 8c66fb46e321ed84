"""A file is kept, to be read."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils import timezone

from imports.enums import ImportKind
from imports.kinds.files import UnreadableFile
from imports.kinds.sheets import Header, header_of
from imports.models import ImportRun
from imports.runs.states import on_this_machine
from people.models import Person

LARGEST = 300 * 2**20  # bytes; the register of the whole country has about 70 million
DAY_IN_NAME = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)")


def day_of(file_name: str, otherwise: date) -> date:
    """The day that GIAS writes into its file names (edubasealldata20261101.csv), else `otherwise`."""
    found = DAY_IN_NAME.search(file_name)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else otherwise
    except ValueError:
        return otherwise
    return min(day, otherwise)


def start_run(
    *,
    kind: ImportKind,
    file: "File[bytes]",
    file_name: str,
    by: Person | None,
    now: datetime,
    extract_on: date | None = None,
    options: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Keep the file, to be read. Nothing else changes."""
    digest, size = hashlib.sha256(), 0
    for piece in file.chunks():
        digest.update(piece)
        size += len(piece)
        if size > LARGEST:
            raise UnreadableFile(f"The file has more than {LARGEST // 2**20} MB. No extract is so large.")
    file.seek(0)
    name = Path(file_name.replace("\\", "/")).name[:200]
    run = ImportRun(
        kind=kind,
        file_name=name,
        sha256=digest.hexdigest(),
        size=size,
        extract_on=extract_on or day_of(name, timezone.localdate(now)),
        options=dict(options or {}),
        started_by=by,
        started_at=now,
    )
    run.file.save(f"{digest.hexdigest()[:16]}.import", file, save=False)
    run.save()
    return run


def header_of_run(run: ImportRun) -> Header:
    """The columns of a sheet that waits to be read. Raises UnreadableFile."""
    with on_this_machine(run) as path:
        return header_of(path)
