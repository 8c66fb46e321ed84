"""Settings refuse what is missing or unsafe, with a sentence, before anything starts."""

import os
import subprocess
import sys

import pytest

from tests.servers import HERE


def start(**changes) -> str:
    """What Django says when it starts with this environment; "" if it starts. `None` takes a variable away."""
    env = {**os.environ, **{k: v for k, v in changes.items() if v is not None}}
    for name, value in changes.items():
        if value is None:
            env.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.SECRET_KEY"],
        cwd=HERE,
        env=env,
        capture_output=True,
        text=True,
    )
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_the_tests_own_environment_starts():
    assert start() == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"EVIDENCE_KEYS": None}, "EVIDENCE_KEYS"),
        ({"EVIDENCE_KEYS": "k1:short"}, "EVIDENCE_KEYS"),
        ({"EVIDENCE_KEYS": "a secret without any name, as long as it may be"}, "EVIDENCE_KEYS"),
        ({"EVIDENCE_KEYS": f"k1:{'x' * 40},k1:{'y' * 40}"}, "same id"),
        ({"EVIDENCE_KEYS": f"k2:{'x' * 40},k1:{os.environ['SECRET_KEY']}".replace("and ", "")}, "EVIDENCE_KEYS"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://learn.example.gov.uk"}, "https://"),
        ({"REDIS_URL": None}, "REDIS_URL"),
        ({"SMTP_URL": None}, "SMTP_URL"),
        ({"MAIL_RELAY": "pigeon"}, "MAIL_RELAY"),
        ({"DEMO": "1", "MAIL_RELAY": "smtp"}, "demonstration"),
    ],
    ids=str,
)
def test_what_is_missing_or_unsafe_stops_the_start(changes, sentence):
    said = start(**changes)
    assert said.startswith("django.core.exceptions.ImproperlyConfigured")
    assert sentence in said


@pytest.mark.parametrize(
    "changes",
    [
        {"PUBLIC_URL": "https://learn.example.gov.uk"},
        {"MAIL_RELAY": "mailbox", "SMTP_URL": None},
        {"DEMO": "1", "MAIL_RELAY": None, "SECRET_KEY": None, "EVIDENCE_KEYS": None, "PUBLIC_URL": None},
        {"EVIDENCE_KEYS": f"k2:{'x' * 40}, k1:{'y' * 40}"},
    ],
    ids=str,
)
def test_what_is_safe_starts(changes):
    assert start(**changes) == ""
