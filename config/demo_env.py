"""Commands typed beside a demonstration: `make run` notes its settings, and `manage.py` without any uses them.

An installation of its own sets SECRET_KEY or DATABASE_URL, and is never taken for a demonstration.
"""

import json
from collections.abc import MutableMapping
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
NOTED = ("DEMO", "PUBLIC_URL", "REDIS_URL")
OWN = ("DEMO", "SECRET_KEY", "DATABASE_URL", "REDIS_URL")  # whoever sets one of these knows what they want


def _note(env: MutableMapping[str, str]) -> Path:
    return Path(env.get("VAR_DIR") or HERE / "var") / "demonstration.json"


def note_the_demonstration(env: MutableMapping[str, str]) -> None:
    """Keep what a command needs to find this demonstration."""
    if env.get("DEMO") == "1" and not env.get("DATABASE_URL"):
        note = _note(env)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({name: env[name] for name in NOTED}))


def join_the_demonstration(env: MutableMapping[str, str]) -> None:
    """Take the settings of the demonstration that ran here last, if nothing else is set. It need not be running."""
    if any(env.get(name) for name in OWN):
        return
    try:
        noted = json.loads(_note(env).read_text())
    except (OSError, ValueError):
        return
    for name in NOTED:
        if isinstance(noted.get(name), str):
            env.setdefault(name, noted[name])
