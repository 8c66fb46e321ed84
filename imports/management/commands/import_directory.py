import json
import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from imports import runs
from imports.enums import ImportAction, ImportKind, ImportState
from imports.kinds.files import UnreadableFile
from imports.models import ImportEntry, ImportRun

LISTED = [
    ImportAction.CREATED,
    ImportAction.CHANGED,
    ImportAction.ENDED,
    ImportAction.DISAGREEMENT,
    ImportAction.OFFERED,
    ImportAction.REFUSED,
]
ATTEMPTS = 3
NAMES = {ImportAction.DISAGREEMENT: "disagreements"}


class Command(BaseCommand):
    help = (
        "Read a file into the directory. Without --commit nothing is changed: what each line would do is shown. "
        "Ends with 1 if the file as a whole cannot be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="write it, in one transaction")
        parser.add_argument("--json", action="store_true", help="print what happens as JSON, line by line")
        parser.add_argument("--extract-on", help="the day of the extract (YYYY-MM-DD); else from the file's name")
        parser.add_argument("--whole", action="store_true", help="end what this whole extract no longer lists")
        parser.add_argument("--authority", action="append", default=[], help="take schools of this authority only")
        parser.add_argument("--council", default="", help="the council of a list of councillors")

    def handle(self, *args: Any, kind: ImportKind, file: Path, commit: bool, **options: Any) -> None:
        now = timezone.now()
        self.as_json = options["json"]
        try:
            with file.open("rb") as opened:
                run = runs.start_run(
                    kind=kind,
                    file=File(opened),
                    file_name=file.name,
                    by=None,
                    now=now,
                    extract_on=self.day(options["extract_on"], kind, file),
                    options=_given(options),
                )
        except OSError as error:
            self.stop(f"{file} cannot be opened: {error.strerror}.", kind, file)
        except UnreadableFile as error:
            self.stop(str(error), kind, file)
        try:
            self.work(run, commit, kind, file)
        except BrokenPipeError:  # whoever read along has read enough
            sys.stdout = None
        finally:
            if run.state != ImportState.COMMITTED:
                run.entries.all().delete()
                run.file.delete(save=False)
                run.delete()

    def work(self, run: ImportRun, commit: bool, kind: str, file: Path) -> None:
        for _attempt in range(ATTEMPTS):  # somebody else may change the directory in between
            runs.preview_run(run=run, now=timezone.now())
            if run.state == ImportState.FAILED:
                self.stop(run.error, kind, file)
            if commit:
                runs.agree_run(run=run, by=None, now=timezone.now())
                runs.write_run(run=run, now=timezone.now())
            if run.state != ImportState.WAITING:
                self.show(run)
                return
        self.stop(" ".join(run.notes), kind, file)

    def stop(self, reason: str, kind: str, file: Path) -> NoReturn:
        if self.as_json:
            head = {"kind": kind, "file": file.name, "committed": False, "error": reason}
            lists: dict[str, list[Any]] = {
                NAMES.get(action, action.value): [] for action in [*LISTED, ImportAction.UNCHANGED]
            }
            self.stdout.write(json.dumps(head | lists))
            raise SystemExit(1)
        raise CommandError(reason)

    def day(self, text: str | None, kind: str, file: Path) -> date | None:
        try:
            day = parse_date(text) if text else None
        except ValueError:
            day = None
        if text and day is None:
            self.stop(f"{text} is not a day like 2026-11-01.", kind, file)
        return day

    # --- What is printed: streamed, so that memory stays flat ---

    def show(self, run: ImportRun) -> None:
        if self.as_json:
            self.show_json(run)
        else:
            self.show_words(run)

    def show_json(self, run: ImportRun) -> None:
        head = {
            "kind": run.kind,
            "file": run.file_name,
            "sha256": run.sha256,
            "extract_on": run.extract_on.isoformat(),
            "committed": run.state == ImportState.COMMITTED,
            "run": run.pk if run.state == ImportState.COMMITTED else None,
            "rows": run.rows_read,
            "counts": run.counts,
            "notes": run.notes,
        }
        out = self.stdout
        out.write(json.dumps(head, ensure_ascii=False)[:-1], ending="")
        for action in LISTED:
            out.write(f',\n"{NAMES.get(action, action.value)}": [', ending="")
            for number, entry in enumerate(run.entries.filter(action=action).iterator(2000)):
                out.write(",\n" if number else "\n", ending="")
                out.write(json.dumps(_as_json(entry), ensure_ascii=False), ending="")
            out.write("]", ending="")
        out.write(',\n"unchanged": [', ending="")
        for number, line in enumerate(run.unchanged_lines):
            out.write(f'{"," if number else ""}{{"line": {line}, "reason": ""}}', ending="")
        out.write("]}")

    def show_words(self, run: ImportRun) -> None:
        for note in run.notes:
            self.stdout.write(f"Note: {note}")
        for entry in run.entries.exclude(action=ImportAction.CREATED).iterator(2000):
            value = entry.after.get("value", "") if entry.action == ImportAction.REFUSED else ""
            shown = f" ({entry.after['column']}: {value})" if value else ""
            self.stdout.write(f"line {entry.line}: {entry.get_action_display()}: {entry.subject}{shown} {entry.reason}")
        counts = ", ".join(f"{run.counts.get(a, 0)} {a.label.lower()}" for a in ImportAction)
        self.stdout.write(counts)
        done = run.state == ImportState.COMMITTED
        self.stdout.write(f"Written as import {run.pk}." if done else "Nothing was changed. Add --commit to write it.")


def _as_json(entry: ImportEntry) -> dict[str, Any]:
    shown: dict[str, Any] = {"line": entry.line, "key": entry.key, "subject": entry.subject}
    if entry.action == ImportAction.REFUSED:
        shown |= {"column": entry.after.get("column", ""), "value": entry.after.get("value", "")}
    else:
        shown |= {"after": entry.after} | ({"before": entry.before} if entry.before else {})
    return shown | {"reason": entry.reason}


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given = {"whole": options["whole"], "authorities": options["authority"], "council": options["council"]}
    return {name: value for name, value in given.items() if value}
