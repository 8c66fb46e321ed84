"""What Wagtail's own pages say about briefings."""

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from learning.queries import briefings_concerned

register = template.Library()


@register.inclusion_tag("learning/officer/unpublishing.html")
def unpublishing_concerns(page: Page | None = None, items: Iterable[dict[str, Any]] = ()) -> Any:
    """Whom it concerns if a page is unpublished, or the pages of a bulk action (`items`: dicts with an "item")."""
    pages = [page] if page else [each["item"] for each in items]
    found = briefings_concerned(pages)
    return {"concerned": found, "below": any(each.briefing.module_id not in {p.pk for p in pages} for each in found)}
