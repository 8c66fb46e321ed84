"""A clerk pastes or uploads the list of a board: looked over first, then written with one press."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.routes import SEE_AND_POST, takes_files
from governing_boards.access import boards_open_to
from governing_boards.forms import LARGEST_LIST, BoardListForm
from governing_boards.views.access import for_the_clerk
from imports import runs
from imports.enums import ImportAction, ImportKind, ImportState
from imports.kinds.pasting import as_sheet, as_text
from imports.lines import answers_from, in_words
from imports.models import ImportRun
from imports.operations import TooLate, answer_lines
from imports.runs import NotNow
from imports.runs.states import CARRIED_OUT
from learning.operations import HELD_MINUTES
from learning.tasks import enqueue_late_enrolment
from people.enums import Role, Source
from people.models import Organisation
from people.requests import PersonRequest

MOST = 500  # lines, since the clerk waits for it
FILE_NAME = "pasted list.csv"
GROUPS = [ImportAction.OFFERED, ImportAction.CREATED, ImportAction.CHANGED, ImportAction.ENDED,
          ImportAction.DISAGREEMENT, ImportAction.REFUSED]  # fmt: skip


@takes_files(LARGEST_LIST + 2**20)
@SEE_AND_POST
@for_the_clerk
def board_import(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    """One box for a list, or a file. What was typed stays when something is wrong with it."""
    form = BoardListForm(request.POST or None, request.FILES or None, initial={"text": _earlier(request, organisation)})
    if request.method == "POST" and form.is_valid():
        run = _read(request, organisation, form)
        if run is not None:
            return redirect("board_import_look", organisation.pk, run.pk)
    context = {"organisation": organisation, "form": form, "most": MOST}
    return render(request, "governing_boards/import_list.html", context)


def _read(request: PersonRequest, organisation: Organisation, form: forms.Form) -> ImportRun | None:
    """The run, read; or None, with the reason on the form."""
    file, name, names = form.cleaned_data["file"], "", None
    if file is None:
        content, names = as_sheet(form.cleaned_data["text"])
        file, name = ContentFile(content), FILE_NAME
    now = timezone.now()
    options = _options(request, organisation) | ({"names": names} if names else {})
    run = runs.start_run(
        kind=ImportKind.CONTACTS, file=file, file_name=name or file.name, by=request.user, now=now, options=options
    )
    try:
        runs.preview_run(run=run, now=now)
    except NotNow:  # a worker was quicker
        return run
    field = "file" if form.cleaned_data["file"] else "text"
    if run.state == ImportState.FAILED:
        form.add_error(field, run.error)
    elif run.rows_read > MOST:
        form.add_error(field, _("This list has %(n)s lines. Give us at most %(most)s.") % {"n": run.rows_read,
                                                                                         "most": MOST})  # fmt: skip
    else:
        return run
    runs.discard_run(run=run, by=request.user, now=now)
    return None


def _options(request: PersonRequest, organisation: Organisation) -> dict[str, Any]:
    mine = boards_open_to(request.user, timezone.localdate())
    return {
        "organisations": [organisation.pk],
        "boards": [board.pk for board, as_clerk in mine if as_clerk],
        "source": Source.CLERK.value,
        "role": Role.GOVERNOR.value,
        "replace": True,
    }


def _earlier(request: PersonRequest, organisation: Organisation) -> str:
    """The list that somebody goes back to change."""
    number = request.GET.get("from", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return ""
    run = _runs(request, organisation).filter(pk=number, state=ImportState.PREVIEWED).first()
    if run is None or not run.options.get("names") or not run.file:
        return ""
    with run.file.open("rb") as stored:
        return as_text(stored.read())


def _runs(request: PersonRequest, organisation: Organisation) -> QuerySet[ImportRun]:
    """This clerk's own lists for this board."""
    return ImportRun.objects.filter(
        kind=ImportKind.CONTACTS, started_by=request.user, options__organisations=[organisation.pk]
    )


@SEE_AND_POST
@for_the_clerk
def board_import_look(request: PersonRequest, organisation: Organisation, run_id: int) -> HttpResponseBase:
    """What the list would do, in plain words; after the press, what it did."""
    run = _runs(request, organisation).filter(pk=run_id).first()
    if run is None:
        raise Http404
    if request.method == "POST":
        return _press(request, organisation, run)
    return render(request, "governing_boards/import_look.html", _context(organisation, run))


def _press(request: PersonRequest, organisation: Organisation, run: ImportRun) -> HttpResponseBase:
    now, here = timezone.now(), redirect("board_import_look", organisation.pk, run.pk)
    try:
        if request.POST.get("do") == "leave":
            runs.discard_run(run=run, by=request.user, now=now)
            messages.success(request, _("Nothing was written. The list is gone."))
            return redirect("board", organisation.pk)
        if request.POST.get("do") == "undo":
            _take_back(request, run, now)
            return here
        given = answers_from(request.POST)
        if given:
            answer_lines(run=run, answers=given, by=request.user, now=now)
            runs.preview_run(run=run, now=now)
        if request.POST.get("do") == "write":
            _write(request, run, now)
    except (NotNow, TooLate):
        messages.info(request, _("This was pressed already. Nothing is written twice."))
    return here


def _write(request: PersonRequest, run: ImportRun, now: datetime) -> None:
    runs.agree_run(run=run, by=request.user, now=now)
    runs.write_run(run=run, now=now)
    if run.state == ImportState.COMMITTED:
        transaction.on_commit(enqueue_late_enrolment)
        words = _("Written. New people get an open briefing in about %(n)s minutes. Until then you can take it back.")
        messages.success(request, words % {"n": HELD_MINUTES})
    elif run.state == ImportState.WAITING:  # somebody else changed the board in between
        runs.preview_run(run=run, now=now)
        messages.warning(request, _("The board was changed in between, so nothing was written. Look it over again."))


def _take_back(request: PersonRequest, run: ImportRun, now: datetime) -> None:
    runs.ask_undo(run=run, by=request.user, now=now)
    kept = runs.undo_run(run=run, now=now)
    if kept:
        messages.warning(request, _("Taken back, but for the lines below that others have built on since."))
    else:
        messages.success(request, _("Taken back. The board is as it was before this list."))


def _context(organisation: Organisation, run: ImportRun) -> dict[str, Any]:
    entries = list(run.entries.order_by("line", "pk"))
    if run.state == ImportState.UNDONE:
        entries = [entry for entry in entries if entry.reason.startswith(runs.STAYS)]
    lines = in_words(entries)
    for line in lines:
        who = line.entry.subject.removesuffix(f", {organisation.name}") or line.entry.key
        line.who = who  # type: ignore[attr-defined]  # for the template
    groups = [(action.value, [line for line in lines if line.entry.action == action]) for action in GROUPS]
    return {
        "organisation": organisation,
        "run": run,
        "at_work": run.is_unfinished,
        "groups": [(action, found) for action, found in groups if found],
        "changes": sum(run.counts.get(action, 0) for action in CARRIED_OUT[:3]),
        "asks": any(line.choices for line in lines),
        "unchanged": run.counts.get(ImportAction.UNCHANGED, 0),
        "may_change_list": bool(run.options.get("names")) and run.state == ImportState.PREVIEWED,
    }
