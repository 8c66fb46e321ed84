"""The page `/components/`: every component in every state, for whoever changes one. Never in production."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from core.routes import public
from demo.component_examples import EXAMPLES, Component

FOLDER: Path = settings.BASE_DIR / "templates" / "components"


@dataclass(frozen=True)
class Drawn:
    """One component as the page shows it: its file, what it takes, what it stands in, (state, HTML) of each example."""

    name: str
    takes: str
    element: str
    css_class: str
    states: list[tuple[str, SafeString]]


def drawn(request: HttpRequest) -> Iterator[Drawn]:
    for name, component in sorted(EXAMPLES.items()):
        element, _dot, css_class = component.within.partition(".")
        yield Drawn(name, _args_line(name), element, css_class, list(_states(request, name, component)))


def _states(request: HttpRequest, name: str, component: Component) -> Iterator[tuple[str, SafeString]]:
    for example in component.examples:
        yield example.state, render_to_string(f"components/{name}.html", dict(example.made()), request=request)


def _args_line(name: str) -> str:
    first = (FOLDER / f"{name}.html").read_text(encoding="utf-8").split("\n", 1)[0]
    found = re.match(r"\{# args: (.*?) #\}", first)
    return found[1] if found else ""


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/components.html", {"components": drawn(request)})
