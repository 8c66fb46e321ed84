"""What opens doors is not read in the logs."""

import logging
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import path
from gunicorn.config import Config

from config.gunicorn_logging import QuietLogger
from core import log_filters
from core.log_filters import HideTokens, hide_tokens, is_unlogged
from core.routes import addresses, tokened
from tests.servers import HERE


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("GET /l/12-abcDEF_-xyz/ 200", "GET /l/[hidden]/ 200"),
        ("GET /check/K7QF2MRD/ 200", "GET /check/[hidden]/ 200"),
        ("GET /check/?code=K7QF2MRD 200", "GET /check/?code=[hidden] 200"),
        ("GET /my/certificates/K7QF2MRD/certificate.pdf", "GET /my/certificates/[hidden]/certificate.pdf"),
        ("GET /parents/abcdefghjkmn/files/film.mp4", "GET /parents/[hidden]/files/film.mp4"),
        ("GET /board-reports/7-abcDEF_-xyz/report.pdf", "GET /board-reports/[hidden]/report.pdf"),
        ("GET /door/code/K7QF2MRD/ 302", "GET /door/code/[hidden]/ 302"),
        ("GET /check/?from=post&code=K7QF2MRD 200", "GET /check/?from=[hidden]&code=[hidden] 200"),
        ("GET /check/?K7QF2MRD 200", "GET /check/?[hidden] 200"),
        ("GET /l/12-abcDEF_-xyz?utm=1 301", "GET /l/[hidden]?utm=[hidden] 301"),
        ("https://learn.example.gov.uk/l/12-abcDEF_-xyz/", "https://learn.example.gov.uk/l/[hidden]/"),
        ("GET /start/?next=/my/certificates/K7QF2MRD/ 200", "GET /start/?next=/my/certificates/[hidden]/ 200"),
        ("GET /start/?next=%2Fl%2F12-secret%2F&x=1 200", "GET /start/?next=%2Fl%2F[hidden]%2F&x=1 200"),
        ("GET /door/code%2fK7QF2MRD 404", "GET /door/code%2f[hidden] 404"),
        ("GET /l/ 404, GET /my/ 200", "GET /l/ 404, GET /my/ 200"),
        ("GET /learn/contextual-safeguarding/ 200", "GET /learn/contextual-safeguarding/ 200"),
        ("Nothing here is an address.", "Nothing here is an address."),
    ],
)
def test_tokens_are_hidden(line, kept):
    assert hide_tokens(line) == kept


def test_tokens_in_arguments_are_hidden_too():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Forbidden: %s", ("/l/12-secret/",), None)
    HideTokens().filter(record)
    assert record.getMessage() == "Forbidden: /l/[hidden]/"


TOKEN = "12-secretsecretsecret0"


def with_token() -> list[str]:
    """An example of every address that says it has a token, with that token in it."""
    patterns = [
        address.pattern
        for address in addresses()
        if address.route and address.route.has_token and "<" in address.pattern
    ]
    return ["/" + re.sub(r"<[^>]+>", "x", re.sub(r"<[^>]+>", TOKEN, pattern, count=1)) for pattern in patterns]


def test_every_address_with_a_token_is_hidden():
    assert len(with_token()) > 7
    assert not [url for url in with_token() if TOKEN in hide_tokens(f'"GET {url} HTTP/1.1" 200')]


def test_an_address_that_is_added_is_hidden_without_another_list(monkeypatch):
    added = SimpleNamespace(url_patterns=[path("letters/<str:token>/", tokened(lambda request, token: None))])
    monkeypatch.setattr("core.routes.get_resolver", lambda: added)
    monkeypatch.setattr("core.log_filters._rules", log_filters._rules.__wrapped__)
    assert hide_tokens("GET /letters/abc/ 200") == "GET /letters/[hidden]/ 200"


@pytest.mark.parametrize("fault", [ImproperlyConfigured("no urlpatterns"), SyntaxError("half written"), KeyError()])
def test_what_is_logged_while_the_addresses_cannot_be_read_is_written_all_the_same(monkeypatch, fault):
    def fails():
        raise fault

    monkeypatch.setattr("core.log_filters._rules", fails)
    assert hide_tokens("Traceback: /srv/config/urls.py") == "Traceback: /srv/config/urls.py"
    assert is_unlogged("/pupils/a-favour/")  # but an access log waits


def test_a_line_may_be_logged_before_the_addresses_are_loaded():
    """As in a worker that has just started, or in a command that fails at once."""
    program = (
        "import logging, django; from django.conf import settings; settings.LOGGING; "
        "from core.log_filters import hide_tokens; print(hide_tokens('GET /l/12-x/')); "
        "django.setup(); logging.getLogger('x').warning('GET /l/12-x/'); print(hide_tokens('GET /l/12-x/'))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["GET /l/12-x/", "GET /l/[hidden]/"]
    assert "12-x" not in done.stderr


# --- What the proxy is told -------------------------------------------------------------------------------------------


def proxy_rules() -> str:
    out = StringIO()
    call_command("proxy_log_rules", stdout=out)
    return out.getvalue()


def rule(name: str) -> tuple[re.Pattern, str]:
    """The regular expression of one of nginx's maps, and what stands in its place."""
    found = re.search(rf'\${name} {{.*?"~\*(\S+)" "?([^";]+)"?;', proxy_rules(), re.DOTALL)
    return re.compile(found[1].replace("(?<", "(?P<"), re.IGNORECASE), found[2]


def shown_by_nginx(uri: str) -> str:
    expression, value = rule("shown_uri")
    found = expression.search(uri)
    return value.replace("${kept}", found["kept"]) if found else uri


def test_the_document_holds_the_rules_for_nginx_as_they_are():
    assert proxy_rules() in (HERE / "docs" / "running.md").read_text()


def test_the_proxy_writes_no_token():
    assert not [url for url in with_token() if TOKEN in shown_by_nginx(url)]
    for uri in (f"/check/?code={TOKEN}", f"/start/?next=%2fl%2F{TOKEN}", f"/start/?next=/l/{TOKEN}/"):
        assert TOKEN not in shown_by_nginx(uri)
    assert shown_by_nginx(f"/my/certificates/{TOKEN}/") == "/my/certificates/[hidden]"
    assert shown_by_nginx("/learn/contextual-safeguarding/") == "/learn/contextual-safeguarding/"


def test_the_proxy_does_not_log_who_watched_what():
    expression, value = rule("is_logged")
    unlogged = [address.fixed_part for address in addresses() if address.route and address.route.is_unlogged]
    assert value == "0" and len(unlogged) > 7 and all(expression.search(f"{part}x") for part in unlogged)
    assert not [uri for uri in ("/", "/my/", "/learn/pupils/", "/schoolsx/") if expression.search(uri)]


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
        ("/schools/", False),
        ("/", True),
        ("/l/12-secret/", True),
    ],
)
def test_an_access_log_never_says_who_watched_what(path, written):
    """gunicorn's own access log, if somebody turns it on."""
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
