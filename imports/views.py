"""Imports in the admin: choose a file, match its columns, look over what it would do, write it, take it back."""

import csv
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.routes import always, needs_second_factor
from core.sheets import CSV_TYPE, defused
from imports import runs
from imports.enums import ImportAction, ImportKind, ImportState
from imports.forms import ColumnsForm, ImportForm
from imports.kinds.columns import hash_of, suggest
from imports.kinds.files import UnreadableFile
from imports.lines import ACTIONS, answers_from, counts_in_words, in_words
from imports.models import ImportRun
from imports.operations import MATCHING, TooLate, answer_lines, forget_answers, match_columns
from imports.runs import NotNow
from imports.tasks import enqueue_import
from people.operations import record_audit

PAGE = 50
AT_WORK = {ImportState.WAITING, ImportState.READING, ImportState.AGREED, ImportState.WRITING, ImportState.UNDOING}
FIRST = [  # what somebody should look at first
    ImportAction.OFFERED, ImportAction.DISAGREEMENT, ImportAction.REFUSED, ImportAction.CREATED, ImportAction.CHANGED,
    ImportAction.ENDED,
]  # fmt: skip
STAY = "stay"


def allowed(right):
    """The view gets the run in place of its number."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, pk=None, **kwargs):
            if not request.user.has_perm(f"imports.{right}_importrun"):
                raise PermissionDenied
            if pk is not None:
                kwargs["run"] = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=pk)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_safe
@allowed("view")
def index(request):
    runs = ImportRun.objects.select_related("started_by")
    page = Paginator(runs, PAGE).get_page(request.GET.get("p"))
    for run in page.object_list:
        run.in_words = counts_in_words(run.counts) if run.counts else ""
    may_add = request.user.has_perm("imports.add_importrun")
    return render(request, "people/officer/imports/index.html", {"page": page, "may_add": may_add})


@allowed("add")
def new(request):
    form = ImportForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        given, options = form.cleaned_data, form.options
        if given["kind"] == ImportKind.CONTACTS:
            options[MATCHING] = True
        run = runs.start_run(
            kind=given["kind"], file=given["file"], file_name=given["file"].name, by=request.user,
            now=timezone.now(), extract_on=given["extract_on"], options=options,
        )  # fmt: skip
        if given["kind"] == ImportKind.CONTACTS:
            return redirect("imports:columns", run.pk)
        transaction.on_commit(lambda: enqueue_import(run))
        return redirect("imports:run", run.pk)
    return render(request, "people/officer/imports/new.html", {"form": form})


@allowed("add")
def columns(request, run):
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
                run=run, header=header.names, header_hash=hash_of(header.names), columns=form.columns,
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except TooLate:
            messages.info(request, _("This file is being read already."))
        transaction.on_commit(lambda: enqueue_import(run))
        return redirect("imports:run", run.pk)
    return render(request, "people/officer/imports/columns.html", {"form": form, "run": run, "notes": header.notes})


@require_safe
@allowed("view")
def run_page(request, run):
    if run.options.get(MATCHING) and run.state == ImportState.WAITING:
        return redirect("imports:columns", run.pk)
    return render(request, "people/officer/imports/run.html", _run_context(request, run))


@require_safe
@allowed("view")
def progress(request, run):
    """The part of the page that changes while a worker reads or writes; when it is done the page comes anew."""
    response = render(request, "people/officer/imports/progress.html", {"run": run, "at_work": run.state in AT_WORK})
    if run.state not in AT_WORK:
        response["HX-Refresh"] = "true"
    return response


def _run_context(request, run):
    at_work = run.state in AT_WORK
    context = {
        "run": run,
        "at_work": at_work,
        "sentence": counts_in_words(run.counts) if run.counts else "",
        "may_change": request.user.has_perm("imports.change_importrun"),
        "answers": len(run.options.get("chosen", {})),
    }
    return context if at_work else {**context, **_lines(request, run)}


def _lines(request, run):
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    tabs = [(action.value, ACTIONS[action], run.counts.get(action, 0)) for action in FIRST if run.counts.get(action)]
    if run.counts.get("kept"):
        tabs.insert(0, (STAY, _("Stay"), run.counts["kept"]))
    shown = request.GET.get("show", "")
    if shown not in {value for value, _label, _count in tabs}:
        shown = tabs[0][0] if tabs else ""
    entries = _searched(_entries(run, shown), query)
    page = Paginator(entries, PAGE).get_page(request.GET.get("p"))
    lines = in_words(page.object_list)
    return {
        "tabs": tabs,
        "shown": shown,
        "q": query,
        "page": page,
        "lines": lines,
        "asks": run.state == ImportState.PREVIEWED and any(line.choices for line in lines),
        "query": urlencode({"show": shown, **({"q": query} if query else {})}),
    }


def _entries(run, shown):
    if shown == STAY:
        return run.entries.filter(reason__startswith=runs.STAYS).order_by("line", "pk")
    return run.entries.filter(action=shown).order_by("pk")


def _searched(entries, query):
    if not query:
        return entries
    wanted = Q(subject__icontains=query) | Q(key__icontains=query) | Q(reason__icontains=query)
    if query.isascii() and query.isdigit() and len(query) < 10:
        wanted |= Q(line=int(query))
    return entries.filter(wanted)


@require_POST
@allowed("change")
def answers(request, run):
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
def forget(request, run):
    try:
        forget_answers(run=run, by=request.user, now=timezone.now())
    except TooLate:
        messages.error(request, _("This import has gone on in between. Look at it again."))
    else:
        transaction.on_commit(lambda: enqueue_import(run))
    return redirect("imports:run", run.pk)


@needs_second_factor(fresh=always)
@allowed("change")
def write(request, run):
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
    return render(request, "people/officer/imports/write.html", {"run": run, "sentence": counts_in_words(run.counts)})


@require_POST
@allowed("change")
def discard(request, run):
    try:
        runs.discard_run(run=run, by=request.user, now=timezone.now())
    except NotNow:
        messages.error(request, _("This import has gone on in between. Look at it again."))
        return redirect("imports:run", run.pk)
    messages.success(request, _("Discarded. The file and its lines are gone. Nothing was written."))
    return redirect("imports:index")


@needs_second_factor(fresh=always)
@allowed("change")
def undo(request, run):
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
    return render(request, "people/officer/imports/undo.html", context)


# --- Download -----------------------------------------------------------------------------------------------------


class _Echo:
    def write(self, value):
        return value


@needs_second_factor(fresh=always)
@require_safe
@allowed("view")
def download(request, run):
    """All lines as CSV, a piece at a time; who took them is kept."""
    shown = request.GET.get("show", "")
    entries = _entries(run, shown) if shown in [*ImportAction.values, STAY] else run.entries.order_by("pk")
    record_audit(
        action="exported import lines",
        actor=request.user,
        detail=f"import {run.pk}, {shown or 'all'}, {entries.count()} rows",
        now=timezone.now(),
    )
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse((writer.writerow(row) for row in _rows(entries)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


def _rows(entries):
    yield ["\ufeff" + _("Line"), _("What happens"), _("Whom or what"), _("Number or address"), _("Column"), _("Value"),
           _("What changes"), _("Not taken"), _("Why")]  # fmt: skip
    for chunk in runs.in_chunks(entries.iterator(1000), 1000):
        for line in in_words(chunk):
            entry = line.entry
            cells = [line.label, entry.subject, entry.key, line.column, line.value, _all(line.changes),
                     _all(line.not_taken), entry.reason]  # fmt: skip
            yield [entry.line, *(defused(cell) for cell in cells)]


def _all(changes) -> str:
    return "; ".join(f"{one.label}: {one.old} → {one.new}" if one.old else f"{one.label}: {one.new}" for one in changes)
