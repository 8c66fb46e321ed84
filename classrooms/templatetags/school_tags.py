"""Whether the way to the films for schools stands on every page."""

from typing import Any

from django import template
from django.core.cache import cache
from django.utils import timezone

from classrooms.access import schools_of
from people.models import Person

register = template.Library()
KEPT_SECONDS = 60


@register.simple_tag(takes_context=True)
def school_ways(context: dict[str, Any]) -> dict[str, Any] | None:
    """{"films": …, "staff": …}: no query for a visitor, one a minute for somebody signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return cache.get_or_set(f"school_ways:{user.pk}", lambda: _ways(user), timeout=KEPT_SECONDS)


def _ways(user: Person) -> dict[str, bool]:
    schools = schools_of(user, timezone.localdate())
    return {
        "films": any(school.is_staff_of for school in schools) or (user.is_staff and user.has_perm("cms.view_film")),
        "staff": any(school.may_name for school in schools),
    }
