"""Settings refuse what is missing or unsafe, with a sentence, before anything starts; a demonstration stays at home."""

import json
import os
import re
import stat
import subprocess
import sys

import pytest

from tests.servers import BIN, HERE

KEY = "sIYOIFJxBCPf9mNXSNjGMbOWGHRVYFP2mNnR7BvCJxuz4e0qKp3LdTw8hQe5ZkA1"  # the same for both workers: ids hold it
COUNCIL = {  # as docs/running.md has it
    "SECRET_KEY": KEY,
    "EVIDENCE_KEYS": f"k1:{KEY[::-1]}",
    "PUBLIC_URL": "https://learn.example.gov.uk",
    "DATABASE_URL": "postgres://common_ground:secret@127.0.0.1:5432/common_ground",
    "REDIS_URL": "redis://common-ground:secret@127.0.0.1:6379/0",
    "SMTP_URL": "smtp+tls://user:secret@mail.example.gov.uk:587",
    "MAIL_FROM": "briefings@example.gov.uk",
    "BEHIND_PROXY": "1",
    "TRUSTED_PROXY_COUNT": "1",
}
KEY_IN_HEX = "9f1c04be7a6d2358e0b1c7d49a3f86520cbe17d8f4a96e3b5d20718c4fa6e93b"
HERE_ALONE = {"PUBLIC_URL": "http://localhost:8000"}


class Starts:
    """`starts(...)`: (exit status, what it said) of a start with COUNCIL and these changes; `None` takes one away."""

    def __init__(self, var):
        self.var = var
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.config.starts"],
            cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, changes=None, *, settings="config.settings", show=(), base=COUNCIL) -> tuple[int, str]:
        wanted = {"PATH": os.environ["PATH"], "VAR_DIR": str(self.var), **base, **(changes or {})}
        env = {name: value for name, value in wanted.items() if value is not None}
        print(json.dumps({"env": env, "settings": settings, "show": show}), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["said"]

    def shown(self, *names, changes=None, **options) -> dict:
        status, said = self(changes, show=names, **options)
        assert status == 0, said
        return json.loads(said)


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    made = Starts(tmp_path_factory.mktemp("starts") / "var")
    yield made
    made.process.stdin.close()
    made.process.wait()


WRONG = [
    ({"SECRET_KEY": None}, "SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "at least 50"),
    ({"SECRET_KEY": "x" * 50}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": "Summer-2026!" * 6}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": "correct horse battery staple correct horse battery"}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'}, "SECRET_KEY can be guessed"),
    ({"EVIDENCE_KEYS": None}, "EVIDENCE_KEYS"),
    ({"EVIDENCE_KEYS": "k1:short"}, "EVIDENCE_KEYS"),
    ({"EVIDENCE_KEYS": "a secret without any name, as long as it may be"}, "EVIDENCE_KEYS"),
    ({"EVIDENCE_KEYS": f"k1:{'x' * 40},k1:{'y' * 40}"}, "same id"),
    ({"EVIDENCE_KEYS": f"k2:{'x' * 40},k1:{KEY}"}, "must not hold SECRET_KEY"),
    ({"PUBLIC_URL": None}, "Set PUBLIC_URL"),
    ({"PUBLIC_URL": "http://learn.example.gov.uk"}, "https://"),
    ({"PUBLIC_URL": "http://localhost.example.gov.uk"}, "https://"),
    ({"PUBLIC_URL": "http://localhost@example.gov.uk"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "learn.example.gov.uk"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "ftp://learn.example.gov.uk"}, "https://"),
    ({"PUBLIC_URL": "https://example.gov.uk/learn"}, "below a path"),
    ({"PUBLIC_URL": "https://example.gov.uk:99999"}, "port"),
    ({"PUBLIC_URL": "https://"}, "host name"),
    ({"ALLOWED_HOSTS": "learn.example.gov.uk,localhost"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "127.0.0.1"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "[::1]"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ({"ALLOWED_HOSTS": "https://learn.example.gov.uk"}, "ALLOWED_HOSTS"),
    ({"DEBUG": "yes"}, "DEBUG"),
    ({"BEHIND_PROXY": "perhaps"}, "BEHIND_PROXY is a switch"),
    ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT"),
    ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT"),
    ({"CONN_MAX_AGE": "1m"}, "CONN_MAX_AGE"),
    ({"DELIVERY_LEASE_SECONDS": "0"}, "DELIVERY_LEASE_SECONDS"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ({"DATABASE_URL": None}, "Set DATABASE_URL"),
    ({"DATABASE_URL": ""}, "Set DATABASE_URL"),
    ({"DATABASE_URL": "mysql://u:secret@127.0.0.1/x"}, "postgres:// or sqlite:///"),
    ({"DATABASE_URL": "postgres://127.0.0.1"}, "name"),
    ({"DATABASE_URL": "sqlite://"}, "names no file"),
    ({"DATABASE_URL": "common_ground"}, "DATABASE_URL cannot be read"),
    ({"REDIS_URL": None}, "Set REDIS_URL"),
    ({"REDIS_URL": "http://127.0.0.1:6379"}, "REDIS_URL must start with"),
    ({"REDIS_URL": "redis://:secret@cache.example.gov.uk:6379/0"}, "rediss://"),
    ({"REDIS_URL": "redis://:secret@10.0.0.7/0"}, "rediss://"),
    ({"REDIS_URL": "rediss://:secret@10.0.0.7/0?ssl_cert_reqs=none"}, "REDIS_URL"),
    ({"REDIS_URL": "unix://"}, "REDIS_URL"),
    ({"SMTP_URL": None}, "Set SMTP_URL"),
    ({"SMTP_URL": "smtp.office365.com:587"}, "SMTP_URL"),
    ({"SMTP_URL": "smtp://user:secret@mail.example.gov.uk:25"}, "smtp+tls://"),
    ({"SMTP_URL": "smtp+starttls://user:secret@mail.example.gov.uk"}, "smtp+tls://"),
    ({"SMTP_URL": "tls://user:secret@mail.example.gov.uk"}, "smtp+tls://"),
    ({"SMTP_URL": "smtps://user:secret@mail.example.gov.uk/path"}, "SMTP_URL"),
    ({"SMTP_CA_FILE": "/nowhere/ca.pem"}, "SMTP_CA_FILE"),
    ({"SMTP_CA_FILE": __file__}, "SMTP_CA_FILE"),
    ({"MAIL_RELAY": "mailbox"}, "MAIL_RELAY"),
    ({"MAIL_RELAY": "pigeon"}, "MAIL_RELAY"),
    ({"MAIL_FROM": "nonsense"}, "MAIL_FROM"),
    ({"MAIL_FROM": "Common Ground <briefings@example.gov.uk>"}, "MAIL_FROM"),
    ({"MAIL_FROM": "bríefings@example.gov.uk"}, "MAIL_FROM"),
    ({"VAR_DIR": f"{__file__}/var"}, "VAR_DIR"),
    ({"VAR_DIR": "/proc/common-ground"}, "VAR_DIR"),
    ({"X_ACCEL_PREFIX": "protected"}, "X_ACCEL_PREFIX"),
    ({"X_ACCEL_PREFIX": "/"}, "X_ACCEL_PREFIX"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=str)
def test_what_is_missing_or_unsafe_stops_the_start_with_one_sentence(starts, changes, sentence):
    status, said = starts(changes)
    assert status == 1
    assert said.startswith("Not started. ") and len(said.splitlines()) == 1, said
    assert sentence in said and "secret@" not in said


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"MAIL_RELAY": "smtp", "LOG_LEVEL": "debug", "X_ACCEL_PREFIX": "/protected/"},
        {"ALLOWED_HOSTS": "learn.example.gov.uk, www.learn.example.gov.uk"},
        {"DATABASE_URL": "sqlite:////srv/common-ground/db.sqlite3", "REDIS_URL": "unix:///run/redis/redis.sock?db=1"},
        {"REDIS_URL": "rediss://common-ground:secret@cache.example.gov.uk:6380/0?ssl_ca_certs=/etc/ca.pem"},
        {"SMTP_URL": "smtps://user:secret@mail.example.gov.uk"},
        {"SMTP_URL": "smtp://127.0.0.1:25"},
        {**HERE_ALONE, "DEBUG": "1", "ALLOWED_HOSTS": "localhost"},
        {"PUBLIC_URL": "http://[::1]:8000"},
        {"SECRET_KEY": KEY_IN_HEX},
    ],
    ids=str,
)
def test_what_is_safe_starts(starts, changes):
    assert starts(changes) == (0, "{}")


@pytest.mark.parametrize("switch", ["1", "true", "on", "yes"])
def test_no_variable_turns_the_demonstration_on(starts, switch):
    shown = starts.shown("DEMO", "MAIL_RELAY", "INSTALLED_APPS", "ROOT_URLCONF", changes={"DEMO": switch})
    assert (shown["DEMO"], shown["MAIL_RELAY"], shown["ROOT_URLCONF"]) == (False, "smtp", "config.urls")
    assert "demo" not in shown["INSTALLED_APPS"]


@pytest.mark.parametrize(
    "public_url",
    [
        "https://learn.example.gov.uk",
        "https://localhost.example",
        "https://10.0.0.7",
        "https://0.0.0.0",
        "https://[::]",
    ],
)
def test_the_demonstration_refuses_to_be_reached_from_elsewhere(starts, public_url):
    status, said = starts({"PUBLIC_URL": public_url}, settings="config.demo_settings")
    assert status == 1 and "on this machine only" in said


def test_the_demonstration_answers_to_the_names_of_this_machine_whatever_it_is_told(starts):
    changes = {**HERE_ALONE, "ALLOWED_HOSTS": "learn.example.gov.uk", "MAIL_RELAY": "smtp"}
    shown = starts.shown("ALLOWED_HOSTS", "MAIL_RELAY", "DEMO", changes=changes, settings="config.demo_settings")
    assert set(shown["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert (shown["DEMO"], shown["MAIL_RELAY"]) == (True, "mailbox")


def test_the_demonstration_needs_nothing_and_keeps_its_own_secret(starts):
    options = {"changes": {"REDIS_URL": "redis://127.0.0.1:1/0"}, "settings": "config.demo_settings", "base": {}}
    first, again = (starts.shown("SECRET_KEY", "DATABASES", **options) for _turn in range(2))
    assert first == again and first["DATABASES"]["default"]["NAME"] == str(starts.var / "common-ground.sqlite3")
    assert stat.S_IMODE((starts.var / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "own",
    [
        {},  # the whole file of docs/running.md
        {"DEMO": "1"},
        {"DEMO": "0", "SECRET_KEY": "x" * 60},
        {"DJANGO_SETTINGS_MODULE": "config.demo_settings"},
    ],
    ids=str,
)
def test_the_supervisor_never_opens_a_council_to_everybody(own, tmp_path):
    """The attack: an installation's environment, and `python -m config.supervisor`."""
    env = {"PATH": os.environ["PATH"], **COUNCIL, "VAR_DIR": str(tmp_path), **own}
    done = subprocess.run(
        [sys.executable, "-m", "config.supervisor"], cwd=HERE, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("Not started. ") and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "demonstration.json").exists()


def test_an_installation_has_no_door_and_no_mailbox():
    from django.conf import settings
    from django.urls import get_resolver

    from core.routes import addresses

    assert settings.DEMO is False and get_resolver().urlconf_name == "config.urls"
    assert not [address.pattern for address in addresses() if address.pattern.startswith(("demo/", "mailbox"))]


@pytest.mark.parametrize(
    "command", ["manage.py check", "-m config.prepare", "-m celery -A config beat", "-m config.wsgi"]
)
def test_every_kind_of_process_says_why_it_does_not_start(command, tmp_path):
    env = {"PATH": os.environ["PATH"], **COUNCIL, "VAR_DIR": str(tmp_path), "SMTP_URL": "smtp.example.gov.uk:25"}
    done = subprocess.run(
        [sys.executable, *command.split()], cwd=HERE, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode in {1, 3}
    assert done.stderr.startswith("Not started. SMTP_URL") and len(done.stderr.splitlines()) == 1


def test_a_deployment_check_finds_nothing(tmp_path):
    env = {"PATH": os.environ["PATH"], **COUNCIL, "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True)
    # That this machine's Python has an old mail library is true, and nothing that settings could mend.
    assert set(re.findall(r"\((\w+\.W\d+)\)", done.stdout + done.stderr)) <= {"distribution.W001"}, done.stderr
    assert "Traceback" not in done.stderr


def test_cookies_belong_to_this_host_over_tls(starts):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    shown = starts.shown(*names, "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "SESSION_COOKIE_PATH")
    assert [shown[name] for name in names] == ["__Host-sessionid", "__Host-csrftoken", True, True]
    assert (shown["SESSION_COOKIE_DOMAIN"], shown["CSRF_COOKIE_DOMAIN"], shown["SESSION_COOKIE_PATH"]) == (
        None,
        None,
        "/",
    )
    assert starts.shown(*names[:2], changes=HERE_ALONE) == dict(zip(names, ["sessionid", "csrftoken"], strict=False))


@pytest.mark.parametrize(("before", "after"), [(None, 0o700), (0o755, 0o700), (0o777, 0o700), (0o750, 0o750)])
def test_the_folder_is_closed_to_other_users(starts, tmp_path, before, after):
    var = tmp_path / "var"
    if before is not None:
        var.mkdir()
        var.chmod(before)
    assert starts({"VAR_DIR": str(var)})[0] == 0
    assert stat.S_IMODE(var.stat().st_mode) == after


def test_gunicorn_ends_when_the_settings_are_wrong(tmp_path):
    env = {"PATH": os.environ["PATH"], **COUNCIL, "VAR_DIR": str(tmp_path), "MAIL_RELAY": "mailbox"}
    command = [BIN / "gunicorn", "config.wsgi", "-c", "python:config.gunicorn_settings", "--bind", "127.0.0.1:0"]
    done = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "Not started. MAIL_RELAY" in done.stderr and "Traceback" not in done.stderr
