"""The stage: the park of the home page, from dark and overgrown to lit and open.

Coordinates are those of the site's own park picture (640 by 360), moved a little down so
that a label fits in the sky.
"""

from dataclasses import dataclass, field

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
    SAND,
    blend,
    box,
    disc,
    glow,
    moved,
    paint,
    shape,
    stroke,
    through,
    within,
)

from people import Look, Pose, person

SCALE, LEFT, TOP = 1.85, 48, 37
# Paler in the dusk than before and after it, so that posts stand out from the grass.
IRON = ("#4a665b", "#7c988d", "#1d4438", EVERGREEN, EVERGREEN)


@dataclass
class Park:
    """Everything about the park that the film can change; 0 is before, 1 is done."""

    daylight: float = 0.0
    lamps: tuple[float, float] = (0.0, 0.0)
    hedge_cut: float = 0.0
    kiosk: float = 0.0
    table: float = 0.0
    plan: float = 0.0
    plan_drawn: float = 0.0
    marks: tuple[float, ...] = ()
    people: list[tuple[Look, float, float, Pose]] = field(default_factory=list)
    seated: list[tuple[Look, float]] = field(default_factory=list)
    seller: Look | None = None

    def lit(self, before: str, after: str) -> str:
        return blend(before, after, self.daylight)


def draw_park(canvas, park: Park) -> None:
    sky = through(("#12241f", "#1f4856", "#6f9a98", "#eadcc0", SAND), park.daylight)
    canvas.drawPaint(paint(sky))
    with moved(canvas, LEFT, TOP, SCALE):
        _ground(canvas, park)
        _lamp(canvas, park, 505, 90, 258, 1.0, park.lamps[1])
        _lamp(canvas, park, 205, 131, 270, 0.8, park.lamps[0])
        _trees(canvas, park)
        _kiosk(canvas, park)
        _shelter(canvas, park)
        _hedge(canvas, park)
        _foreground(canvas, park)
        _marks(canvas, park)


def _ground(canvas, park: Park) -> None:
    far = shape((-60, 200), (0, 190), (120, 140, 210, 175, 320, 145), (430, 115, 540, 120, 640, 155),
                (700, 170), (700, 420), (-60, 420))  # fmt: skip
    near = shape((-60, 256), (0, 240), (150, 195, 300, 230, 420, 210), (540, 190, 590, 200, 640, 210),
                 (700, 214), (700, 420), (-60, 420))  # fmt: skip
    path = shape((250, 400), (252, 380, 254, 370, 255, 360), (265, 300, 345, 285, 350, 245),
                 (354, 215, 290, 210, 292, 183), (308, 182), (310, 204, 400, 206, 400, 244),
                 (400, 289, 355, 304, 360, 360), (360, 370, 362, 380, 364, 400))  # fmt: skip
    canvas.drawPath(far, paint(park.lit("#24463a", LEAF)))
    canvas.drawPath(near, paint(park.lit("#1b3930", MOSS)))
    canvas.drawPath(path, paint(park.lit("#56665a", SAND)))


def _lamp(canvas, park: Park, x, head, foot, size, light) -> None:
    iron, dark_glass = through(IRON, park.daylight), park.lit("#2c463d", "#4b6259")
    glow(canvas, x, head + 4, 110 * size, light)
    box(canvas, x - 5 * size, head + 10, 10 * size, foot - head - 10, iron)
    canvas.drawPath(
        shape(
            (x - 21 * size, head),
            (x + 21 * size, head),
            (x + 14 * size, head + 22 * size),
            (x - 14 * size, head + 22 * size),
        ),
        paint(iron),
    )
    canvas.drawPath(
        shape(
            (x - 14 * size, head + 22 * size),
            (x + 14 * size, head + 22 * size),
            (x + 11 * size, head + 31 * size),
            (x - 11 * size, head + 31 * size),
        ),
        paint(blend(dark_glass, LAMP, light)),
    )


def _trees(canvas, park: Park) -> None:
    leaves, trunk = park.lit("#0a1512", EVERGREEN), park.lit("#33261d", BARK)
    box(canvas, 84, 170, 14, 100, trunk)
    disc(canvas, 91, 130, 58, leaves)
    disc(canvas, 128, 152, 36, DUSK, 0.55 * park.daylight)
    disc(canvas, 60, 160, 34, leaves)
    box(canvas, 588, 186, 10, 74, trunk)
    disc(canvas, 593, 154, 40, leaves)
    disc(canvas, 615, 172, 26, DUSK, 0.55 * park.daylight)


def _kiosk(canvas, park: Park) -> None:
    x, floor = 128, 272
    box(canvas, x, 206, 62, floor - 206, park.lit("#2a4239", CLAY), 2)
    box(canvas, x + 6, 216, 50, 28, blend("#1a2c27", "#ffe7a8", park.kiosk), 1)
    if park.seller and park.kiosk > 0.3:
        with within(canvas, x + 6, 216, 50, 28):
            person(canvas, park.seller, x + 31, 286, 74, Pose(right=(20, -62)))
    shutter = 28 * (1 - park.kiosk)
    if shutter > 0.5:
        box(canvas, x + 6, 216, 50, shutter, park.lit("#38524a", "#9a8f7a"))
        for slat in range(1, int(shutter // 5) + 1):
            box(canvas, x + 6, 216 + slat * 5, 50, 0.8, park.lit("#22362f", "#7d735f"))
    box(canvas, x - 4, 244, 70, 5, park.lit("#38524a", SAND), 1)
    for stripe in range(6):
        colour = park.lit("#30493f", PAPER) if stripe % 2 else park.lit("#22362f", PEACH)
        box(canvas, x - 5 + stripe * 12, 198, 12, 15, colour, 2)


def _shelter(canvas, park: Park) -> None:
    post, open_ = through(IRON, park.daylight), park.hedge_cut
    box(canvas, 412, 204, 120, 62, blend("#2c463d", "#d9e3c4", open_ * park.daylight))
    box(canvas, 426, 214, 92, 24, blend("#22362f", "#c7dadb", open_ * park.daylight), 2)
    bench = blend(park.lit("#2a3a33", CLAY), CLAY, open_)
    box(canvas, 426, 240, 92, 6, bench, 3)
    box(canvas, 424, 256, 96, 5, bench, 2)
    for look, x in park.seated:
        person(canvas, look, x, 271, 62, Pose(seated=True, left=(-9, -32), right=(9, -32)))
    for x in (430, 509):
        box(canvas, x, 261, 5, 11, post)
    for x in (412, 525):
        box(canvas, x, 204, 7, 70, post)
    canvas.drawPath(shape((402, 206), (472, 176), (542, 206)), paint(post))


def _hedge(canvas, park: Park) -> None:
    hedge = shape((392, 300), (396, 240, 414, 222, 438, 230), (446, 200, 478, 200, 490, 224),
                  (516, 208, 542, 222, 544, 250), (562, 252, 570, 272, 566, 300))  # fmt: skip
    with within(canvas, 380, 200 + 84 * park.hedge_cut, 200, 110):  # cut from the top down
        canvas.drawPath(hedge, paint(park.lit("#0a1512", EVERGREEN)))


def _foreground(canvas, park: Park) -> None:
    """Whoever and whatever stands on the grass, the furthest first."""
    things = [(y, _someone(look, x, y, pose)) for look, x, y, pose in park.people]
    things += [(322, lambda c: _games_table(c, park)), (316, lambda c: _plan(c, park))]
    for _, draw in sorted(things, key=lambda thing: thing[0]):
        draw(canvas)


def _someone(look: Look, x: float, y: float, pose: Pose):
    # Those who stand nearer are taller; young people a little less so.
    height = (68 + (y - 270) * 0.28) * (0.9 if look.young else 1)
    return lambda canvas: person(canvas, look, x, y, height, pose)


def _games_table(canvas, park: Park) -> None:
    if park.table <= 0:
        return
    with moved(canvas, 150, 324, park.table):
        for x in (-34, 28):
            box(canvas, x, -24, 6, 24, park.lit("#22362f", INK))
        canvas.drawPath(shape((-40, -36), (40, -36), (50, -22), (-50, -22)),
                        paint(park.lit("#2d5a66", DUSK)))  # fmt: skip
        canvas.drawPath(shape((0, -36), (0, -22), close=False), stroke(PAPER, 1))
        box(canvas, -1.6, -42, 3.2, 18, PAPER)


def _plan(canvas, park: Park) -> None:
    """A drawing of this park, on an easel: the path, the lamps and a tree, as they are drawn."""
    if park.plan <= 0:
        return
    with moved(canvas, 586, 350, park.plan):
        for x in (-30, 26):
            box(canvas, x, -64, 4, 64, BARK)
        box(canvas, -40, -84, 80, 54, PAPER, 2)
        drawn = park.plan_drawn
        lines = shape((-32, -36), (-10, -60, 6, -40), (20, -52, 32, -72), close=False)
        with within(canvas, -40, -84, 80 * drawn, 54):
            canvas.drawPath(lines, stroke(PEACH, 4))
            for x, y in ((-22, -66), (16, -40)):
                disc(canvas, x, y, 6, MOSS)
            disc(canvas, 4, -70, 5, LAMP)
            disc(canvas, 30, -46, 4, LAMP)


def _marks(canvas, park: Park) -> None:
    """Rings round what has to change."""
    places = ((205, 145, 30), (505, 106, 34), (478, 244, 66), (150, 316, 46))
    for amount, (x, y, radius) in zip(park.marks, places, strict=False):
        if amount > 0:
            canvas.drawCircle(x, y, radius * (1.15 - 0.15 * amount), stroke(LAMP, 3, amount))
