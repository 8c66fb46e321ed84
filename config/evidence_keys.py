"""How EVIDENCE_KEYS is read."""

from django.core.exceptions import ImproperlyConfigured


def evidence_keys(text: str, *, unlike: str) -> dict[str, str]:
    """Read "id:secret,id:secret", newest first, as {id: secret}. Raise ImproperlyConfigured with what to do."""
    pairs = [part.strip().partition(":") for part in text.split(",") if part.strip()]
    keys = {name: secret for name, _colon, secret in pairs}
    if not keys:
        raise ImproperlyConfigured("Set EVIDENCE_KEYS to id:secret, with at least 40 random characters as the secret.")
    for name, secret in keys.items():
        if not (name.isalnum() and len(name) <= 16) or len(secret) < 40:
            raise ImproperlyConfigured(
                "EVIDENCE_KEYS is a list of id:secret, newest first: an id of at most 16 letters and digits, a secret "
                "of at least 40 random characters, commas between them."
            )
    if len(keys) < len(pairs):
        raise ImproperlyConfigured("Two of EVIDENCE_KEYS have the same id: give the new key a new id.")
    if unlike in keys.values():
        raise ImproperlyConfigured("EVIDENCE_KEYS must not hold SECRET_KEY: that one is changed, these are kept.")
    return keys
