"""The scenes indoors and at the door: the two children, the council, the governors."""

from brush import (
    BARK,
    CLAY,
    DUSK,
    EVERGREEN,
    HEIGHT,
    INK,
    LAMP,
    LEAF,
    MOSS,
    PAPER,
    PEACH,
    SAND,
    WIDTH,
    box,
    disc,
    faded,
    glow,
    label,
    moved,
    paint,
    rect,
    shape,
    stroke,
    within,
)
from park import draw_park
from places import draw_door
from story import Clock, park_at

from people import (
    AMARA,
    FATHER,
    LEO,
    MOTHER,
    SIT,
    SOCIAL_WORKER,
    TEACHER,
    TRUSTED,
    Look,
    Pose,
    person,
)

WARM_WALL, WARM_FLOOR = "#f6e7c8", "#d9b98a"


def children_first(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint(WARM_WALL))
    box(canvas, 0, 590, WIDTH, 130, WARM_FLOOR)
    window(canvas, 96, 250)
    glow(canvas, 1090, 300, 420, 0.75 + 0.25 * clock.rise("sit", 2))
    standing_lamp(canvas, 1090, 640)
    with moved(canvas, -64, -64, 1.1):
        for look, x, come_from in ((MOTHER, 412, -20), (FATHER, 872, 1250)):
            _come_in(canvas, clock, look, x, come_from)
        sofa(canvas)
        person(canvas, AMARA, 520, 668, 330, SIT)
        person(canvas, LEO, 640, 668, 330, SIT)
        listening = Pose(seated=True, facing=-1, left=(-16, -36), right=(10, -30))
        person(canvas, TRUSTED, 766, 668, 360, listening)
    small_table(canvas)
    spoken = [word for at, word in enumerate(("Referred", "believed", "protected", "supported"))
              if clock.rise("referred", 0.1, 0.12 + 0.2 * at) > 0]  # fmt: skip
    label(canvas, "First, the two children", ", ".join(spoken), clock.rise("first", 0.7))


def _come_in(canvas, clock: Clock, look: Look, x: float, come_from: float) -> None:
    """One of the family walks in and stays behind the sofa."""
    passed = clock.since("referred", 0.8)
    way = min(1.0, passed / 3.6)
    if passed > 0:
        towards = 0.6 if x < 600 else -0.6
        pose = Pose(walking=passed, facing=towards) if way < 1 else Pose(facing=towards)
        person(canvas, look, come_from + (x - come_from) * way, 632, 372, pose)


def sofa(canvas) -> None:
    box(canvas, 392, 430, 496, 170, DUSK, 30)
    box(canvas, 392, 560, 496, 76, "#2d6880", 18)
    for x in (360, 860):
        box(canvas, x, 490, 62, 156, "#1d4758", 26)
    for x in (380, 876):
        box(canvas, x, 640, 20, 26, BARK, 4)


def small_table(canvas) -> None:
    box(canvas, 950, 600, 210, 14, BARK, 6)
    for x in (972, 1126):
        box(canvas, x, 610, 12, 74, BARK)
    for x, colour in ((990, CLAY), (1050, EVERGREEN), (1102, PEACH)):
        box(canvas, x, 570, 30, 32, colour, 6)
        canvas.drawCircle(x + 32, 585, 9, stroke(colour, 5))


def standing_lamp(canvas, x: float, foot: float) -> None:
    box(canvas, x - 5, 330, 10, foot - 330, EVERGREEN)
    box(canvas, x - 46, foot - 8, 92, 12, EVERGREEN, 6)
    canvas.drawPath(shape((x - 46, 240), (x + 46, 240), (x + 74, 338), (x - 74, 338)), paint(LAMP))


def window(canvas, x: float, y: float) -> None:
    box(canvas, x, y, 190, 210, PAPER, 8)
    box(canvas, x + 12, y + 12, 166, 186, "#8fb3b5", 4)
    with within(canvas, x + 12, y + 12, 166, 186):
        disc(canvas, x + 60, y + 210, 90, MOSS)
        disc(canvas, x + 160, y + 220, 80, EVERGREEN)
    box(canvas, x + 90, y + 8, 10, 194, PAPER)
    box(canvas, x + 8, y + 96, 174, 10, PAPER)


def front_door(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint("#dfe3d2"))
    box(canvas, 520, 180, 760, 460, SAND)
    box(canvas, 500, 166, 780, 22, CLAY, 6)
    box(canvas, 0, 636, WIDTH, 84, "#c9b58f")
    for x, y, wide, colour in (
        (70, 600, 120, MOSS),
        (250, 630, 90, LEAF),
        (430, 640, 64, MOSS),
    ):
        canvas.drawPath(shape((x - wide, 640), (x - wide, y - wide * 1.1, x, y - wide * 1.1),
                              (x + wide, y - wide * 1.1, x + wide, 640)), paint(colour))  # fmt: skip
    for x in (570, 1080):
        box(canvas, x, 270, 130, 170, PAPER, 6)
        box(canvas, x + 10, 280, 110, 150, "#ffe7a8", 3)
        box(canvas, x + 60, 276, 10, 158, PAPER)
    opened = clock.rise("welcome", 1.6)
    draw_door(canvas, 800, 636, opened)
    if opened > 0:
        with faded(canvas, opened):
            person(canvas, SOCIAL_WORKER, 905, 640, 300, Pose(facing=-1, left=(-20, -52)))
    passed = clock.since("framework_term")
    way = min(1.0, max(0.0, passed / 5.5))
    if passed > 0:
        pose = Pose(walking=passed, facing=1) if way < 1 else Pose(facing=1, right=(20, -52))
        person(canvas, TEACHER, -80 + 800 * way, 660, 310, pose)


def governors(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint("#e9e2cf"))
    _park_in_the_window(canvas, clock)
    box(canvas, 0, 620, WIDTH, 100, "#cdb68c")
    for index, (look, pose) in enumerate(BOARD):
        person(canvas, look, 172 + index * 234, 742 - 14 * (2 - abs(2 - index)), 400, pose)
    canvas.drawOval(rect(-60, 532, 1400, 330), paint(BARK))
    canvas.drawOval(rect(-60, 516, 1400, 330), paint("#a06a3f"))
    for x, y in ((190, 612), (430, 566), (790, 566), (1030, 612)):
        canvas.drawPath(
            shape((x, y), (x + 74, y - 4), (x + 84, y + 36), (x - 6, y + 40)),
            paint(PAPER),
        )
    for x, y, colour in MUGS:
        box(canvas, x, y, 34, 34, colour, 7)
        canvas.drawCircle(x + 36, y + 16, 9, stroke(colour, 5))
    label(canvas, "Set the tone, and ask", "", clock.between("tone", "investigate"))
    label(canvas, "Do not investigate", "", clock.between("investigate", "dsl"))
    label(
        canvas,
        "Worried? Tell the DSL",
        "Designated safeguarding lead",
        clock.between("dsl", "danger"),
    )
    # The one thing that must always be found is on lamp yellow, as on the site.
    label(canvas, "In danger now: call 999", "", clock.rise("danger", 0.7), ground=LAMP)


MUGS = ((330, 596, CLAY), (640, 544, EVERGREEN), (935, 584, DUSK))
BOARD = (
    (Look("#f2c9a5", DUSK, INK, "#cdc6ba", "short"), Pose(facing=0.8)),
    (Look("#8a5a3c", CLAY, INK, "#221c1a", "long"), Pose(facing=1)),
    (Look("#e0a57c", EVERGREEN, INK, "#cdc6ba", "bun"), Pose(right=(20, -58))),
    (Look("#c98f63", MOSS, INK, DUSK, "scarf"), Pose(facing=-1)),
    (Look("#734831", PEACH, INK, "#cdc6ba", "curly"), Pose(facing=-1)),
)


def _park_in_the_window(canvas, clock: Clock) -> None:
    box(canvas, 806, 34, 434, 256, PAPER, 8)
    with moved(canvas, 818, 46, 0.32), within(canvas, 0, 0, WIDTH, HEIGHT):
        park = park_at(clock)
        park.people, park.seated = [], []  # too far away to be seen
        draw_park(canvas, park)
