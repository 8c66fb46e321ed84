"""The link in a person's own message. A token is the delivery's number and our signature on it and on a random part.

The random part is stored with the delivery. After a restore, numbers are given out again: a token of the delivery that
had the number before doesn't fit the one that has it now.

Who holds the token may ask to be let in; the first browser that presses the button is bound to it
(docs/decisions/0006).
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from functools import cache

from django.conf import settings

LINK_LIVES = timedelta(days=60)
BROWSER_COOKIE = "__Host-cg_browser" if settings.SECURE else "cg_browser"
BROWSER_COOKIE_AGE = int(timedelta(days=90).total_seconds())
SIGNATURE_BYTES = 15  # 120 bits: 20 characters to type at worst


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()


def sign(purpose: str, value: object) -> str:
    """A short signature on `value` for one purpose; one made for another purpose does not fit."""
    return _signed_with(settings.SECRET_KEY, purpose, value)


def _signed_with(secret: str, purpose: str, value: object) -> str:
    digest = hmac.digest(_key(purpose, secret), str(value).encode(), "sha256")[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).decode()


def new_nonce() -> str:
    """The random part of one delivery's link: 96 bits."""
    return secrets.token_urlsafe(12)


def token_for(delivery_id: int, nonce: str) -> str:
    return f"{delivery_id}-{sign('link', f'{delivery_id}.{nonce}')}"


def number_in(token: str) -> int | None:
    """The number of the delivery that a token names, not proved yet; None for what is no token."""
    number = token.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def token_fits(token: str, delivery_id: int, nonce: str) -> bool:
    number, _dash, signature = token.partition("-")
    return number == str(delivery_id) and fits("link", f"{delivery_id}.{nonce}", signature)


def fits(purpose: str, value: object, signature: str) -> bool:
    """Whether we signed it, with today's key or with one before it: links in messages live for 60 days."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ours = [_signed_with(key, purpose, value) for key in keys]
    return any(hmac.compare_digest(signature.encode(), one.encode()) for one in ours)


def new_browser() -> str:
    return secrets.token_urlsafe(24)


def browser_hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
