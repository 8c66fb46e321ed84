"""What opens doors is not read in the logs."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings

from core.log_filters import HideTokens, hide_tokens


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("GET /l/12-abcDEF_-xyz/ 200", "GET /l/[hidden]/ 200"),
        ("GET /check/K7QF2MRD/ 200", "GET /check/[hidden]/ 200"),
        ("GET /check/?code=K7QF2MRD 200", "GET /check/?code=[hidden] 200"),
        ("GET /my/certificates/K7QF2MRD/certificate.pdf", "GET /my/certificates/[hidden]/certificate.pdf"),
        ("GET /parents/abcdefghjkmn/files/film.mp4", "GET /parents/[hidden]/files/film.mp4"),
        ("GET /learn/contextual-safeguarding/ 200", "GET /learn/contextual-safeguarding/ 200"),
    ],
)
def test_tokens_are_hidden(line, kept):
    assert hide_tokens(line) == kept


def test_tokens_in_arguments_are_hidden_too():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Forbidden: %s", ("/l/12-secret/",), None)
    HideTokens().filter(record)
    assert record.getMessage() == "Forbidden: /l/[hidden]/"


def test_every_handler_hides_them():
    assert all("tokens" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


@pytest.mark.django_db
def test_a_link_that_does_not_work_leaves_no_token_in_the_log(client, capfd):
    client.get("/l/12-secretsecretsecret0/")
    captured = capfd.readouterr()
    assert "secretsecret" not in captured.out + captured.err


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/pupils/a-favour/film.mp4", False),
        ("/parents/abcdefghjkmn/", False),
        ("/schools/films/5/files/film.mp4", False),
        ("/", True),
        ("/l/12-secret/", True),
    ],
)
def test_an_access_log_never_says_who_watched_what(path, written):
    """gunicorn's own access log, if somebody turns it on."""
    from types import SimpleNamespace

    from gunicorn.config import Config

    from config.gunicorn_logging import QuietLogger

    settings_of_gunicorn = Config()
    settings_of_gunicorn.set("accesslog", "-")
    logger = QuietLogger(settings_of_gunicorn)
    lines = []
    logger.access_log = SimpleNamespace(info=lambda form, atoms: lines.append(form % atoms))
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    asked = SimpleNamespace(headers=[])
    environ = {"PATH_INFO": path, "RAW_URI": path, "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}
    logger.access(answer, asked, environ, timedelta(seconds=1))
    assert bool(lines) is written
    assert not any("secret" in line for line in lines)
