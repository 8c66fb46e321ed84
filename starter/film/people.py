"""The people of the film: one friendly flat figure, dressed many ways.

A figure is drawn 100 units tall with its feet at (0, 0), then scaled.
"""

from dataclasses import dataclass

import skia
from brush import (
    CLAY,
    DUSK,
    EVERGREEN,
    INK,
    LAMP,
    LEAF,
    MOSS,
    PAPER,
    PEACH,
    blend,
    box,
    disc,
    moved,
    paint,
    shape,
    stroke,
    wave,
)

FAIR, TAN, OLIVE, BROWN, DEEP = "#f2c9a5", "#e0a57c", "#c98f63", "#8a5a3c", "#734831"
BLACK_HAIR, BROWN_HAIR, GREY_HAIR, RED_HAIR = "#221c1a", "#57361f", "#cdc6ba", "#a65a2e"


@dataclass(frozen=True)
class Look:
    skin: str
    top: str
    legs: str
    hair: str
    style: str  # short, curly, long, bun, scarf, turban, bald, cap
    extra: str = ""  # lanyard, vest, apron, police, folder
    young: bool = False


@dataclass(frozen=True)
class Pose:
    walking: float | None = None  # seconds, while walking
    facing: float = 0.0  # -1 left, 0 to us, 1 right
    seated: bool = False
    left: tuple[float, float] = (-17, -40)  # where the hands are
    right: tuple[float, float] = (17, -40)


STAND = Pose()
SIT = Pose(seated=True, left=(-9, -30), right=(9, -30))

AMARA = Look(DEEP, LAMP, DUSK, BLACK_HAIR, "curly", young=True)
LEO = Look(FAIR, MOSS, INK, BROWN_HAIR, "short", young=True)
SANA = Look(OLIVE, CLAY, DUSK, DUSK, "scarf", young=True)
KAI = Look(BROWN, PAPER, EVERGREEN, BLACK_HAIR, "short", young=True)
MIA = Look(TAN, PEACH, EVERGREEN, RED_HAIR, "long", young=True)
TEACHER = Look(OLIVE, DUSK, INK, BLACK_HAIR, "bun", "folder")
SOCIAL_WORKER = Look(BROWN, LEAF, EVERGREEN, BLACK_HAIR, "long", "lanyard")
TRUSTED = Look(TAN, EVERGREEN, INK, GREY_HAIR, "bun", "lanyard")
YOUTH_WORKER = Look(BROWN, CLAY, INK, BLACK_HAIR, "short", "lanyard")
PARKS = Look(FAIR, MOSS, DUSK, RED_HAIR, "cap", "vest")
PARKS_TOO = Look(DEEP, MOSS, DUSK, BLACK_HAIR, "cap", "vest")
KIOSK = Look(OLIVE, DUSK, INK, GREY_HAIR, "turban", "apron")
OFFICER = Look(TAN, "#2b3440", "#2b3440", BLACK_HAIR, "short", "police")
MOTHER = Look(DEEP, PEACH, DUSK, BLACK_HAIR, "bun")
FATHER = Look(FAIR, DUSK, INK, BROWN_HAIR, "short")
GRAN = Look(FAIR, CLAY, DUSK, GREY_HAIR, "curly")


def person(canvas, look: Look, x: float, y: float, height: float, pose: Pose = STAND) -> None:
    bob = 0 if pose.walking is None else abs(wave(pose.walking, 1.3)) * 1.1
    size = height / 100
    with moved(canvas, x, y, size):
        box(canvas, -15, -2.5, 30, 5, INK, 2.5, 0.16)
        _legs(canvas, look, pose)
        with moved(canvas, 0, (16 if pose.seated else 0) - bob):
            if look.style in ("long", "scarf"):
                _behind_head(canvas, look)
            arms_out = pose.left, pose.right
            _torso(canvas, look)
            _arm(canvas, look, -1, arms_out[0], pose)
            _arm(canvas, look, 1, arms_out[1], pose)
            _head(canvas, look, pose.facing)


def _legs(canvas, look: Look, pose: Pose) -> None:
    swing = 0 if pose.walking is None else wave(pose.walking, 1.3) * 8
    shoe = blend(look.legs, INK, 0.6)
    for side in (-1, 1):
        if pose.seated:
            hip, knee, foot = (side * 5, -26), (side * 8, -21), (side * 8, -3)
        else:
            hip, knee = (side * 5, -40), (side * 5.5 + side * swing * 0.4, -20)
            foot = (side * 6 + side * swing, -3 - max(0, side * swing) * 0.15)
        ankle = (foot[0], foot[1] - 3.5)
        canvas.drawPath(shape(hip, (*knee, *ankle), close=False), stroke(look.legs, 9.5))
        turn = pose.facing * 2.5
        box(canvas, foot[0] - 5.5 + turn, foot[1] - 2.5, 11, 5.5, shoe, 2.7)


def _torso(canvas, look: Look) -> None:
    coat = shape((-13, -66), (-13, -74, -5, -74), (5, -74), (13, -74, 13, -66), (12, -36),
                 (12, -33, 9, -33), (-9, -33), (-12, -33, -12, -36))  # fmt: skip
    box(canvas, -4, -79, 8, 9, blend(look.skin, INK, 0.12), 3)
    canvas.drawPath(coat, paint(look.top))
    if look.extra == "vest":
        canvas.drawPath(shape((-10, -73), (10, -73), (12, -40), (-12, -40)), paint(LAMP))
        box(canvas, -12, -53, 24, 4, PAPER)
    elif look.extra == "apron":
        canvas.drawPath(shape((-7, -66), (7, -66), (10, -34), (-10, -34)), paint(PAPER))
    elif look.extra == "lanyard":
        canvas.drawPath(shape((-6, -73), (0, -56), (6, -73), close=False), stroke(PAPER, 1.6))
        box(canvas, -4, -57, 8, 10, PAPER, 1.5)
        box(canvas, -2.5, -54.5, 5, 4, MOSS, 1)
    elif look.extra == "police":
        box(canvas, -12.6, -58, 25.2, 9, LAMP)
        box(canvas, -12.6, -55, 25.2, 3, PAPER)
    elif not look.young:
        canvas.drawPath(shape((-5, -74), (0, -67), (5, -74)), paint(blend(look.top, PAPER, 0.55)))


def _arm(canvas, look: Look, side: int, hand: tuple[float, float], pose: Pose) -> None:
    if pose.walking is not None:
        hand = (hand[0] - side * wave(pose.walking, 1.3) * 4, hand[1])
    shoulder = (side * 11, -68)
    elbow = ((shoulder[0] + hand[0]) / 2 + side * 4, (shoulder[1] + hand[1]) / 2 + 3)
    sleeve = shape(shoulder, (*elbow, *hand), close=False)
    # A darker edge keeps the arm apart from the body without an outline.
    canvas.drawPath(sleeve, stroke(blend(look.top, INK, 0.16), 7))
    disc(canvas, *hand, 4, look.skin)
    if look.extra == "folder" and side == 1:
        box(canvas, hand[0] - 10, hand[1] - 12, 14, 17, LAMP, 1.5)
        box(canvas, hand[0] - 7.5, hand[1] - 8, 9, 2, PAPER)
        disc(canvas, hand[0] - 3, hand[1] + 3, 3.6, look.skin)


def _behind_head(canvas, look: Look) -> None:
    bottom = -66 if look.style == "long" else -68
    canvas.drawPath(
        shape(
            (-12.5, -88),
            (-14, bottom),
            (-8, bottom + 3, 0, bottom + 3),
            (8, bottom + 3, 14, bottom),
            (12.5, -88),
        ),
        paint(look.hair),
    )


def _head(canvas, look: Look, facing: float) -> None:
    turn, middle = facing * 2.6, -87
    radius = 12 if look.young else 11
    if look.style == "bun":
        disc(canvas, -turn, middle - 13.5, 5.5, look.hair)
    if look.style == "curly":
        for dx, dy in ((-10, -4), (-8, -10), (0, -13), (8, -10), (10, -4)):
            disc(canvas, dx - turn * 0.4, middle + dy, 6, look.hair)
    if look.style == "scarf":
        disc(canvas, 0, middle - 0.5, radius + 2.5, look.hair)
        canvas.drawOval(_oval(turn * 0.6, middle + 1, radius - 2.6, radius - 1.6), paint(look.skin))
    else:
        for side in (-1, 1):
            disc(
                canvas,
                side * (radius - 0.3) - turn * 0.5,
                middle + 1,
                2.4,
                blend(look.skin, INK, 0.1),
            )
        disc(canvas, 0, middle, radius, look.skin)
        _hair(canvas, look, middle, radius, turn)
    _face(canvas, look, turn, middle + 1)


def _hair(canvas, look: Look, middle: float, radius: float, turn: float) -> None:
    reach = radius + 1
    if look.style == "turban":
        canvas.drawPath(shape((-reach, middle - 2), (-reach - 2, middle - 19, 0, middle - 19),
                              (reach + 2, middle - 19, reach, middle - 2),
                              (0, middle - 11, -reach, middle - 2)), paint(CLAY))  # fmt: skip
        canvas.drawPath(shape((-reach + 2, middle + 3), (0, middle + 21, reach - 2, middle + 3),
                              (0, middle + 10, -reach + 2, middle + 3)), paint(look.hair))  # fmt: skip
        return
    fringe = {"short": -4, "curly": -5, "long": -2, "bun": -4, "cap": -5}.get(look.style, -4)
    canvas.drawPath(
        shape(
            (-reach, middle + 1),
            (-reach - 0.5, middle - reach - 2.5, 0, middle - reach - 1.5),
            (reach + 0.5, middle - reach - 2.5, reach, middle + 1),
            (reach - 1, middle + fringe - 2, turn, middle + fringe - 2),
            (-reach + 1, middle + fringe - 2, -reach, middle + 1),
        ),
        paint(look.hair),
    )
    if look.style == "cap":
        canvas.drawPath(shape((-reach, middle - 4), (-reach, middle - 17, 0, middle - 16),
                              (reach, middle - 17, reach, middle - 4)), paint(EVERGREEN))  # fmt: skip
        box(canvas, -10 + turn * 2, middle - 6, 20, 3.4, EVERGREEN, 1.7)


def _face(canvas, look: Look, turn: float, middle: float) -> None:
    for side in (-1, 1):
        disc(canvas, side * 4 + turn, middle - 0.5, 1.4, "#140d0a")
    lips = blend(look.skin, "#1c0f0a", 0.75)
    canvas.drawPath(
        shape(
            (-3.6 + turn, middle + 4),
            (turn, middle + 7.4, 3.6 + turn, middle + 4),
            close=False,
        ),
        stroke(lips, 1.3),
    )


def _oval(x: float, y: float, across: float, down: float) -> skia.Rect:
    return skia.Rect.MakeLTRB(x - across, y - down, x + across, y + down)
