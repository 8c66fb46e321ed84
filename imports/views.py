"""Imports in the admin: choose a file, match its columns, look over what it would do, write it, take it back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.officer_pages import officer_page
from core.routes import always, needs_second_factor, takes_files
from core.sheets import sheet_response
from imports import runs
from imports.audit import LINES_EXPORTED
from imports.enums import ImportAction, ImportKind, ImportState
from imports.forms import ColumnsForm, ImportForm
from imports.kinds.columns import hash_of, suggest
from imports.kinds.files import UnreadableFile
from imports.line_pages import STAY, entries_of, lines_shown
from imports.line_sheets import sheet_of_lines
from imports.lines import answers_from, counts_in_words
from imports.models import ImportRun
from imports.operations import MATCHING, TooLate, answer_lines, forget_answers, match_columns
from imports.runs import NotNow
from imports.tasks import enqueue_import
from people.operations import record_audit
from people.requests import PersonRequest

PAGE = 50


View = Callable[..., HttpResponseBase]


def allowed(right: str) -> Callable[[View], View]:
    """The view gets the run in place of its number."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PersonRequest, *args: Any, pk: int | None = None, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(f"imports.{right}_importrun"):
                raise PermissionDenied
            if pk is not None:
                kwargs["run"] = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=pk)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_safe
@allowed("view")
def index(request: PersonRequest) -> HttpResponse:
    page = Paginator(ImportRun.objects.select_related("started_by"), PAGE).get_page(request.GET.get("p"))
    rows = [(run, counts_in_words(run.counts) if run.counts else "") for run in page.object_list]
    may_add = request.user.has_perm("imports.add_importrun")
    return officer_page(
        request,
        "imports/officer/index.html",
        {"page": page, "rows": rows, "may_add": may_add},
        title=_("Imports"),
        icon="download",
    )


@takes_files(runs.LARGEST + 2**20, permissions=("imports.add_importrun",))
@needs_second_factor()
@allowed("add")
def new(request: PersonRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        given, options = form.cleaned_data, form.options
        if given["kind"] == ImportKind.CONTACTS:
            options[MATCHING] = True
        run = runs.start_run(
            kind=ImportKind(given["kind"]),
            file=given["file"],
            file_name=given["file"].name,
            by=request.user,
            now=timezone.now(),
            extract_on=given["extract_on"],
            options=options,
        )
        if given["kind"] == ImportKind.CONTACTS:
            return redirect("imports:columns", run.pk)
        transaction.on_commit(lambda: enqueue_import(run))
        return redirect("imports:run", run.pk)
    return officer_page(request, "imports/officer/new.html", {"form": form}, title=_("Import a file"), icon="download")


@allowed("add")
def columns(request: PersonRequest, run: ImportRun) -> HttpResponse:
    """Which column means what, with the first values of each."""
    if run.kind != ImportKind.CONTACTS or run.state not in {ImportState.WAITING, ImportState.PREVIEWED}:
        return redirect("imports:run", run.pk)
    try:
        header = runs.header_of_run(run)
    except (UnreadableFile, FileNotFoundError):
        messages.error(request, _("This file cannot be read. Choose another file."))
        return redirect("imports:new")
    suggested = run.options.get("columns") or suggest(header.names)
    form = ColumnsForm(request.POST or None, header=header, suggested=suggested)
    if request.method == "POST" and form.is_valid():
        try:
            match_columns(
                run=run,
                header=header.names,
                header_hash=hash_of(header.names),
                columns=form.columns,
                by=request.user,
                now=timezone.now(),
            )
        except TooLate:
            messages.info(request, _("This file is being read already."))
        transaction.on_commit(lambda: enqueue_import(run))
        return redirect("imports:run", run.pk)
    return officer_page(
        request,
        "imports/officer/columns.html",
        {"form": form, "run": run, "notes": header.notes},
        title=_("What the columns mean"),
        subtitle=run.file_name,
        icon="download",
    )


@require_safe
@allowed("view")
def run_page(request: PersonRequest, run: ImportRun) -> HttpResponse:
    if run.options.get(MATCHING) and run.state == ImportState.WAITING:
        return redirect("imports:columns", run.pk)
    return officer_page(
        request,
        "imports/officer/run.html",
        _run_context(request, run),
        title=run.file_name,
        subtitle=run.get_kind_display(),
        icon="download",
    )


@require_safe
@allowed("view")
def progress(request: PersonRequest, run: ImportRun) -> HttpResponse:
    """The part of the page that changes while a worker reads or writes; when it is done the page comes anew."""
    response = render(request, "imports/officer/progress.html", {"run": run, "at_work": run.is_unfinished})
    if not run.is_unfinished:
        response["HX-Refresh"] = "true"
    return response


def _run_context(request: PersonRequest, run: ImportRun) -> dict[str, Any]:
    at_work = run.is_unfinished
    context = {
        "run": run,
        "at_work": at_work,
        "sentence": counts_in_words(run.counts) if run.counts else "",
        "may_change": request.user.has_perm("imports.change_importrun"),
        "answers": len(run.options.get("chosen", {})),
    }
    return context if at_work else {**context, **lines_shown(request, run)}


@require_POST
@allowed("change")
def answers(request: PersonRequest, run: ImportRun) -> HttpResponse:
    """What somebody says to the questions on the page. The file is then read again, so that all lines agree."""
    given = answers_from(request.POST)
    if not given:
        messages.error(request, _("Choose an answer first."))
        return redirect("imports:run", run.pk)
    try:
        answer_lines(run=run, answers=given, by=request.user, now=timezone.now())
    except TooLate:
        messages.error(request, _("This import has gone on in between. Look at it again."))
    else:
        transaction.on_commit(lambda: enqueue_import(run))
        count = len(given)
        words = ngettext("%(n)s answer is kept.", "%(n)s answers are kept.", count) % {"n": count}
        messages.success(request, _("%(words)s The file is read again with it.") % {"words": words})
    return redirect("imports:run", run.pk)


@require_POST
@allowed("change")
def forget(request: PersonRequest, run: ImportRun) -> HttpResponse:
    try:
        forget_answers(run=run, by=request.user, now=timezone.now())
    except TooLate:
        messages.error(request, _("This import has gone on in between. Look at it again."))
    else:
        transaction.on_commit(lambda: enqueue_import(run))
    return redirect("imports:run", run.pk)


@needs_second_factor(fresh=always)
@allowed("change")
def write(request: PersonRequest, run: ImportRun) -> HttpResponse:
    """Once more in words, then one press."""
    if request.method == "POST":
        try:
            runs.agree_run(run=run, by=request.user, now=timezone.now())
        except NotNow:
            messages.info(request, _("Somebody has pressed this already. Nothing is written twice."))
        else:
            transaction.on_commit(lambda: enqueue_import(run))
        return redirect("imports:run", run.pk)
    if run.state != ImportState.PREVIEWED:
        return redirect("imports:run", run.pk)
    return officer_page(
        request,
        "imports/officer/write.html",
        {"run": run, "sentence": counts_in_words(run.counts)},
        title=_("Write this"),
        subtitle=run.file_name,
        icon="download",
    )


@require_POST
@allowed("change")
def discard(request: PersonRequest, run: ImportRun) -> HttpResponse:
    try:
        runs.discard_run(run=run, by=request.user, now=timezone.now())
    except NotNow:
        messages.error(request, _("This import has gone on in between. Look at it again."))
        return redirect("imports:run", run.pk)
    messages.success(request, _("Discarded. The file and its lines are gone. Nothing was written."))
    return redirect("imports:index")


@needs_second_factor(fresh=always)
@allowed("change")
def undo(request: PersonRequest, run: ImportRun) -> HttpResponse:
    if request.method == "POST":
        try:
            runs.ask_undo(run=run, by=request.user, now=timezone.now())
        except NotNow:
            messages.info(request, _("This import is not written, or is being undone already."))
        else:
            transaction.on_commit(lambda: enqueue_import(run))
        return redirect("imports:run", run.pk)
    if run.state != ImportState.COMMITTED:
        return redirect("imports:run", run.pk)
    later = ImportRun.objects.filter(state=ImportState.COMMITTED, committed_at__gt=run.committed_at).count()
    context = {"run": run, "sentence": counts_in_words(run.counts), "later": later}
    return officer_page(
        request,
        "imports/officer/undo.html",
        context,
        title=_("Undo this import"),
        subtitle=run.file_name,
        icon="download",
    )


# --- Download -----------------------------------------------------------------------------------------------------


@needs_second_factor(fresh=always)
@require_safe
@allowed("view")
def download(request: PersonRequest, run: ImportRun) -> HttpResponseBase:
    """All lines as CSV, a piece at a time; who took them is kept."""
    shown = request.GET.get("show", "")
    is_part = shown in [*ImportAction.values, STAY]
    entries = entries_of(run, shown) if is_part else run.entries.order_by("pk")
    record_audit(
        action=LINES_EXPORTED,
        about=run,
        by=request.user,
        data={"shown": shown if is_part else "all", "rows": entries.count()},
        now=timezone.now(),
    )
    name = f"import-{run.pk}"
    return sheet_response(sheet_of_lines(entries), file_type="csv", file_name=name, title=name)
