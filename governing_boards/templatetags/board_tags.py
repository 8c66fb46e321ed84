"""Whether the way to one's boards stands on every page."""

from typing import Any

from django import template
from django.core.cache import cache
from django.utils import timezone

from governing_boards.access import has_a_board

register = template.Library()
KEPT_SECONDS = 60


@register.simple_tag(takes_context=True)
def has_boards(context: dict[str, Any]) -> bool:
    """No query for a visitor, one a minute for somebody signed in: it is a link, and the page behind it decides."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    key = f"has_boards:{user.pk}"
    found = cache.get(key)
    if found is None:
        found = has_a_board(user, timezone.localdate())
        cache.set(key, found, KEPT_SECONDS)
    return found
