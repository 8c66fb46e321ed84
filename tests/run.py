"""`make test` and `make test-full`: what both databases must pass on PostgreSQL, then on SQLite everything.

    python -m tests.run         all tests but those marked `full`
    python -m tests.run full    those alone: what takes long and is seldom broken

What a run says last are pytest's own closing lines: of SQLite's part, or of PostgreSQL's if only that failed.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "-q"]
NOTHING_COLLECTED = 5
# By the marks of pyproject.toml.
QUICK = {"postgresql": "(both_databases or postgresql) and not full", "sqlite": "not (postgresql or full)"}
FULL = {"postgresql": "both_databases and full", "sqlite": "postgresql or full"}


def run(title: str, database: str, marks: str, more: list[str]) -> tuple[int, list[str]]:
    """Run pytest, show its output as it comes, and return its exit status and what it said last."""
    print(f"\n=== {title}", flush=True)
    process = subprocess.Popen(
        [*PYTEST, "-m", marks, *more],
        cwd=HERE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TEST_DATABASE": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    try:
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
        status = process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)  # pytest then ends its servers
            process.wait()
    closing = next((n for n, line in enumerate(said) if "short test summary" in line), len(said) - 1)
    return (0 if status == NOTHING_COLLECTED else status), said[closing:]


def main(arguments: list[str]) -> int:
    marks, more = (FULL, arguments[1:]) if arguments[:1] == ["full"] else (QUICK, arguments)
    postgresql, closing = run("PostgreSQL", "postgresql", marks["postgresql"], more)
    sqlite, _closing = run("SQLite", "sqlite", marks["sqlite"], more)
    if postgresql and not sqlite:
        print("\n=== SQLite passed. On PostgreSQL:", "".join(closing), sep="\n", flush=True)
    return postgresql or sqlite


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
