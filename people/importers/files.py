"""What every extract shares: cp1252 or UTF-8, columns by name, dates in both spellings."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

DATE_FORMS = ("%d-%m-%Y", "%d/%m/%Y")  # establishment files, governance files


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


def read_rows(path: Path, required: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row by column name). GIAS writes cp1252; sheets saved elsewhere are UTF-8."""
    raw = Path(path).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = required - set(reader.fieldnames or ())
    if missing:
        raise UnreadableFile(f"The file has no column {', '.join(sorted(missing))}. Download the extract again.")
    for row in reader:
        yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if key}


def read_date(text: str) -> date | None:
    """A day in either spelling of GIAS, or None for a blank. ValueError for anything else."""
    if not text:
        return None
    for form in DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"{text} is not a date like 31-08-2027 or 31/08/2027")
