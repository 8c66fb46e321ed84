"""Small drawings: the house, the council's door, and the places where young people are."""

from brush import (
    BARK,
    CLAY,
    DUSK,
    EVERGREEN,
    INK,
    LAMP,
    LEAF,
    MOSS,
    PAPER,
    PEACH,
    box,
    disc,
    glow,
    moved,
    paint,
    shape,
    stroke,
)

from people import AMARA, LEO, MIA, person


def draw_house(canvas, x: float, floor: float) -> None:
    with moved(canvas, x, floor):
        box(canvas, 20, -250, 300, 250, "#e8d3ae")
        canvas.drawPath(shape((0, -244), (170, -380), (340, -244)), paint(CLAY))
        for left in (56, 206):
            box(canvas, left, -210, 78, 74, PAPER, 4)
            box(canvas, left + 7, -203, 64, 60, LAMP, 2)
            box(canvas, left + 36, -206, 6, 66, PAPER)
        box(canvas, 130, -118, 78, 118, EVERGREEN, 4)
        disc(canvas, 194, -56, 5, LAMP)


def draw_door(canvas, x: float, floor: float, opened: float) -> None:
    """The council's front door; it swings inwards and the light comes out."""
    wide, tall = 210, 390
    box(canvas, x - 16, floor - tall - 16, wide + 32, tall + 16, PAPER, 6)
    box(canvas, x, floor - tall, wide, tall, "#ffe2a0")
    glow(canvas, x + wide / 2, floor - tall / 2, 330, 0.8 * opened)
    leaf = wide * (1 - 0.86 * opened)
    box(canvas, x, floor - tall, leaf, tall, EVERGREEN)
    if opened < 0.8:
        inset = leaf * 0.16
        for top in (40, 215):
            box(
                canvas,
                x + inset,
                floor - tall + top,
                leaf - 2 * inset,
                130,
                "#0f352c",
                4,
            )
        disc(canvas, x + leaf * 0.9, floor - tall * 0.48, 8, LAMP)


def friends(canvas) -> None:
    for look, x, size in ((AMARA, -42, 116), (MIA, 42, 116), (LEO, 0, 126)):
        person(canvas, look, x, 62, size)


def school(canvas) -> None:
    box(canvas, -66, -18, 132, 68, "#e8c9a0")
    box(canvas, -24, -44, 48, 94, CLAY)
    canvas.drawPath(shape((-32, -42), (0, -70), (32, -42)), paint(EVERGREEN))
    disc(canvas, 0, -22, 12, PAPER)
    canvas.drawPath(shape((0, -29), (0, -22), (5, -22), close=False), stroke(INK, 2.4))
    box(canvas, -11, 16, 22, 34, EVERGREEN, 2)
    for x in (-56, 34):
        box(canvas, x, -4, 22, 24, LAMP, 2)


def park_corner(canvas) -> None:
    box(canvas, -36, -6, 12, 58, BARK)
    disc(canvas, -30, -28, 36, EVERGREEN)
    disc(canvas, -10, -14, 20, MOSS)
    box(canvas, 6, 14, 60, 7, CLAY, 3)
    box(canvas, 6, 28, 60, 7, CLAY, 3)
    for x in (12, 54):
        box(canvas, x, 34, 6, 18, EVERGREEN)


def shop(canvas) -> None:
    box(canvas, -58, -30, 116, 82, "#e8d3ae", 3)
    box(canvas, -48, -4, 54, 40, "#c7dadb", 3)
    box(canvas, 16, -4, 30, 56, EVERGREEN, 3)
    for stripe in range(6):
        box(canvas, -66 + stripe * 22, -48, 22, 34, PAPER if stripe % 2 else PEACH, 5)
    canvas.drawPath(shape((-66, -48), (66, -48), close=False), stroke(CLAY, 5))


def bus(canvas) -> None:
    box(canvas, -70, -44, 140, 84, CLAY, 12)
    for x in (-58, -18, 22):
        box(canvas, x, -32, 34, 30, "#dbe8e6", 5)
    box(canvas, -70, 8, 140, 7, LAMP)
    for x in (-38, 38):
        disc(canvas, x, 42, 16, INK)
        disc(canvas, x, 42, 6, PAPER)


def phone(canvas) -> None:
    box(canvas, -36, -66, 72, 132, INK, 12)
    box(canvas, -29, -54, 58, 104, "#dbe8e6", 5)
    box(canvas, -22, -42, 36, 20, LEAF, 8)
    box(canvas, -12, -14, 36, 20, LAMP, 8)
    box(canvas, -22, 14, 36, 20, DUSK, 8)


PLACES = (friends, school, park_corner, shop, bus, phone)
