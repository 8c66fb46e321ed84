"""The browsers in which somebody is signed in: noted, ended, and forgotten once they are over."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import LinkBinding, OpenSession
from distribution.links import browser_hash
from people.models import Person


def note_session(*, person: Person, session_key: str, device: str, now: datetime) -> None:
    """It is in use. 2 statements, some minutes apart."""
    OpenSession.objects.update_or_create(
        session_key=session_key,
        defaults={"person": person, "device": device, "seen_at": now},
        create_defaults={"person": person, "device": device, "opened_at": now, "seen_at": now},
    )


def open_sessions(person: Person, now: datetime) -> list[OpenSession]:
    """Those that are not over, the one used last first. 1 query."""
    standing = Session.objects.filter(expire_date__gt=now).values("session_key")
    return list(person.open_sessions.filter(session_key__in=standing))


@transaction.atomic
def close_sessions(*, sessions: Iterable[OpenSession]) -> int:
    """Whoever sits there is signed out with their next press. Returns how many ended."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    closed = list(sessions)
    for session in closed:
        store(session.session_key).delete()
        session.delete()
    return len(closed)


def unbind_browser(*, browser: str) -> int:
    """Links that this browser pressed ask for a code from now on, from whoever presses: somebody signed out here."""
    return LinkBinding.objects.filter(browser_hash=browser_hash(browser)).update(browser_hash="") if browser else 0


def forget_sessions(*, now: datetime) -> None:
    """Rows of sessions that are over: Django's and ours."""
    Session.objects.filter(expire_date__lt=now).delete()
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
