"""Django's settings for mypy alone: the demonstration's, with what they would read from the environment made up."""

import os
import tempfile

os.environ.update(
    SECRET_KEY="nothing is signed with it, since nothing of this ever runs",  # noqa: S106
    EVIDENCE_KEYS="typing:nothing is sealed with it and nothing runs",
    PUBLIC_URL="http://localhost:8000",
    VAR_DIR=tempfile.mkdtemp(),
    REDIS_URL="redis://127.0.0.1:9/0",
    DATABASE_URL="sqlite://:memory:",
)

from config.demo_settings import *  # noqa: F403
