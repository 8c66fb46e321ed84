"""Commands typed beside a demonstration: `make run` notes its settings, and `manage.py` without any uses them.

An installation of its own sets SECRET_KEY or DATABASE_URL, and is never taken for a demonstration.
"""

import json
from collections.abc import MutableMapping
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SETTINGS = "config.demo_settings"
NOTED = ("PUBLIC_URL", "REDIS_URL")
# Whoever sets one of these knows what they want.
OWN = ("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "SMTP_URL")


def _note(env: MutableMapping[str, str]) -> Path:
    return Path(env.get("VAR_DIR") or HERE / "var") / "demonstration.json"


def note_the_demonstration(env: MutableMapping[str, str]) -> None:
    """Keep what a command needs to find this demonstration."""
    if env.get("DJANGO_SETTINGS_MODULE") == SETTINGS and not env.get("DATABASE_URL"):
        note = _note(env)
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text(json.dumps({name: env[name] for name in NOTED}))


def join_the_demonstration(env: MutableMapping[str, str]) -> None:
    """Take the settings of the demonstration that ran here last, if nothing else is set. It need not be running."""
    if any(env.get(name) for name in OWN):
        return
    try:
        noted = json.loads(_note(env).read_text())
    except (OSError, ValueError):
        return
    if not isinstance(noted, dict) or not all(isinstance(noted.get(name), str) for name in NOTED):
        return
    env["DJANGO_SETTINGS_MODULE"] = SETTINGS
    for name in NOTED:
        env.setdefault(name, noted[name])
