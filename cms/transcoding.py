"""ffmpeg: what a film is, how loud, and the films that we make of it. Knows no rows and no requests.

The file is a stranger's. It is opened by the demuxer that its own first bytes name, with no protocol but "file", in a
process of its own that may use so much memory, time and disk and no more. What ends that process ends nothing else.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from cms.container_sniffing import container_of, is_cut_short
from core.subprocess_limits import run, tool

LONGEST = 90 * 60  # seconds of film
MOST_PIXELS = 36_000_000  # of one picture; a little more than 8K
LOOK_SECONDS = 60
LARGE, SMALL = (1280, 720), (640, 360)
MOST_FRAMES = 30  # a second
LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=11"
PIXELS = ["-max_pixels", str(MOST_PIXELS), "-max_alloc", str(2**30)]
POSTER_AT = 0.1  # of its length: past the first, often black, seconds


class Refused(Exception):
    """This film cannot be used. The words say what to do."""


@dataclass(frozen=True)
class Probe:
    container: str
    duration: float | None  # seconds; None where the file does not say
    rate: float  # pictures a second, as we shall make them
    has_sound: bool


def sniff(file: IO[bytes]) -> str:
    """The container of an open file, looked at for a moment. Raises Refused if it is none, or is cut short."""
    file.seek(0, 2)
    if not file.tell():
        raise Refused(_("This file is empty. Choose the film again."))
    container = container_of(file)
    if container is None:
        raise Refused(_("This is not a film that we know. Save it as MP4 and choose it again."))
    if is_cut_short(file, container):
        raise Refused(_("This film is cut short. Upload it again."))
    return container


def probe(path: Path, *, needs_sound: bool = True) -> Probe:
    """What is in the file, told within seconds. Raises Refused."""
    with path.open("rb") as file:
        container = sniff(file)
    ask = ["-v", "error", *_opened(container, path), "-show_entries", FIELDS, "-of", "json"]
    status, said, _errors = run([tool("ffprobe"), *ask], cpu=LOOK_SECONDS, wall=LOOK_SECONDS)
    if status:
        raise Refused(_("This film cannot be opened. Save it as MP4 and choose it again."))
    try:
        found = json.loads(said)
    except ValueError as error:
        raise Refused(_("This film cannot be opened. Save it as MP4 and choose it again.")) from error
    return _judged(found, container, needs_sound)


FIELDS = (
    "format=duration:stream=codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate,duration"
    ":stream_disposition=attached_pic"
)


def _judged(found: dict[str, Any], container: str, needs_sound: bool) -> Probe:
    streams = found.get("streams", [])
    pictures = [
        s for s in streams if s.get("codec_type") == "video" and not s.get("disposition", {}).get("attached_pic")
    ]
    sounds = [s for s in streams if s.get("codec_type") == "audio"]
    if not pictures:
        raise Refused(_("There is no picture in this file. Choose a film."))
    picture = pictures[0]
    if picture.get("codec_name") in (None, "unknown"):
        raise Refused(_("We cannot read the way this film is stored. Save it as MP4 (H.264) and choose it again."))
    wide, high = int(picture.get("width") or 0), int(picture.get("height") or 0)
    if not wide or not high:
        raise Refused(_("This film cannot be opened. Save it as MP4 and choose it again."))
    if wide * high > MOST_PIXELS:
        raise Refused(_("The picture of this film is too large. Save it with 1,080 lines or fewer."))
    if needs_sound and not sounds:
        raise Refused(_("This film has no sound. Save it with its sound and choose it again."))
    if sounds and sounds[0].get("codec_name") in (None, "unknown"):
        raise Refused(_("We cannot read the sound of this film. Save it as MP4 (H.264, AAC) and choose it again."))
    duration = _number(found.get("format", {}).get("duration")) or _number(picture.get("duration"))
    if duration is not None and duration > LONGEST:
        raise Refused(_("This film is longer than %(n)s minutes. Cut it into parts.") % {"n": LONGEST // 60})
    return Probe(container, duration, _rate(picture), bool(sounds))


def transcode(
    path: Path, found: Probe, folder: Path, progress: Callable[[float], None], *, small: bool = True
) -> dict[str, Path]:
    """Make `film` (at most 720 lines), if asked `small` (360) and `poster` in `folder`. {name: path}; raises Refused.

    `progress` is told the share that is done, from 0 to 1, about once a second.
    """
    loudness = _measured(path, found, lambda share: progress(share * 0.1)) if found.has_sound else ""
    made = {"film": folder / "film.mp4"} | ({"small": folder / "small.mp4"} if small else {})
    command = encode_command(path, found, made, loudness)
    limit = _seconds_allowed(found)
    status, _said, errors = run(
        command, cpu=limit * 4, wall=limit, progress=lambda at: progress(0.1 + 0.88 * _share(at, found))
    )
    if status or not made["film"].exists():
        raise Refused(_why(errors))
    length = length_of(made["film"])
    if found.duration and length < found.duration * 0.97 - 1:
        raise Refused(_("This film is cut short. Upload it again."))
    if length > LONGEST + 1:
        raise Refused(_("This film is longer than %(n)s minutes. Cut it into parts.") % {"n": LONGEST // 60})
    made["poster"] = _poster(made["film"], length, folder / "poster.jpg")
    progress(1.0)
    return made


def encode_command(path: Path, found: Probe, made: dict[str, Path], loudness: str) -> list[str]:
    """One run of ffmpeg reads the film once and writes all sizes."""
    sizes = {"film": (LARGE, "22", "128k"), "small": (SMALL, "25", "64k")}
    names = list(made)
    graph = [f"[0:v:0]fps={found.rate:.6g},split={len(names)}" + "".join(f"[{name}]" for name in names)]
    graph += [f"[{name}]{_fit(sizes[name][0])},format=yuv420p[{name}v]" for name in names]
    if found.has_sound:
        level = f"{loudness}," if loudness else ""
        split = f"asplit={len(names)}" + "".join(f"[{name}a]" for name in names)
        graph.append(f"[0:a:0]{level}aresample=48000,{split}")
    command = [tool("ffmpeg"), *QUIETLY, *PIXELS, "-threads", "2", *_opened(found.container, path)]
    command += ["-filter_complex", ";".join(graph)]
    for name in names:
        _size, quality, sound = sizes[name]
        command += ["-map", f"[{name}v]", "-c:v", "libx264", "-preset", "veryfast", "-crf", quality, "-threads", "2"]
        command += ["-profile:v", "high", "-level", "4.0", "-g", str(round(found.rate * 2)), "-sc_threshold", "0"]
        if found.has_sound:
            command += ["-map", f"[{name}a]", "-c:a", "aac", "-b:a", sound, "-ac", "2"]
        # No word of the original stays: not where it was filmed, when, nor by whose telephone.
        command += ["-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn", "-fflags", "+bitexact"]
        command += ["-t", str(LONGEST + 5), "-movflags", "+faststart", "-f", "mp4", f"file:{made[name]}"]
    return command


def length_of(path: Path) -> float:
    """Seconds of a film that we made ourselves."""
    ask = ["-v", "error", *_opened("mov", path), "-show_entries", "format=duration", "-of", "csv=p=0"]
    _status, said, _errors = run([tool("ffprobe"), *ask], cpu=LOOK_SECONDS, wall=LOOK_SECONDS)
    length = _number(said.strip())
    if not length:
        raise Refused(_("This film has no length. Save it again as MP4 and choose it again."))
    return length


# --- The parts ------------------------------------------------------------------------------------------------------

QUIETLY = ["-hide_banner", "-nostdin", "-nostats", "-y", "-loglevel", "error", "-progress", "pipe:1"]


def _opened(container: str, path: Path) -> list[str]:
    return ["-protocol_whitelist", "file", "-f", container, "-i", f"file:{path}"]


def _fit(size: tuple[int, int]) -> str:
    """Into a box, never larger than it is, in its own shape, in even numbers; a wild shape of pixel is tamed."""
    wide, high = size
    own = "(iw*clip(sar,0.25,4))"
    return (
        f"scale=w='max(2,2*trunc(min({wide},min({own},{high}*{own}/ih))/2))'"
        f":h='max(2,2*trunc(min({high},min(ih,{wide}*ih/{own}))/2))',setsar=1"
    )


def _measured(path: Path, found: Probe, progress: Callable[[float], None]) -> str:
    """The filter that brings this film's sound to the same loudness as all others, by one steady gain."""
    command = [tool("ffmpeg"), *QUIETLY, "-loglevel", "info", *_opened(found.container, path), "-map", "0:a:0", "-vn"]
    command += ["-t", str(LONGEST + 5), "-af", f"{LOUDNESS}:print_format=json", "-f", "null", "-"]
    limit = _seconds_allowed(found)
    status, _said, errors = run(command, cpu=limit, wall=limit, progress=lambda at: progress(_share(at, found)))
    heard = re.search(r"\{[^{}]*\}", errors)
    if status or not heard:
        raise Refused(_("We cannot read the sound of this film. Save it as MP4 (H.264, AAC) and choose it again."))
    measured = json.loads(heard.group())
    if measured["input_i"] in ("-inf", "inf", "nan") or float(measured["input_i"]) < -60:
        raise Refused(_("Nothing can be heard in this film. Save it with its sound and choose it again."))
    known = ":".join(
        f"measured_{short}={measured[f'input_{long}']}"
        for short, long in (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh"))
    )
    return f"{LOUDNESS}:{known}:offset={measured['target_offset']}:linear=true"


def _poster(film: Path, length: float, out: Path) -> Path:
    command = [tool("ffmpeg"), *QUIETLY, "-ss", f"{length * POSTER_AT:.3f}", *_opened("mov", film)]
    status, _said, errors = run([*command, "-frames:v", "1", "-q:v", "3", f"file:{out}"], cpu=60, wall=60)
    if status or not out.exists():
        raise Refused(_why(errors))
    return out


def _seconds_allowed(found: Probe) -> int:
    """A slow machine takes a few times the film's own length."""
    return round(600 + 8 * min(found.duration or LONGEST, LONGEST))


def _share(at: float, found: Probe) -> float:
    return min(1.0, at / found.duration) if found.duration else 0.0


def _why(errors: str) -> str:
    if "No space left" in errors:
        return _("The disk of this machine is full. Ask whoever runs it.")
    if "File too large" in errors:
        return _("This film becomes too large. Cut it into parts.")
    return _("This film cannot be read to its end. Save it as MP4 (H.264) and choose it again.")


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 10**7 else None


def _rate(picture: dict[str, Any]) -> float:
    for name in ("avg_frame_rate", "r_frame_rate"):
        above, _slash, below = str(picture.get(name, "")).partition("/")
        rate = (_number(above) or 0) / (_number(below) or 1)
        if 1 <= rate <= MOST_FRAMES:
            return rate
        if MOST_FRAMES < rate <= 1000:
            halved = rate / 2
            return halved if 20 <= halved <= MOST_FRAMES else float(MOST_FRAMES)
    return 25.0
