"""Two films for pupils: what each says, scene by scene, and what is to be seen.

"The way home" is for ages 7 to 11, "A favour" for ages 11 to 14. Nobody is shown being hurt. The narration says all
that the picture shows, so that nobody needs a separate audio description (WCAG 1.2.5): keep it so when you edit.
"""

from brush import (
    CLAY,
    DUSK,
    EVERGREEN,
    INK,
    LAMP,
    LEAF,
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
    shape,
    words,
)
from park import Park, draw_park
from places import bus, school, shop
from rooms import WARM_FLOOR, WARM_WALL, small_table, sofa, standing_lamp, window
from script import Line, Scene
from story import Clock

from people import KAI, KIOSK, LEO, MIA, PARKS, SANA, SIT, TEACHER, YOUTH_WORKER, Look, Pose, person

# --- The words --------------------------------------------------------------------------------------------------------

WAY_HOME = (
    Scene(
        "gate",
        (
            Line("sana", "This is Sana. She walks home from school with her friend Leo."),
            Line("through", "Their way goes through the park."),
        ),
    ),
    Scene(
        "dim_park",
        (
            Line("dim", "Today one lamp is broken, and the path is dark."),
            Line("older", "An older boy by the path calls out. He seems friendly. He holds out some sweets."),
            Line("hush", "Come back tomorrow, he says, and do not tell anyone."),
            Line("tummy", "Sana has a funny feeling in her tummy. She walks on with Leo."),
        ),
    ),
    Scene(
        "secrets",
        (
            Line("surprise", "A surprise makes people happy, and everybody hears it in the end."),
            Line("secret", "A secret that feels bad is one to tell."),
        ),
    ),
    Scene(
        "telling",
        (
            Line("tells", "So Sana tells her teacher. They sit down together in a quiet, bright room."),
            Line("glad", "I am glad you told me, says her teacher. You did nothing wrong."),
        ),
    ),
    Scene(
        "lit_park",
        (
            Line("grown", "Now the grown-ups do their part. The lamp is mended, and the hedge is cut."),
            Line("worker", "A youth worker is in the park after school, and the kiosk is open."),
            Line("remember", "If something feels wrong, tell an adult you trust. If they do not listen, tell another."),
        ),
    ),
)

A_FAVOUR = (
    Scene(
        "outside_shop",
        (
            Line("kai", "Kai waits for the bus outside the shop, as he does most days after school."),
            Line("man", "Somebody older talks to him. He is funny, and everybody seems to know him."),
            Line("chips", "He buys Kai chips. A week later, he gives him a new phone."),
            Line("chosen", "You are one of us now, he says. It feels good to be chosen."),
        ),
    ),
    Scene(
        "messages",
        (
            Line("night", "Then messages come, late at night, one after another."),
            Line("where", "Where are you?"),
            Line("one", "Just one favour."),
            Line("bag", "Take this bag to the bus station."),
            Line("owe", "You owe me."),
        ),
    ),
    Scene(
        "alone",
        (
            Line("fine", "Kai says that he is fine. But he stands alone in the dark park, and misses football."),
            Line("afraid", "He is afraid of what happens if he says no."),
        ),
    ),
    Scene(
        "friend",
        (
            Line("mia", "His friend Mia has noticed. She does not know what to say."),
            Line("says", "So she walks beside him, and says just that."),
            Line("here", "You seem different. I do not know what to say. But I am here."),
        ),
    ),
    Scene(
        "who_saw",
        (
            Line("who", "Who else could have seen something?"),
            Line("keeper", "The shopkeeper, who sees the same man wait there every day."),
            Line("driver", "The bus driver, who sees Kai travel late, and alone."),
            Line("school_saw", "The school, where Kai falls asleep in lessons."),
            Line("each", "Each of them saw a little. Each of them could ask, and tell."),
        ),
    ),
    Scene(
        "believed",
        (
            Line("told", "Kai tells his youth worker. They sit on a sofa in a warm room."),
            Line("trouble", "He thinks that he is in trouble. He is not."),
            Line("name", "It has a name: exploitation. Somebody used him, and made it look like friendship."),
            Line("fault", "It is not Kai's fault, whatever he took, and whatever he carried."),
        ),
    ),
    Scene(
        "changed",
        (
            Line("place", "And the place changes too. The lamps are lit, and the kiosk is open."),
            Line("football", "Youth workers stay until seven, and friends walk home together."),
            Line("gift", "A gift that you have to pay back is not a gift."),
            Line("end", "If this is you, or a friend, tell an adult you trust. It is never too late."),
        ),
    ),
)

# --- The pictures -----------------------------------------------------------------------------------------------------

BOY = Look("#e0a57c", "#3d4650", INK, "#57361f", "cap")
MAN = Look("#f2c9a5", "#3d4650", INK, "#221c1a", "short")
KAI_TALL = Look(KAI.skin, PEACH, KAI.legs, KAI.hair, KAI.style, young=True)


def street(canvas) -> None:
    canvas.drawPaint(paint(SAND))
    canvas.drawPath(shape((0, 470), (320, 410, 700, 450), (1000, 480, 1280, 430), (1280, 720), (0, 720)), paint(LEAF))
    box(canvas, 0, 590, WIDTH, 130, "#c9b58f")


def gate(canvas, clock: Clock) -> None:
    street(canvas)
    with moved(canvas, 330, 388, 4.1):
        school(canvas)
    for at, look in enumerate((SANA, LEO)):
        passed = max(0.0, clock.since("sana"))
        person(canvas, look, 620 + at * 120 + passed * 46, 660 + at * 12, 300, Pose(walking=passed, facing=1))
    label(canvas, "The way home", "", clock.between("sana", "through"))


def dim_park(canvas, clock: Clock) -> None:
    park = Park(daylight=0.42, lamps=(0.0, 1.0), kiosk=0.0)
    passed = clock.since("dim")
    on = max(0.0, clock.since("tummy", 0.5))
    for at, look in enumerate((SANA, LEO)):
        x = 250 + min(max(passed, 0.0), 4.2) * 14 - at * 34 + on * 17
        moving = 0 < passed < 4.2 or on > 0
        park.people.append((look, x, 338 + 5 * at, Pose(walking=passed if moving else None, facing=1)))
    held = clock.rise("older", 0.8, 0.6) * (1 - clock.rise("tummy", 0.8, 0.4))
    park.people.append((BOY, 392, 332, Pose(facing=-1, left=(-20 - 6 * held, -44 - 8 * held))))
    draw_park(canvas, park)
    label(canvas, "“Do not tell anyone”", "", clock.between("hush", "tummy"))


def secrets(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint(WARM_WALL))
    for key, x, colour, head, tail, draw in (
        ("surprise", 90, LEAF, "A surprise", "makes people happy", _present),
        ("secret", 670, PEACH, "A bad secret", "is one to tell", _mouth),
    ):
        with faded(canvas, clock.rise(key, 0.8)):
            box(canvas, x, 130, 520, 470, PAPER, 24)
            with moved(canvas, x + 260, 290):
                disc(canvas, 0, 0, 104, colour)
                draw(canvas)
            words(canvas, head, x + 260, 472, 56, centred=True)
            words(canvas, tail, x + 260, 540, 42, 450, centred=True)


def _present(canvas) -> None:
    box(canvas, -54, -30, 108, 84, CLAY, 6)
    box(canvas, -62, -44, 124, 24, CLAY, 5)
    box(canvas, -9, -44, 18, 98, LAMP)
    for side in (-1, 1):
        disc(canvas, side * 18, -58, 15, LAMP)


def _mouth(canvas) -> None:
    disc(canvas, 0, 0, 66, PAPER)
    for side in (-1, 1):
        disc(canvas, side * 22, -16, 7, INK)
    canvas.drawPath(shape((-24, 34), (0, 16, 24, 34), close=True), paint(INK))


def room(canvas, first: Look, second: Look, facing: float) -> None:
    canvas.drawPaint(paint(WARM_WALL))
    box(canvas, 0, 590, WIDTH, 130, WARM_FLOOR)
    window(canvas, 96, 250)
    glow(canvas, 1090, 300, 420, 0.9)
    standing_lamp(canvas, 1090, 640)
    with moved(canvas, -64, -64, 1.1):
        sofa(canvas)
        person(canvas, first, 560, 668, 340, SIT)
        person(canvas, second, 720, 668, 372, Pose(seated=True, facing=facing, left=(-16, -36), right=(10, -30)))
    small_table(canvas)


def telling(canvas, clock: Clock) -> None:
    room(canvas, SANA, TEACHER, -1)
    label(canvas, "“I am glad you told me”", "", clock.rise("glad", 0.7))


def lit_park(canvas, clock: Clock) -> None:
    day = 0.42 + 0.58 * clock.rise("grown", 4)
    park = Park(
        daylight=day, lamps=(clock.rise("grown", 2, 0.4), 1.0), hedge_cut=clock.rise("grown", 3, 0.6),
        kiosk=clock.rise("worker", 1.6, 0.55), table=clock.rise("worker", 1.0), seller=KIOSK,
    )  # fmt: skip
    if clock.since("worker") < 0:
        park.people.append((PARKS, 572, 318, Pose(facing=-1, left=(-22, -58), right=(-12, -50))))
    for at, look in enumerate((YOUTH_WORKER, SANA, LEO)):
        here = clock.since("worker")
        if here > 0:
            x = min(here, 3.0) * 60 + 40 + at * 52
            park.people.append((look, x, 338 + 4 * at, Pose(walking=here if here < 3 else None, facing=1)))
    draw_park(canvas, park)
    label(canvas, "Tell an adult you trust", "", clock.rise("remember", 0.7, 0.3), ground=LAMP)


def outside_shop(canvas, clock: Clock) -> None:
    street(canvas)
    with moved(canvas, 330, 396, 3.9):
        shop(canvas)
    _bus_stop(canvas, 1120)
    person(canvas, KAI, 820, 668, 330, Pose(facing=-0.6))
    came = clock.rise("man", 2.4)
    if came > 0:
        way = 330 + 330 * came
        pose = Pose(walking=clock.now if came < 1 else None, facing=1, right=(24, -54) if came == 1 else (17, -40))
        person(canvas, MAN, way, 664, 372, pose)
    gift = clock.rise("chips", 0.6, 0.6)
    if gift > 0:
        box(canvas, 742, 470, 40, 70, INK, 8, gift)
        box(canvas, 747, 477, 30, 54, "#dbe8e6", 4, gift)
    label(canvas, "“You are one of us now”", "", clock.rise("chosen", 0.7))


def _bus_stop(canvas, x: float) -> None:
    box(canvas, x - 5, 300, 10, 370, EVERGREEN)
    box(canvas, x - 62, 250, 124, 92, DUSK, 10)
    with moved(canvas, x, 296, 0.62):
        bus(canvas)


SAID = (("where", "Where are you?"), ("one", "Just one favour."), ("bag", "Take this bag."), ("owe", "You owe me."))


def messages(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint("#12241f"))
    box(canvas, 360, 24, 560, 672, INK, 46)
    box(canvas, 384, 66, 512, 588, "#dbe8e6", 18)
    for row, (key, text) in enumerate(SAID):
        with faded(canvas, clock.rise(key, 0.5)):
            box(canvas, 412, 104 + row * 132, 400, 96, PAPER, 26)
            words(canvas, text, 444, 166 + row * 132, 46, 450)


def alone(canvas, clock: Clock) -> None:
    draw_park(canvas, Park(daylight=0.12, people=[(KAI_TALL, 330, 342, Pose(left=(-10, -36), right=(10, -36)))]))
    label(canvas, "“I am fine”", "", clock.between("fine", "afraid"))


def friend(canvas, clock: Clock) -> None:
    passed = max(0.0, clock.since("mia"))
    beside = clock.rise("says", 3, -0.4)
    walking = Pose(walking=passed, facing=1)
    park = Park(daylight=0.5, lamps=(0.0, 1.0))
    park.people = [(KAI_TALL, 270 + passed * 5, 342, walking), (MIA, 180 + passed * 5 + 56 * beside, 348, walking)]
    draw_park(canvas, park)
    label(canvas, "“But I am here”", "", clock.rise("here", 0.7, 0.5))


def who_saw(canvas, clock: Clock) -> None:
    canvas.drawPaint(paint(SAND))
    for at, (key, draw, text) in enumerate(
        (("keeper", shop, "The shop"), ("driver", bus, "The bus"), ("school_saw", school, "The school"))
    ):
        here = clock.rise(key, 0.8)
        with faded(canvas, here), moved(canvas, 250 + at * 390, 340, 0.94 + 0.06 * here):
            disc(canvas, 0, 0, 160, PAPER)
            with moved(canvas, 0, 0, 1.5):
                draw(canvas)
            words(canvas, text, 0, 236, 52, centred=True)
    label(canvas, "Who else could have seen?", "", clock.rise("who", 0.6))


def believed(canvas, clock: Clock) -> None:
    room(canvas, KAI, YOUTH_WORKER, -1)
    label(canvas, "Exploitation", "Somebody used him", clock.between("name", "fault"))
    label(canvas, "It is not your fault", "", clock.rise("fault", 0.7), ground=LAMP)


def changed(canvas, clock: Clock) -> None:
    day = 0.5 + 0.5 * clock.rise("place", 4)
    lamps = (clock.rise("place", 2, 0.4), 1.0)
    park = Park(daylight=day, lamps=lamps, hedge_cut=1.0, kiosk=clock.rise("place", 2, 0.6), table=1.0, seller=KIOSK)
    passed = clock.since("football")
    if passed > 0:
        park.people.append((YOUTH_WORKER, 206, 330, Pose(facing=1)))
        for at, look in enumerate((KAI_TALL, MIA, SANA)):
            park.people.append((look, 300 + at * 38 + passed * 6, 342 + 4 * at, Pose(walking=passed, facing=1)))
    draw_park(canvas, park)
    label(canvas, "Pay it back? Then it is no gift", "", clock.between("gift", "end"))
    label(canvas, "Tell an adult you trust", "", clock.rise("end", 0.7, 0.35), ground=LAMP)


DRAW_WAY_HOME = {
    "gate": gate, "dim_park": dim_park, "secrets": secrets, "telling": telling, "lit_park": lit_park,
}  # fmt: skip
DRAW_A_FAVOUR = {
    "outside_shop": outside_shop, "messages": messages, "alone": alone, "friend": friend, "who_saw": who_saw,
    "believed": believed, "changed": changed,
}  # fmt: skip


def way_home_poster(canvas, timeline) -> None:
    lit_park(canvas, Clock(timeline, _start_of(timeline, "remember") - 0.05))


def a_favour_poster(canvas, timeline) -> None:
    outside_shop(canvas, Clock(timeline, _start_of(timeline, "chosen") - 0.05))


def _start_of(timeline, key: str) -> float:
    return next(spoken.start for spoken in timeline.spoken if spoken.line.key == key)
