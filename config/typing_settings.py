"""Django's settings for mypy alone: those of an installation, with what it would read from the environment made up."""

import os
import tempfile

os.environ.update(
    DEMO="1",  # the demonstration is checked too
    SECRET_KEY="nothing is signed with it, since nothing runs",  # noqa: S106
    VAR_DIR=tempfile.gettempdir(),
    REDIS_URL="redis://127.0.0.1:9/0",
    DATABASE_URL="sqlite://:memory:",
)

from config.settings import *  # noqa: F403
