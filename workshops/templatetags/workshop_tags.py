"""What a page of a workshop shows: its sessions, and the way to somebody's own place."""

import uuid
from typing import Any

from django import template
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from workshops.emails import when
from workshops.models import WorkshopPage, WorkshopSession
from workshops.operations import why_closed
from workshops.places import free_in_words, offers_in, places_in, places_in_words
from workshops.queries import booking_of, has_workshops, invitation_of, organisations_for, sessions_coming

register = template.Library()
KEPT_SECONDS = 60


@register.simple_tag(takes_context=True)
def has_own_workshops(context: dict[str, Any]) -> bool:
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
def coming(workshop: WorkshopPage, own: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """[{when, session, places}] of the sessions that are still to come.

    `own` as `own_way` gives it: to somebody who may book, `places` says what they can have; to anybody else, what is
    free. Where booking is not open, it says that. 3 or 4 queries.
    """
    now = timezone.now()
    sessions = list(sessions_coming(workshop, now))
    kind = own["kind"] if own and not own["booking"] else None
    if kind is None:
        words = {pk: free_in_words(places) for pk, places in places_in(sessions, now).items()}
    else:
        words = {pk: places_in_words(offers[kind]) for pk, offers in offers_in(sessions, [kind], now).items()}
    return [
        {"when": when(session), "session": session, "places": why_closed(session, now) or words[session.pk]}
        for session in sessions
    ]


@register.simple_tag(takes_context=True)
def own_way(context: dict[str, Any], workshop: WorkshopPage) -> dict[str, Any] | None:
    """{url, booking, kind of organisation} of whoever looks, or nothing if the workshop is not theirs to book."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return None
    booking, invitation = booking_of(user, workshop.pk), invitation_of(user, workshop.pk)
    if booking is None and invitation is None:
        return None
    standing = booking if booking is not None and booking.is_active else None
    organisations = organisations_for(user, booking, invitation, timezone.localdate())
    kinds = {organisation.kind for organisation in organisations}
    return {
        "url": reverse("my_workshop", args=[workshop.pk]),
        "booking": standing,
        "kind": None if len(kinds) > 1 else next(iter(kinds), ""),
    }


@register.filter
def when_held(session: WorkshopSession) -> str:
    return when(session)


@register.simple_tag
def new_nonce() -> uuid.UUID:
    return uuid.uuid4()
