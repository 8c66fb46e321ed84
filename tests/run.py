"""`make test`: the tests that both databases must pass on PostgreSQL, then the whole suite on SQLite.

What a run says last are pytest's own closing lines: of the whole suite, or of PostgreSQL's part if only that failed.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "-q"]
NOTHING_COLLECTED = 5


def run(title: str, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    """Run pytest, show its output as it comes, and return its exit status and what it said last."""
    print(f"\n=== {title}", flush=True)
    process = subprocess.Popen(
        [*PYTEST, *arguments, *sys.argv[1:]],
        cwd=HERE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
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


def main() -> int:
    postgresql, closing = run("PostgreSQL", "-m", "both_databases", TEST_DATABASE="postgresql")
    sqlite, _closing = run("SQLite, everything", TEST_DATABASE="sqlite")
    if postgresql and not sqlite:
        print("\n=== SQLite passed. On PostgreSQL:", "".join(closing), sep="\n", flush=True)
    return postgresql or sqlite


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
