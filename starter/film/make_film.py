"""Make a film: picture, narration, captions and poster.

python make_film.py                             the briefing for governors
python make_film.py way-home | a-favour         a film for pupils
python make_film.py a-favour --still 42.5 x.png one frame, to look at
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pupils
import script
import skia
from brush import BUILD, HEIGHT, WIDTH, smooth
from encode import FPS, encode, length_of, level_sound
from narration import Timeline, narrate, write_captions, write_wav
from scenes import DRAW, draw_poster
from story import Clock

HERE = Path(__file__).parent
CROSS_FADE = 0.9  # seconds, half on each side of a change of scene


@dataclass(frozen=True)
class Film:
    scenes: tuple[script.Scene, ...]
    draw: dict[str, Callable]  # by the name of a scene
    poster: Callable
    poster_name: str
    seconds: tuple[int, int]  # at least, at most
    most_bytes: int


FILMS = {
    "contextual-safeguarding": Film(script.SCENES, DRAW, draw_poster, "poster.jpg", (130, 180), 4_000_000),
    "way-home": Film(
        pupils.WAY_HOME, pupils.DRAW_WAY_HOME, pupils.way_home_poster, "way-home.jpg", (50, 80), 1_800_000
    ),
    "a-favour": Film(
        pupils.A_FAVOUR, pupils.DRAW_A_FAVOUR, pupils.a_favour_poster, "a-favour.jpg", (100, 140), 2_800_000
    ),
}


def draw_moment(film: Film, canvas: skia.Canvas, timeline: Timeline, now: float) -> None:
    """The scene that is on, and over it the next one while they cross."""
    clock = Clock(timeline, now)
    for name, start, end in timeline.scenes:
        shown = 1.0 if start == 0 else smooth((now - start + CROSS_FADE / 2) / CROSS_FADE)
        if shown <= 0 or now > end + CROSS_FADE / 2:
            continue
        canvas.saveLayerAlpha(None, round(255 * shown))
        film.draw[name](canvas, clock)
        canvas.restore()


def frames(film: Film, timeline: Timeline) -> Iterator[bytes]:
    surface = skia.Surface(WIDTH, HEIGHT)
    for number in range(round(timeline.length * FPS)):
        draw_moment(film, surface.getCanvas(), timeline, number / FPS)
        yield surface.makeImageSnapshot().tobytes()


def save_picture(path: Path, draw) -> None:
    surface = skia.Surface(WIDTH, HEIGHT)
    draw(surface.getCanvas())
    kind = skia.kJPEG if path.suffix == ".jpg" else skia.kPNG
    surface.makeImageSnapshot().save(str(path), kind, 78)


def check(film: Film, path: Path, timeline: Timeline) -> None:
    length, weight = length_of(path), path.stat().st_size
    print(f"{path.name}: {length:.2f} s, {weight / 1e6:.2f} MB")
    for name, start, end in timeline.scenes:
        print(f"  {start:6.1f} - {end:6.1f}  {name}")
    if not film.seconds[0] <= length <= film.seconds[1] or weight > film.most_bytes:
        raise SystemExit("The film is too long, too short or too heavy.")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("film", nargs="?", choices=FILMS, default="contextual-safeguarding")
    wanted.add_argument("--still", nargs=2, metavar=("SECONDS", "FILE"), action="append")
    arguments = wanted.parse_args()
    name, film = arguments.film, FILMS[arguments.film]
    BUILD.mkdir(exist_ok=True)
    sound, timeline = narrate(film.scenes, BUILD / "voice")
    if arguments.still:
        for second, path in arguments.still:
            save_picture(
                Path(path),
                lambda canvas, at=float(second): draw_moment(film, canvas, timeline, at),
            )
        return
    path = HERE / f"{name}.mp4"
    write_wav(sound, BUILD / "raw.wav")
    level_sound(BUILD / "raw.wav", BUILD / "narration.wav")
    write_captions(timeline, HERE / f"{name}.vtt")
    save_picture(HERE / film.poster_name, lambda canvas: film.poster(canvas, timeline))
    encode(frames(film, timeline), (WIDTH, HEIGHT), BUILD / "narration.wav", path)
    check(film, path, timeline)


if __name__ == "__main__":
    main()
