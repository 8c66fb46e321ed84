"""The settings of the demonstration: those of an installation, with its doors open, on this machine alone.

The supervisor (`make run`), commands typed beside it, and the tests name this module; nothing in the environment of an
installation leads here. What an installation must be told, a demonstration makes up.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import environment

HERE = Path(__file__).resolve().parent.parent


@contextmanager
def made_up() -> Iterator[None]:
    """Within it, the environment holds all that config/settings.py asks for. Everything stays within VAR_DIR."""
    before = dict(os.environ)
    folder = environment.folder("VAR_DIR", HERE / "var")
    os.environ.setdefault("SECRET_KEY", own_key(folder / "secret-key"))
    os.environ.setdefault("EVIDENCE_KEYS", f"demo:{own_key(folder / 'evidence-key')}")
    os.environ.setdefault("PUBLIC_URL", "http://localhost:8000")
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder.absolute() / 'common-ground.sqlite3'}")
    # Nothing is sent, so nothing that is set for it is read.
    os.environ |= {"SMTP_URL": "smtp://localhost", "MAIL_FROM": "briefings@common-ground.example"}
    for name in ("MAIL_RELAY", "SMTP_CA_FILE", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def own_key(path: Path) -> str:
    """A secret of this machine's own, so that a demonstration asks nothing and still signs with something private."""
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


with made_up():
    from config.settings import *  # noqa: F403
    from config.settings import INSTALLED_APPS, LOCAL_HOSTS, PUBLIC_URL, SITE

if not SITE.is_on_this_machine:
    raise ImproperlyConfigured(
        f"The demonstration lets everybody in, so it runs on this machine only, not at {PUBLIC_URL}. "
        "For an installation of your own, read docs/running.md."
    )

DEMO = True
MAIL_RELAY = "mailbox"
ALLOWED_HOSTS = LOCAL_HOSTS
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
ROOT_URLCONF = "demo.urls"
