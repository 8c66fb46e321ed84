"""Hand the frames and the sound to ffmpeg, and read back what came out."""

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

FPS, KEYFRAME_SECONDS = 12, 2
# The voice has sharp peaks; tamed first, one steady gain can reach the loudness.
TAMED = (
    "aformat=channel_layouts=mono,acompressor=threshold=0.1:ratio=2.5:attack=3:release=120:makeup=3,"
    "alimiter=limit=0.5:level=false:attack=3"
)
LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=11"
QUIETLY = ["nice", "ffmpeg", "-hide_banner", "-loglevel", "error", "-y"]


def level_sound(raw: Path, levelled: Path) -> None:
    """Two passes: measure, then one steady gain, so that the voice does not pump."""
    measure = [
        "ffmpeg",
        "-hide_banner",
        "-i",
        raw,
        "-af",
        f"{TAMED},{LOUDNESS}:print_format=json",
        "-f",
        "null",
        "-",
    ]
    heard = subprocess.run(measure, check=True, capture_output=True, text=True).stderr
    found = json.loads(re.search(r"\{[^{}]*\}\s*$", heard).group())
    known = ":".join(f"measured_{short}={found[f'input_{long}']}" for short, long in
                     (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh")))  # fmt: skip
    level = f"{TAMED},{LOUDNESS}:{known}:offset={found['target_offset']}:linear=true"
    subprocess.run([*QUIETLY, "-i", raw, "-af", level, "-ar", "44100", levelled], check=True)


def encode(frames: Iterable[bytes], size: tuple[int, int], sound: Path, film: Path) -> None:
    command = [
        *QUIETLY,
        "-f", "rawvideo", "-pix_fmt", "bgra", "-s", f"{size[0]}x{size[1]}", "-r", str(FPS), "-i", "-",
        "-i", sound,
        "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-c:v", "libx264", "-profile:v", "high", "-preset", "slow", "-tune", "animation", "-crf", "34",
        "-x264-params", "ipratio=1.15:aq-mode=3",
        "-refs", "5", "-level", "4.0", "-g", str(FPS * KEYFRAME_SECONDS), "-keyint_min", str(FPS), "-threads", "2",
        "-c:a", "aac", "-b:a", "64k", "-ac", "1",
        "-map_metadata", "-1", "-movflags", "+faststart", "-shortest", film,
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        for frame in frames:
            ffmpeg.stdin.write(frame)
        ffmpeg.stdin.close()
        if ffmpeg.wait():
            raise SystemExit("ffmpeg could not encode the film")


def length_of(film: Path) -> float:
    ask = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "format=duration",
        "-of",
        "csv=p=0",
        film,
    ]
    return float(subprocess.run(ask, check=True, capture_output=True, text=True).stdout)
