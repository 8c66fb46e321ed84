"""What no form of ours sends is refused before a view or a database sees it: once, for every address.

Refused are NUL and lone surrogates, which PostgreSQL stores in no text, in paths, queries, cookies and forms; a form in
another character set than UTF-8, in which all our pages are; more rows than any formset has; what is too large. What is
valid passes unchanged.
"""

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from core.requests import Request
from core.routes import route_of
from core.upload_limits import declared_length, largest_body

UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
CHARACTER_SETS = {"utf-8", "ascii"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-count")  # of Django's formsets and Wagtail's streams
MOST_ROWS = 2_000


class CheckInput:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_in_our_characters(request):
            if request.content_type in FORMS:
                return refusal(400)
            request.encoding = "utf-8"  # Django reads the query in it too, whatever kind of content was declared
        if _is_unreadable([request.path_info, *request.COOKIES, *request.COOKIES.values()], request.GET):
            return refusal(400)
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The body, before the check against forgery reads it."""
        if declared_length(request) > largest_body(request, route_of(view)):
            return refusal(413)
        if request.content_type not in FORMS or request.method in ("GET", "HEAD"):
            return None
        if _is_unreadable([], request.POST) or _has_too_many_rows(request.POST):
            return refusal(400)
        return None


def refusal(status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def _is_in_our_characters(request: HttpRequest) -> bool:
    name = (request.content_params or {}).get("charset", "utf-8")
    try:
        return codecs.lookup(name).name in CHARACTER_SETS
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return False


def _is_unreadable(texts: Iterable[str], form: QueryDict) -> bool:
    return any(UNREADABLE.search(text) for text in texts) or any(
        UNREADABLE.search(key) or any(UNREADABLE.search(value) for value in values) for key, values in form.lists()
    )


def _has_too_many_rows(form: QueryDict) -> bool:
    counts = [value for key, values in form.lists() if key.endswith(COUNTS) for value in values]
    return any(value.isdecimal() and (len(value) > 9 or int(value) > MOST_ROWS) for value in counts)
