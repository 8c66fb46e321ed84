"""One line of the table: what was measured, what was asked for, what came out. Benchmarks append, the roof prints."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

VERDICTS = {True: "pass", False: "falls short", None: ""}


@dataclass(frozen=True)
class Figure:
    database: str
    what: str
    target: str
    figure: str
    ratio: str = ""
    passed: bool | None = None  # None: told for its own sake, nothing was asked for


def report(what: str, *, target: str = "", figure: str, ratio: str = "", passed: bool | None = None) -> None:
    """Add a line to the file that the roof reads when all is over."""
    line = Figure(os.environ["BENCH_DATABASE"], what, target, figure, ratio, passed)
    with Path(os.environ["BENCH_FIGURES"]).open("a") as file:
        file.write(json.dumps(asdict(line)) + "\n")


def read(path: Path) -> list[Figure]:
    return [Figure(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def table(figures: list[Figure]) -> str:
    head = ("database", "what", "target", "figure", "ratio", "")
    rows = [(f.database, f.what, f.target, f.figure, f.ratio, VERDICTS[f.passed]) for f in figures]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def machine() -> str:
    """What it ran on, and how busy that was: above one a core, the times on the wall are not ours alone."""
    load = os.getloadavg()[2]
    return f"{os.cpu_count()} cores, load {load:.1f}, {platform.system()}, Python {platform.python_version()}"


def typical(samples: list[float]) -> float:
    """The median: one neighbour's burst on a shared machine does not move it."""
    return median(samples)


def percentile(samples: list[float], percent: float) -> float:
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
