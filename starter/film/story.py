"""What the park looks like at each moment, told from the sentences that change it."""

from brush import smooth, wave
from narration import Timeline
from park import Park

from people import (
    AMARA,
    GRAN,
    KAI,
    KIOSK,
    LEO,
    MIA,
    MOTHER,
    OFFICER,
    PARKS,
    PARKS_TOO,
    SANA,
    STAND,
    TEACHER,
    YOUTH_WORKER,
    Look,
    Pose,
)


class Clock:
    """The time now, and how far the narration has come."""

    def __init__(self, timeline: Timeline, now: float):
        self.now, self.timeline = now, timeline
        self._starts = {spoken.line.key: spoken.start for spoken in timeline.spoken}
        self._ends = {spoken.line.key: spoken.end for spoken in timeline.spoken}

    def since(self, key: str, part: float = 0.0) -> float:
        """Seconds since a sentence began, or since `part` of it was said."""
        begin = self._starts[key]
        return self.now - begin - part * (self._ends[key] - begin)

    def rise(self, key: str, seconds: float = 1.0, part: float = 0.0) -> float:
        """0 before the sentence, 1 after, gently in between."""
        return smooth(self.since(key, part) / seconds)

    def between(self, first: str, last: str) -> float:
        """Comes with one sentence and is gone before the other, so that no two labels mix."""
        return self.rise(first, 0.6) * (1 - smooth((self.since(last) + 0.4) / 0.4))


def park_at(clock: Clock) -> Park:
    rise = clock.rise
    daylight = (
        0.16 * rise("table", 3) + 0.14 * rise("police", 3) + 0.12 * rise("cut", 3)
        + 0.23 * rise("mend", 4, 0.5) + 0.15 * rise("plan", 3) + 0.2 * rise("outcomes", 3)
    )  # fmt: skip
    marks = (("rings", 0.38), ("rings", 0.5), ("rings", 0.62), ("rings", 0.82))
    met = (("mend", 0.3), ("mend", 0.6), ("cut", 0.3), ("table", 0.4))
    park = Park(
        daylight=daylight,
        lamps=(rise("mend", 2.5, 0.45), rise("mend", 2.5, 0.8)),
        hedge_cut=rise("cut", 3.2, 0.25),
        kiosk=rise("kiosk", 1.8, 0.05),
        table=rise("table", 1.2, 0.35),
        plan=rise("share", 1.0),
        plan_drawn=rise("plan", 2.6, 0.2),
        marks=tuple(
            rise(on, 0.7, part) * (1 - rise(off, 1, later)) for (on, part), (off, later) in zip(marks, met, strict=True)
        ),
        seller=KIOSK,
    )
    _officers(park, clock)
    _parks_team(park, clock)
    _youth_work(park, clock)
    _planners(park, clock)
    _walkers(park, clock)
    return park


def walk(park: Park, look: Look, clock: Clock, key: str, course, seconds: float, then=STAND) -> None:
    """Somebody walks from one spot to another, starting with a sentence, and stays there."""
    (from_x, from_y), (to_x, to_y) = course
    passed = clock.since(key)
    if passed <= 0:
        return
    way = min(1.0, passed / seconds)
    facing = 1.0 if to_x > from_x else -1.0
    pose = Pose(walking=passed, facing=facing) if way < 1 else then
    park.people.append((look, from_x + (to_x - from_x) * way, from_y + (to_y - from_y) * way, pose))


def _officers(park: Park, clock: Clock) -> None:
    """Two officers come up the path, and go back down it when the partners come."""
    for look, x, y in ((OFFICER, 318, 326), (SECOND_OFFICER, 286, 334)):
        below = (x - 30, y + 118)
        if clock.since("partners") < 0:
            walk(park, look, clock, "police", (below, (x, y)), 4.5)
        elif clock.since("partners") < 6:
            walk(park, look, clock, "partners", ((x, y), below), 6)


def _parks_team(park: Park, clock: Clock) -> None:
    """One cuts the hedge, one sees to the lamps; they leave when the youth workers come."""
    if clock.since("youth") > 6:
        return
    if clock.since("youth") < 0:
        cutting = Pose(facing=-1, left=(-22, -58 + 5 * _sway(clock.now)), right=(-12, -50))
        walk(park, PARKS, clock, "partners_term", ((690, 322), (572, 318)), 2.6, cutting)
        walk(park, PARKS_TOO, clock, "partners_term", ((-50, 300), (232, 296)), 5.5,
             Pose(facing=-1, left=(-19, -86)))  # fmt: skip
    else:
        walk(park, PARKS, clock, "youth", ((572, 318), (720, 326)), 3.2)
        walk(park, PARKS_TOO, clock, "youth", ((232, 296), (-60, 300)), 6)


def _youth_work(park: Park, clock: Clock) -> None:
    play = 3 * _sway(clock.now)
    walk(park, YOUTH_WORKER, clock, "youth", ((330, 372), (246, 338)), 3.4,
         Pose(facing=-0.6, left=(-20, -52)))  # fmt: skip
    walk(park, LEO, clock, "youth", ((300, 378), (206, 330)), 3.8,
         Pose(facing=-1, left=(-24, -52 + play)))  # fmt: skip
    walk(park, AMARA, clock, "youth", ((-40, 345), (92, 332)), 4.2,
         Pose(facing=1, right=(24, -52 - play)))  # fmt: skip


def _planners(park: Park, clock: Clock) -> None:
    drawing = Pose(facing=1, right=(21, -62 + 3 * _sway(clock.now * 1.3)))
    walk(park, SANA, clock, "share", ((470, 380), (533, 350)), 2.2, drawing)
    walk(park, TEACHER, clock, "share", ((720, 352), (636, 350)), 2.0, Pose(facing=-1))


def _walkers(park: Park, clock: Clock) -> None:
    """At the end people sit in the shelter and walk together, as on the home page."""
    if clock.since("adultification") > 0:
        park.seated = [(MIA, 450), (SANA_FRIEND, 490)]
        for look, x in ((MOTHER, 288), (KAI, 320), (GRAN, 350)):
            walk(park, look, clock, "missing", ((x + 34, 284), (x, 344)), 42)


def _sway(seconds: float) -> float:
    return wave(seconds, 1.6)


SECOND_OFFICER = Look("#8a5a3c", "#2b3440", "#2b3440", "#221c1a", "bun", "police")
SANA_FRIEND = Look("#c98f63", "#ffcf4d", "#16443a", "#221c1a", "short", young=True)
