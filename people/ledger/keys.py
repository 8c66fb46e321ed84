"""Keyed hashes (HMAC with SHA-256, RFC 2104) under one of EVIDENCE_KEYS. The newest key seals; older ones check."""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings


class KeyNotHere(LookupError):
    """Something is sealed with a key, `key_id`, that EVIDENCE_KEYS doesn't name."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"sealed with key “{key_id}”, which is not here")
        self.key_id = key_id


def newest_key() -> str:
    """Return the id of the key that seals now."""
    return next(iter(settings.EVIDENCE_KEYS))


def keyed_hash(text: str, key_id: str) -> str:
    """Return 64 hexadecimal digits. Raise KeyNotHere."""
    secret = settings.EVIDENCE_KEYS.get(key_id)
    if secret is None:
        raise KeyNotHere(key_id)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same value, whichever database kept it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
