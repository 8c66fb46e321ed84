"""The link in a person's own message. A token is the delivery's number and our signature on it; nothing is stored.

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
BROWSER_COOKIE = "cg_browser"
BROWSER_COOKIE_AGE = int(timedelta(days=90).total_seconds())
SIGNATURE_BYTES = 15  # 120 bits: 20 characters to type at worst


@cache
def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()


def sign(purpose: str, value: object) -> str:
    """A short signature on `value` for one purpose; one made for another purpose does not fit."""
    digest = hmac.digest(_key(purpose), str(value).encode(), "sha256")[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).decode()


def token_for(delivery_id: int) -> str:
    return f"{delivery_id}-{sign('link', delivery_id)}"


def read_token(token: str) -> int | None:
    """The delivery's number, or None if the signature is not ours."""
    number, _dash, signature = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return int(number) if fits("link", int(number), signature) else None


def fits(purpose: str, value: object, signature: str) -> bool:
    return hmac.compare_digest(signature.encode(), sign(purpose, value).encode())


def new_browser() -> str:
    return secrets.token_urlsafe(24)


def browser_hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
