"""One function per scene: draw the moment that the clock shows."""

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
    SAND,
    box,
    disc,
    faded,
    glow,
    label,
    mark,
    moved,
    paint,
    shape,
    smooth,
    stroke,
    words,
)
from park import Park, draw_park
from places import PLACES, draw_house
from rooms import children_first, front_door, governors
from story import Clock, park_at

from people import (
    FATHER,
    KAI,
    LEO,
    MIA,
    MOTHER,
    SANA,
    SIT,
    Look,
    Pose,
    person,
)


def outside_home(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint(SAND))
    canvas.drawPath(shape((0, 560), (300, 500, 700, 540), (1000, 570, 1280, 520), (1280, 720), (0, 720)),
                    paint(LEAF))  # fmt: skip
    canvas.drawPath(shape((0, 630), (400, 580, 800, 620), (1100, 650, 1280, 610), (1280, 720), (0, 720)),
                    paint(MOSS))  # fmt: skip
    # Home has the middle at first; then it makes room for the other places.
    middle = 1 - clock.rise("places", 2.4, -0.2)
    size = 1 + 0.25 * middle
    with moved(canvas, (640 - 290 * size) * middle, 672 * (1 - size), size):
        draw_house(canvas, 40, 640)
        for look, x, size in (
            (MOTHER, 330, 216),
            (LEO_AT_HOME, 412, 184),
            (FATHER, 494, 220),
        ):
            person(canvas, look, x, 672, size)
    ring = clock.rise("context", 1.2, 0.35)
    for index, draw in enumerate(PLACES):
        x, y = 680 + (index % 3) * 222, 310 + (index // 3) * 226
        here = clock.rise("places", 0.8, 0.3 + 0.12 * index)
        if here > 0:
            with faded(canvas, here), moved(canvas, x, y, 0.94 + 0.06 * here):
                disc(canvas, 0, 0, 98, PAPER)
                canvas.drawCircle(0, 0, 98, stroke(CLAY, 9, ring))
                draw(canvas)
    label(canvas, "Harm outside the home", "", clock.between("name", "context"))
    label(
        canvas,
        "Look at the place or group",
        "Contextual safeguarding",
        clock.rise("context"),
    )


def park_before(canvas, clock: Clock) -> None:
    # Very slowly nearer, towards what is hidden.
    near = 1 + 0.05 * smooth(clock.since("dark") / 14)
    with moved(canvas, 880 * (1 - near), 420 * (1 - near), near):
        draw_park(canvas, park_at(clock))
    label(canvas, "A park after school", "", clock.between("park", "hurt"))


def four_parts(canvas, clock: Clock) -> None:
    draw_park(canvas, park_at(clock))
    with faded(canvas, clock.rise("quarters", 0.9)):
        disc(canvas, 640, 400, 236, PAPER)
        mark(
            canvas,
            640,
            400,
            178,
            [clock.rise("quarters", 0.9, 0.15 + 0.17 * at) for at in range(4)],
        )
    label(canvas, "As well as that: the place", "", clock.rise("as_well", 0.7))


def target(canvas, clock: Clock) -> None:
    draw_park(canvas, park_at(clock))
    _part_label(canvas, clock, 1, "Change the place", "Target", "target")


def framework(canvas, clock: Clock) -> None:
    in_park = clock.rise("police", 1.0, -0.35)
    if in_park < 1:
        front_door(canvas, clock)
    if in_park > 0:
        with faded(canvas, in_park):
            draw_park(canvas, park_at(clock))
    _part_label(
        canvas,
        clock,
        2,
        "Keep it child protection",
        "Legislative framework",
        "framework",
    )


def partnerships(canvas, clock: Clock) -> None:
    draw_park(canvas, park_at(clock))
    _part_label(canvas, clock, 3, "Work together", "Partnerships", "partners")


def outcomes(canvas, clock: Clock) -> None:
    listed = clock.rise("safer", 0.8)
    park = park_at(clock)
    if listed == 1:  # nobody peeps out from behind the list
        park.plan, park.people = (
            0,
            [someone for someone in park.people if someone[1] < 320],
        )
    draw_park(canvas, park)
    if listed > 0:
        with faded(canvas, listed):
            box(canvas, 560, 190, 680, 460, PAPER, 18)
    for row, (key, text, draw) in enumerate(QUESTIONS):
        with faded(canvas, clock.rise(key, 0.8, 0.25)):
            y = 274 + row * 146
            with moved(canvas, 646, y):
                disc(canvas, 0, 0, 58, (LEAF, LAMP, PEACH)[row])
                draw(canvas)
            words(canvas, text, 728, y + 17, 52)
    _part_label(canvas, clock, 4, "Check that it worked", "Outcomes measurement", "outcomes")


def _smile(canvas) -> None:
    disc(canvas, 0, 0, 36, PAPER)
    for side in (-1, 1):
        disc(canvas, side * 12, -8, 4.5, INK)
    canvas.drawPath(shape((-14, 8), (0, 24, 14, 8), close=False), stroke(INK, 4.5))


def _falling_bars(canvas) -> None:
    for at, tall in enumerate((58, 40, 22)):
        box(canvas, -33 + at * 24, 30 - tall, 18, tall, EVERGREEN, 3)


def _bus(canvas) -> None:
    box(canvas, -40, -30, 80, 52, DUSK, 9)
    box(canvas, -33, -22, 66, 20, PAPER, 4)
    for x in (-20, 20):
        disc(canvas, x, 24, 10, INK)
        disc(canvas, x, 24, 4, PAPER)


QUESTIONS = (
    ("safer", "Do they feel safer?", _smile),
    ("fewer", "Fewer incidents?", _falling_bars),
    ("bus", "The bus station?", _bus),
)


def moving_on(canvas, clock: Clock) -> None:
    park = Park()
    for index, look in enumerate((MIA, KAI, SANA)):
        passed = clock.since("moving")
        x = 330 + index * 36 + max(0.0, passed) * 42
        park.people.append((look, x, 338 + 5 * (index % 2), Pose(walking=passed, facing=1)))
    draw_park(canvas, park)
    label(
        canvas,
        "Moving children on",
        "changes nothing about the place",
        clock.rise("moving", 0.7),
    )


def who_is_missing(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint(SAND))
    canvas.drawPath(shape((0, 420), (300, 330, 700, 390), (1000, 430, 1280, 360), (1280, 720), (0, 720)),
                    paint(LEAF))  # fmt: skip
    canvas.drawPath(shape((0, 540), (400, 490, 800, 530), (1100, 560, 1280, 520), (1280, 720), (0, 720)),
                    paint(MOSS))  # fmt: skip
    glow(canvas, 1196, 230, 240, 1)
    box(canvas, 1188, 240, 16, 400, EVERGREEN)
    canvas.drawPath(shape((1150, 194), (1242, 194), (1228, 242), (1164, 242)), paint(EVERGREEN))
    canvas.drawPath(shape((1164, 242), (1228, 242), (1222, 262), (1170, 262)), paint(LAMP))
    with moved(canvas, -95, -118, 1.18):
        _bench(canvas, clock.rise("bench", 1.2))
        for look, x in ((SANA, 260), (LEO, 410), (KAI, 560), (MIA, 900)):
            person(canvas, look, x, 672, 310, SIT)
    label(
        canvas,
        "Seen as older, protected less",
        "Adultification",
        clock.between("older", "bench"),
    )
    label(canvas, "Who is missing?", "", clock.rise("bench", 0.7))


def _bench(canvas, empty_place: float) -> None:
    for x in (220, 640, 960):
        box(canvas, x, 580, 20, 92, EVERGREEN)
    for x, y, wide, high in ((170, 484, 860, 34), (150, 574, 900, 28)):
        box(canvas, x, y, wide, high, CLAY, 10)
        box(canvas, 650, y, 160, high, LAMP, 0, empty_place)
    glow(canvas, 730, 520, 130, 0.5 * empty_place)


def park_after(canvas, clock: Clock) -> None:
    draw_park(canvas, park_at(clock))
    label(
        canvas,
        "This adds to your training",
        "It does not replace it",
        clock.rise("adds", 0.8),
    )


def _part_label(canvas, clock: Clock, part: int, verb: str, term: str, key: str) -> None:
    label(canvas, verb, term, clock.rise(key, 0.7), quarter=part)


LEO_AT_HOME = Look("#c98f63", LAMP, EVERGREEN, "#221c1a", "short", young=True)
DRAW = {
    "outside_home": outside_home, "park_before": park_before, "children_first": children_first,
    "four_parts": four_parts, "target": target, "framework": framework,
    "partnerships": partnerships, "outcomes": outcomes, "moving_on": moving_on,
    "who_is_missing": who_is_missing, "governors": governors, "park_after": park_after,
}  # fmt: skip


def draw_poster(canvas, timeline) -> None:
    """The park as it becomes, without words: the page has its own heading."""
    draw_park(canvas, park_at(Clock(timeline, timeline.length - 0.1)))
