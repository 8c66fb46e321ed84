"""Writes of schools and showings. They write rows and never talk to Celery."""

from classrooms.operations.access_requests import (
    AlreadyDecided,
    ask_for_access,
    discard_unproved,
    end_place,
    let_in,
    name_staff,
    prove_requests,
    refuse,
)
from classrooms.operations.material import (
    end_parent_link,
    make_parent_link,
    note_fetched,
    withdraw_packs,
)
from classrooms.operations.showing import (
    NobodyToTell,
    NotOnThisDay,
    Shown,
    log_showing,
    take_back_showing,
    tell_dsl,
)

__all__ = [
    "AlreadyDecided",
    "NobodyToTell",
    "NotOnThisDay",
    "Shown",
    "ask_for_access",
    "discard_unproved",
    "end_parent_link",
    "end_place",
    "let_in",
    "log_showing",
    "make_parent_link",
    "name_staff",
    "note_fetched",
    "prove_requests",
    "refuse",
    "take_back_showing",
    "tell_dsl",
    "withdraw_packs",
]
