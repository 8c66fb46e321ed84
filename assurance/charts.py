"""Where the parts of a bar begin and end, and what pattern each state has: told apart in black and white print, by a
colour-blind reader, and on a bad screen. The drawing is a template's (templates/assurance/charts/).
"""

from dataclasses import dataclass
from typing import Any

WIDTH, THIN = 720, 3  # units of the drawing; a part with anybody in it is never too thin to see

# Names of patterns in templates/assurance/charts/patterns.html, by state. No two of one bar look alike without colour.
PATTERN = {
    "completed": "solid", "started": "slant", "not_started": "white", "ambiguous": "upright", "bounced": "backslant",
    "objected": "cross", "no_address": "dots", "not_asked": "sparse", "vacant": "empty",
    "all": "solid", "some": "slant", "none": "white", "nobody": "dots",
    "came": "solid", "booked": "slant", "invited": "white", "did_not_come": "dots",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    state: str
    label: str
    n: int
    x: float
    width: float
    pattern: str


def parts_of(states: list[dict[str, Any]], *, width: int = WIDTH) -> list[Part]:
    """One part for each state that anybody is in, side by side; their widths sum to `width`."""
    shown = [row for row in states if row["n"]]
    total = sum(row["n"] for row in shown)
    if not total:
        return []
    wide = [max(THIN, row["n"] * width / total) for row in shown]
    wide = [w * width / sum(wide) for w in wide]
    found, x = [], 0.0
    for row, w in zip(shown, wide, strict=True):
        pattern = PATTERN.get(row["state"], "solid")
        found.append(Part(row["state"], row["label"], row["n"], round(x, 2), round(w, 2), pattern))
        x += w
    return found


@dataclass(frozen=True)
class Column:
    label: str
    n: int
    x: float
    y: float
    width: float
    height: float
    middle: float


def columns_of(points: list[dict[str, Any]], *, top: int, width: int = WIDTH, height: int = 200) -> list[Column]:
    """Columns over time against the whole (`top`), so that the gap stays in the picture."""
    if not points:
        return []
    step = width / len(points)
    found = []
    for number, point in enumerate(points):
        tall = height * point["n"] / top if top else 0
        left, middle = number * step + step * 0.15, number * step + step / 2
        box = (round(left, 1), round(height - tall, 1), round(step * 0.7, 1), round(tall, 1))
        found.append(Column(point["short"], point["n"], *box, round(middle, 1)))
    return found
