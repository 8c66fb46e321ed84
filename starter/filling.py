"""Fill a council's values into plain data, and find the gaps that are left."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.utils.html import escape

from starter.council import Council

PLACE = re.compile(r"\{(\w+)\}")
GAP = re.compile(r"\[[^\[\]]+\]")


class Reference(NamedTuple):
    """A row that plain data points at: a film, picture or document by the name of its file, a page by its path."""

    to: Literal["film", "picture", "document", "page"]
    name: str


@dataclass(frozen=True)
class FirstKnown:
    """Several wordings. The first is used whose values are all known, so that none of them shows a gap."""

    texts: tuple[str, ...]


def filled(data: Any, council: Council) -> Any:
    """The same data with `{team_name}` and the like replaced by the council's values, or by gaps."""
    if isinstance(data, str):
        return PLACE.sub(lambda place: _words(place[1], council, is_html="</" in data), data)
    if isinstance(data, FirstKnown):
        return next((filled(text, council) for text in data.texts if knows(council, values_in(text))), "")
    if isinstance(data, Reference):
        return data
    if isinstance(data, dict):
        return {name: filled(each, council) for name, each in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(filled(each, council) for each in data)
    return data


def values_in(text: str) -> set[str]:
    """The names of the values that a text takes."""
    return {name.removesuffix("_link") for name in PLACE.findall(text)}


def knows(council: Council, names: Iterable[str]) -> bool:
    return all(getattr(council, name) for name in names)


def _words(name: str, council: Council, *, is_html: bool) -> str:
    value = getattr(council, name.removesuffix("_link"))
    if not value:
        return council.gap(name.removesuffix("_link"))
    if name.endswith("_link"):
        return f'<a href="mailto:{escape(value)}">{escape(value)}</a>'
    return escape(value) if is_html else value


def strings_in(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from strings_in(list(data.values()))
    elif isinstance(data, list | tuple):
        for each in data:
            yield from strings_in(each)


def gaps_in(data: Any) -> list[str]:
    """The gaps of a text or of plain data, each once, in order."""
    return list(dict.fromkeys(gap for text in strings_in(data) for gap in GAP.findall(text)))
