"""Runs of imports: a file is read and shown first, then written in one transaction, kept, and undone if asked.

Rows are the truth and Celery only drives them: a run that a dead worker left behind is taken up again by the sweep.
"""

from imports.runs.reading import preview_run
from imports.runs.requeueing import discard_old_previews, discard_run, runs_to_requeue
from imports.runs.starting import LARGEST, day_of, header_of_run, start_run
from imports.runs.states import NotNow
from imports.runs.undoing import STAYS, ask_undo, undo_run
from imports.runs.whole import import_file
from imports.runs.writing import agree_run, write_run

__all__ = [
    "LARGEST",
    "STAYS",
    "NotNow",
    "agree_run",
    "ask_undo",
    "day_of",
    "discard_old_previews",
    "discard_run",
    "header_of_run",
    "import_file",
    "preview_run",
    "runs_to_requeue",
    "start_run",
    "undo_run",
    "write_run",
]
