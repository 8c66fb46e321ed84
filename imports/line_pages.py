"""The lines of a run on its page: by what happens to them, searched, a page at a time."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.texts import Text
from imports.enums import ImportAction, ImportState
from imports.lines import ACTIONS, in_words
from imports.models import ImportEntry, ImportRun
from imports.runs import STAYS

PAGE = 50
FIRST = [  # what somebody should look at first
    ImportAction.OFFERED,
    ImportAction.DISAGREEMENT,
    ImportAction.REFUSED,
    ImportAction.CREATED,
    ImportAction.CHANGED,
    ImportAction.ENDED,
]
STAY = "stay"


def lines_shown(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """What the page of a run needs to show some of its lines: those of one kind, or those that were looked for."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    tabs: list[tuple[str, Text, int]] = [
        (action.value, ACTIONS[action], run.counts.get(action, 0)) for action in FIRST if run.counts.get(action)
    ]
    if run.counts.get("kept"):
        tabs.insert(0, (STAY, _("Stay"), run.counts["kept"]))
    shown = request.GET.get("show", "")
    if shown not in {value for value, _label, _count in tabs}:
        shown = tabs[0][0] if tabs else ""
    entries = _searched(entries_of(run, shown), query)
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


def entries_of(run: ImportRun, shown: str) -> QuerySet[ImportEntry]:
    if shown == STAY:
        return run.entries.filter(reason__startswith=STAYS).order_by("line", "pk")
    return run.entries.filter(action=shown).order_by("pk")


def _searched(entries: QuerySet[ImportEntry], query: str) -> QuerySet[ImportEntry]:
    if not query:
        return entries
    wanted = Q(subject__icontains=query) | Q(key__icontains=query) | Q(reason__icontains=query)
    if query.isascii() and query.isdigit() and len(query) < 10:
        wanted |= Q(line=int(query))
    return entries.filter(wanted)
