"""Make the film "contextual safeguarding": picture, narration, captions and poster.

python make_film.py                    everything
python make_film.py --still 42.5 x.png one frame, to look at
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import skia
from brush import BUILD, HEIGHT, WIDTH, smooth
from encode import FPS, encode, length_of, level_sound
from narration import Timeline, narrate, write_captions, write_wav
from scenes import DRAW, draw_poster
from story import Clock

HERE = Path(__file__).parent
FILM, CAPTIONS, POSTER = (HERE / name for name in
                          ("contextual-safeguarding.mp4", "contextual-safeguarding.vtt", "poster.jpg"))  # fmt: skip
CROSS_FADE = 0.9  # seconds, half on each side of a change of scene
MOST_BYTES, LONGEST, SHORTEST = 4_000_000, 180, 130


def draw_moment(canvas: skia.Canvas, timeline: Timeline, now: float) -> None:
    """The scene that is on, and over it the next one while they cross."""
    clock = Clock(timeline, now)
    for name, start, end in timeline.scenes:
        shown = 1.0 if start == 0 else smooth((now - start + CROSS_FADE / 2) / CROSS_FADE)
        if shown <= 0 or now > end + CROSS_FADE / 2:
            continue
        canvas.saveLayerAlpha(None, round(255 * shown))
        DRAW[name](canvas, clock)
        canvas.restore()


def frames(timeline: Timeline) -> Iterator[bytes]:
    surface = skia.Surface(WIDTH, HEIGHT)
    for number in range(round(timeline.length * FPS)):
        draw_moment(surface.getCanvas(), timeline, number / FPS)
        yield surface.makeImageSnapshot().tobytes()


def save_picture(path: Path, draw) -> None:
    surface = skia.Surface(WIDTH, HEIGHT)
    draw(surface.getCanvas())
    kind = skia.kJPEG if path.suffix == ".jpg" else skia.kPNG
    surface.makeImageSnapshot().save(str(path), kind, 78)


def check(timeline: Timeline) -> None:
    length, weight = length_of(FILM), FILM.stat().st_size
    print(f"{FILM.name}: {length:.2f} s, {weight / 1e6:.2f} MB")
    for name, start, end in timeline.scenes:
        print(f"  {start:6.1f} - {end:6.1f}  {name}")
    if not SHORTEST <= length <= LONGEST or weight > MOST_BYTES:
        raise SystemExit("The film is too long, too short or too heavy.")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("--still", nargs=2, metavar=("SECONDS", "FILE"), action="append")
    stills = wanted.parse_args().still
    BUILD.mkdir(exist_ok=True)
    sound, timeline = narrate(BUILD / "voice")
    if stills:
        for second, path in stills:
            save_picture(
                Path(path),
                lambda canvas, at=float(second): draw_moment(canvas, timeline, at),
            )
        return
    write_wav(sound, BUILD / "raw.wav")
    level_sound(BUILD / "raw.wav", BUILD / "narration.wav")
    write_captions(timeline, CAPTIONS)
    save_picture(POSTER, lambda canvas: draw_poster(canvas, timeline))
    encode(frames(timeline), (WIDTH, HEIGHT), BUILD / "narration.wav", FILM)
    check(timeline)


if __name__ == "__main__":
    main()
