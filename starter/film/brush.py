"""Colours, shapes and words: the few ways in which this film puts something on the screen."""

import math
import subprocess
import tarfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import skia
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WIDTH, HEIGHT = 1280, 720
BUILD = Path(__file__).parent / "build"

# The site's own palette (its theme style sheet names the same colours).
EVERGREEN, MOSS, LEAF = "#16443a", "#6f9457", "#a9c48a"
SAND, PAPER, CLAY, LAMP = "#f3ebdc", "#fffdf9", "#b4532a", "#ffcf4d"
DUSK, INK, PEACH, BARK = "#24566b", "#1b2723", "#e08a5b", "#7a4a2c"

FONT_PACKAGE = "@fontsource-variable/atkinson-hyperlegible-next"
FONT_VERSION = "5.3.0"
FONT_FILE = "files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
BOLD, PLAIN = 700, 450


def blend(start: str, end: str, amount: float) -> str:
    """The colour between two, `amount` of the way."""
    amount = min(1.0, max(0.0, amount))
    mixed = (round(int(start[i : i + 2], 16) * (1 - amount) + int(end[i : i + 2], 16) * amount) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def through(stops: tuple[str, ...], amount: float) -> str:
    """The colour on a way through several."""
    place = min(1.0, max(0.0, amount)) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    return blend(stops[first], stops[first + 1], place - first)


def paint(colour: str, opacity: float = 1.0) -> skia.Paint:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return skia.Paint(Color4f=skia.Color4f(red, green, blue, opacity), AntiAlias=True)


def stroke(colour: str, width: float, opacity: float = 1.0) -> skia.Paint:
    line = paint(colour, opacity)
    line.setStyle(skia.Paint.kStroke_Style)
    line.setStrokeWidth(width)
    line.setStrokeCap(skia.Paint.kRound_Cap)
    line.setStrokeJoin(skia.Paint.kRound_Join)
    return line


def shape(*steps: tuple[float, ...], close: bool = True) -> skia.Path:
    """A path from points (2 numbers), bends (4) and curves (6); the first is where it starts."""
    path = skia.Path()
    path.moveTo(*steps[0])
    for step in steps[1:]:
        {2: path.lineTo, 4: path.quadTo, 6: path.cubicTo}[len(step)](*step)
    if close:
        path.close()
    return path


def box(canvas, x, y, width, height, colour, radius=0.0, opacity=1.0) -> None:
    canvas.drawRRect(
        skia.RRect.MakeRectXY(rect(x, y, width, height), radius, radius),
        paint(colour, opacity),
    )


def disc(canvas, x, y, radius, colour, opacity=1.0) -> None:
    canvas.drawCircle(x, y, radius, paint(colour, opacity))


def glow(canvas, x, y, radius, strength, colour=LAMP) -> None:
    if strength <= 0:
        return
    # A bend in the middle lets the light end without an edge.
    colours = [paint(colour, part * strength).getColor() for part in (0.75, 0.24, 0)]
    light = skia.Paint(
        Shader=skia.GradientShader.MakeRadial(skia.Point(x, y), radius, colours, [0, 0.6, 1]),
        AntiAlias=True,
    )
    canvas.drawCircle(x, y, radius, light)


@contextmanager
def faded(canvas, opacity: float):
    """Draw a whole group at once with this opacity."""
    canvas.saveLayerAlpha(None, round(255 * min(1.0, max(0.0, opacity))))
    yield
    canvas.restore()


@contextmanager
def moved(canvas, x: float, y: float, scale: float = 1.0):
    """Draw a group with its own origin and size."""
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    yield
    canvas.restore()


@contextmanager
def within(canvas, x: float, y: float, width: float, height: float):
    """Draw only what falls into this box."""
    canvas.save()
    canvas.clipRect(rect(x, y, width, height))
    yield
    canvas.restore()


def rect(x: float, y: float, width: float, height: float) -> skia.Rect:
    return skia.Rect.MakeXYWH(x, y, width, height)


def words(canvas, text, x, y, size, weight=BOLD, colour=INK, centred=False) -> float:
    """Write a line with its baseline at y; returns its width."""
    font = lettering(weight, size)
    width = font.measureText(text)
    canvas.drawString(text, x - width / 2 if centred else x, y, font, paint(colour))
    return width


@cache
def lettering(weight: int, size: float) -> skia.Font:
    font = skia.Font(skia.Typeface.MakeFromFile(str(static_font(weight))), size)
    font.setSubpixel(True)
    return font


def static_font(weight: int) -> Path:
    """The renderer wants a plain TTF of one weight; the package carries a variable WOFF2."""
    made = BUILD / f"atkinson-{weight}.ttf"
    if not made.exists():
        font = instancer.instantiateVariableFont(TTFont(variable_font()), {"wght": weight})
        font.flavor = None
        font.save(made)
    return made


def variable_font() -> Path:
    """From the checkout's own node_modules when it has them, else from npm."""
    installed = Path(__file__).parents[2] / "node_modules" / FONT_PACKAGE / FONT_FILE
    if installed.exists():
        return installed
    fetched = BUILD / "package" / FONT_FILE
    if not fetched.exists():
        BUILD.mkdir(exist_ok=True)
        pack = ["npm", "pack", "--silent", f"{FONT_PACKAGE}@{FONT_VERSION}"]
        archive = subprocess.run(pack, cwd=BUILD, check=True, capture_output=True, text=True)
        with tarfile.open(BUILD / archive.stdout.split()[-1]) as package:
            package.extractall(BUILD, filter="data")
    return fetched


def label(
    canvas,
    verb: str,
    term: str = "",
    opacity: float = 1.0,
    quarter: int = 0,
    ground: str = PAPER,
) -> None:
    """The plain words first, the field's term under them, on paper so that both can be read."""
    if opacity <= 0:
        return
    inset = 136 if quarter else 32
    wide = max(
        lettering(BOLD, 54).measureText(verb),
        lettering(PLAIN, 44).measureText(term) if term else 0,
    )
    with faded(canvas, opacity):
        box(canvas, 40, 24, wide + inset + 36, 142 if term else 92, ground, 16)
        if quarter:
            mark(canvas, 106, 95, 46, [float(part < quarter) for part in range(4)])
        words(canvas, verb, 40 + inset, 86, 54)
        if term:
            words(canvas, term, 40 + inset, 146, 44, PLAIN)


def mark(canvas, x, y, radius, filled) -> None:
    """The four quarters of the site's mark, each as full as its part is done (0 to 1)."""
    gap = radius * 0.11
    for part, amount in enumerate(filled):
        colour = (LEAF, LAMP, PEACH, MOSS)[part]
        east, south = part in (1, 2), part in (2, 3)
        with moved(canvas, x + (gap if east else -gap), y + (gap if south else -gap)):
            quarter = skia.Path()
            quarter.moveTo(0, 0)
            oval = skia.Rect.MakeLTRB(-radius, -radius, radius, radius)
            quarter.arcTo(oval, -180 + 90 * part, 90, False)
            quarter.close()
            canvas.drawPath(quarter, paint("#e4dccb"))
            canvas.drawPath(quarter, paint(colour, amount))
            canvas.drawPath(quarter, stroke(EVERGREEN, max(2, radius * 0.04)))


def smooth(amount: float) -> float:
    """Start and stop gently."""
    amount = min(1.0, max(0.0, amount))
    return amount * amount * (3 - 2 * amount)


def wave(seconds: float, period: float) -> float:
    return math.sin(2 * math.pi * seconds / period)
