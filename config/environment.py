"""Typed readers of the environment. What cannot be read stops the start with a sentence that names the variable."""

import os
import re
import ssl
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from config.addresses import BadAddress, is_loopback

ON, OFF = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
KEY_LENGTH = 50
KEY_PACKED = 42  # bytes: 50 random digits pack into no fewer, and a pattern that repeats into many fewer
NO_KEYS = ("django-insecure-", "token_urlsafe", "changeme", "change-me", "change_me", "your-secret", "…", "...")
Value = TypeVar("Value")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def switch(name: str) -> bool:
    """On for 1, true, yes, on; off when it is missing."""
    word = text(name).lower()
    if word not in ON | OFF:
        raise ImproperlyConfigured(f"{name} is a switch: set it to 1 or 0.")
    return word in ON


def number(name: str, default: int, *, least: int = 0) -> int:
    word = text(name, str(default))
    if not re.fullmatch(r"\d{1,9}", word) or int(word) < least:
        raise ImproperlyConfigured(f"{name} is a whole number, {least} or more.")
    return int(word)


def level(name: str, default: str) -> str:
    word = text(name, default).upper()
    if word not in LEVELS:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(LEVELS)}.")
    return word


def address(name: str, parse: Callable[[str], Value], *, example: str) -> Value:
    """The parsed address that the variable holds. `example` is shown when it is missing or wrong."""
    if not text(name):
        raise ImproperlyConfigured(f"Set {name}, for example {example}")
    try:
        return parse(text(name))
    except BadAddress as error:
        raise ImproperlyConfigured(f"{name} {error}. For example {example}") from None


def secret_key(name: str) -> str:
    """A key of which nobody can guess how it was made: long, and neither repeated, nor a row, nor an example."""
    key = text(name)
    how = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' prints one."
    if len(key) < KEY_LENGTH:
        raise ImproperlyConfigured(f"Set {name} to at least {KEY_LENGTH} random characters: {how}")
    if is_weak(key):
        raise ImproperlyConfigured(f"{name} can be guessed: it is an example, repeats itself or runs in a row. {how}")
    return key


def is_weak(key: str) -> bool:
    in_a_row = sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(key))
    return (
        any(part in key.lower() for part in NO_KEYS)
        or in_a_row > len(key) / 2
        or len(zlib.compress(key.encode(), 9)) < KEY_PACKED
    )


def folder(name: str, default: Path) -> Path:
    """A folder of ours: made if it is missing, closed to other users of the machine, writable."""
    path = Path(text(name, str(default)))
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o007:
            path.chmod(0o700)
    except OSError:
        raise ImproperlyConfigured(f"{name} is a folder that this process can make, own and write to.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name} is a folder that this process can write to.")
    return path


def sender(name: str, default: str) -> str:
    """An email address alone, in ASCII, as it stands in the envelope."""
    value = text(name, default)
    try:
        validate_email(value)
        value.encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise ImproperlyConfigured(f"{name} is one email address alone, such as briefings@example.gov.uk") from None
    return value


def authority(name: str) -> str:
    """The path of a file of CA certificates, or ""."""
    path = text(name)
    if path:
        try:
            ssl.create_default_context(cafile=path)
        except (OSError, ValueError):
            raise ImproperlyConfigured(f"{name} is a file of certificates (PEM) that this process can read.") from None
    return path


def internal_path(name: str) -> str:
    """An address below this site such as /protected, without a slash at its end, or ""."""
    path = text(name)
    if path and not re.fullmatch(r"(/[\w.~-]+)+/?", path, re.ASCII):
        raise ImproperlyConfigured(f"{name} is a path that begins with a slash, for example /protected")
    return path.rstrip("/")


def hosts(name: str, default: list[str], *, on_this_machine: bool) -> list[str]:
    """Host names under which the site answers. Those of the machine itself only where the site is reached there."""
    named = [host.strip().lower() for host in text(name).split(",") if host.strip()] or default
    for host in named:
        if not re.fullmatch(r"\.?[a-z0-9.-]+|\[[0-9a-f:.]+\]", host):
            raise ImproperlyConfigured(f"{name} is a list of host names, without https://, port or *.")
        if is_loopback(host.strip("[].")) and not on_this_machine:
            raise ImproperlyConfigured(
                f"{name} must not name this machine itself ({host}). A health check sends the site's own Host header."
            )
    return named
