"""Keep out of the logs what opens something, and who looked at what: by what the addresses say (core/routes.py)."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.apps import apps

from core.routes import fixed_parts

SLASH = r"(?:/|%2[Ff])"  # an address stands in the query of another one too: `?next=%2Fl%2F…`
HIDDEN = "[hidden]"


@dataclass(frozen=True)
class Rules:
    tokened: re.Pattern[str]
    unlogged: tuple[str, ...]


@cache
def _rules() -> Rules:
    """The first call imports the URL configuration. What it raises is not cached, so the next call tries again."""
    return Rules(
        tokened=_after(fixed_parts(lambda route: route.has_token)),
        unlogged=tuple(fixed_parts(lambda route: route.is_unlogged)),
    )


def _after(parts: Iterable[str]) -> re.Pattern[str]:
    """Match what follows one of these fixed parts: the next segment, the rest of the path, the query."""
    fixed = "|".join(SLASH.join(map(re.escape, part.split("/"))) for part in parts)
    segment = rf"(?:(?!{SLASH})[^\s?\"'])+"
    return re.compile(rf"(?P<fixed>{fixed})(?:{segment})?(?P<rest>[^\s?\"']*)(?P<query>\?[^\s\"']*)?")


def rules() -> Rules | None:
    """None while the addresses cannot be read, and then there is no visitor yet whose address a log could hold."""
    if not apps.ready:
        return None
    try:
        return _rules()
    except Exception:  # they may be being imported just now, or be at fault: what is logged then says so
        return None


def hide_tokens(text: str) -> str:
    """Replace what follows the fixed part of an address with a token, and the values of its query."""
    found = rules() if "/" in text else None
    return found.tokened.sub(_hidden, text) if found else text


def _hidden(match: re.Match[str]) -> str:
    fixed, rest, query = match["fixed"], match["rest"], match["query"] or ""
    had_segment = len(match[0]) > len(fixed) + len(rest) + len(query)
    values = re.sub(r"(?<==)[^&]+|(?<=[?&])[^=&]+(?=&|$)", HIDDEN, query)
    return f"{fixed}{HIDDEN if had_segment else ''}{rest}{values}"


def is_unlogged(path: str) -> bool:
    """Whether a visit to this path is left out of an access log. True while the addresses cannot be read."""
    found = rules()
    return found is None or path.startswith(found.unlogged)


class HideTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = hide_tokens(record.getMessage())
        record.args = ()
        return True
