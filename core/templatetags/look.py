"""The colours of static/src/look.json, where no style sheet reaches: emails, PDFs, charts, the browser's own frame."""

import json
from functools import cache

from django import template
from django.conf import settings

register = template.Library()


@cache
def colours() -> dict[str, str]:
    found: dict[str, str] = json.loads((settings.BASE_DIR / "static" / "src" / "look.json").read_text())
    return found


@register.simple_tag
def colour(name: str) -> str:
    """`{% colour "evergreen" %}` is #16443a. A name that doesn't exist is a mistake: KeyError."""
    return colours()[name]
