"""What a page of a workshop shows: its sessions, and the way to somebody's own place."""

import uuid

from django import template
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from workshops.letters import when
from workshops.queries import booking_of, has_workshops, invitation_of, sessions_coming

register = template.Library()
KEPT_SECONDS = 60


@register.simple_tag(takes_context=True)
def has_own_workshops(context):
    """No query for a visitor, one a minute for somebody signed in: it is a link, and the page behind it decides."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return False
    key = f"has_workshops:{user.pk}"
    found = cache.get(key)
    if found is None:
        found = has_workshops(user)
        cache.set(key, found, KEPT_SECONDS)
    return found


@register.simple_tag
def coming(workshop):
    """[{when, session}] of the sessions that are still to come."""
    return [{"when": when(session), "session": session} for session in sessions_coming(workshop, timezone.now())]


@register.simple_tag(takes_context=True)
def own_way(context, workshop):
    """{url, booking} of whoever looks, or nothing if the workshop is not theirs to book."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return None
    booking = booking_of(user, workshop.pk)
    if booking is None and invitation_of(user, workshop.pk) is None:
        return None
    standing = booking if booking is not None and booking.is_active else None
    return {"url": reverse("my_workshop", args=[workshop.pk]), "booking": standing}


@register.filter
def when_held(session):
    return when(session)


@register.simple_tag
def new_nonce():
    return uuid.uuid4()
