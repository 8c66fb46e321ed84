"""Writes of the ways in: keyword-only, the clock passed in."""

from accounts.operations.codes import request_code, write_requested_codes
from accounts.operations.email_change import ask_for_proof, change_address
from accounts.operations.link_binding import bind_link
from accounts.operations.open_sessions import (
    close_sessions,
    forget_sessions,
    note_session,
    open_sessions,
    unbind_browser,
)
from accounts.operations.sign_in import record_sign_in, record_wrong_code
from accounts.operations.staff import tell_new_staff

__all__ = [
    "ask_for_proof",
    "bind_link",
    "change_address",
    "close_sessions",
    "forget_sessions",
    "note_session",
    "open_sessions",
    "record_sign_in",
    "record_wrong_code",
    "request_code",
    "tell_new_staff",
    "unbind_browser",
    "write_requested_codes",
]
