"""The file of anchors, outside the database: one line for each head of the evidence, and one for each restored backup.

    2026-11-27T10:00:00+00:00 12 5f3c… {"completions":[179,"…"],"distribution":[44,"…"]}
    2026-11-27T11:00:00+00:00 restored 10 k1 77ab… The disk failed.

A head's line has its moment, number, hash and what it covers. A restore's line has the last head that was in the
backup, a key and the hash under it, and why. Heads above it in the file with a
higher number were lost with what came after.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from people.ledger.chain import FIRST
from people.ledger.keys import KeyNotHere, keyed_hash, newest_key

Facts = dict[str, list[Any]]  # {stream: [how many, the last hash]}


@dataclass(frozen=True)
class Line:
    at: str
    number: int
    hash: str
    facts: Facts


@dataclass(frozen=True)
class Restored:
    """A backup was restored: `number` is the last head in it, `lost` are the heads that came after."""

    at: str
    number: int
    because: str
    kept: Line | None
    lost: tuple[Line, ...]


@dataclass
class Anchors:
    lines: list[Line] = field(default_factory=list)  # in the order of the file, without those that a restore lost
    written: set[tuple[int, str]] = field(default_factory=set)  # those too
    restores: list[Restored] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def heads(self) -> dict[int, str]:
        return {line.number: line.hash for line in self.lines}

    def of(self, stream: str) -> dict[int, str]:
        """{how many: the last hash} of one stream."""
        found = (line.facts[stream] for line in self.lines if stream in line.facts)
        return {count: digest for count, digest in found if count}


def path() -> Path:
    return Path(settings.VAR_DIR) / "evidence-anchors.txt"


def read() -> Anchors:
    """Return what the file says; a line that can't be read is named among the problems."""
    found = Anchors()
    if not path().exists():
        return found
    for n, text in enumerate(path().read_text(errors="replace").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            _take(text, found)
        except (ValueError, TypeError, AttributeError):
            found.problems.append(f"Line {n} of {path().name} can't be read: it was torn or altered.")
        except KeyNotHere as missing:
            found.problems.append(f"Line {n} of {path().name} is {missing}.")
    seen: dict[int, str] = {}
    for line in found.lines:
        if seen.setdefault(line.number, line.hash) != line.hash:
            found.problems.append(f"{path().name} has two different heads {line.number}.")
    return found


def _take(text: str, found: Anchors) -> None:
    at, second, rest = text.split(" ", 2)
    if second == "restored":
        number, key_id, mac, because = rest.split(" ", 3)
        if keyed_hash(_restored_text(at, int(number), because), key_id) != mac:
            raise ValueError("not sealed with our key")
        lost = tuple(line for line in found.lines if line.number > int(number))
        found.lines = [line for line in found.lines if line.number <= int(number)]
        kept = next((line for line in reversed(found.lines) if line.number == int(number)), None)
        found.restores.append(Restored(at, int(number), because, kept, lost))
        return
    digest, facts_text = rest.split(" ", 1)
    facts = json.loads(facts_text)
    if len(digest) != len(FIRST) or not all(len(part) == 2 for part in facts.values()):
        raise ValueError("not a head")
    found.lines.append(Line(at, int(second), digest, facts))
    found.written.add((int(second), digest))


def _restored_text(at: str, number: int, because: str) -> str:
    return f"restored\n{at}\n{number}\n{because}"


def add_heads(lines: Iterable[Line]) -> None:
    _add([f"{one.at} {one.number} {one.hash} {json.dumps(one.facts, separators=(',', ':'))}" for one in lines])


def add_restored(*, at: str, number: int, because: str) -> None:
    because, key_id = " ".join(because.split()), newest_key()
    mac = keyed_hash(_restored_text(at, number, because), key_id)
    _add([f"{at} restored {number} {key_id} {mac} {because}"])


def _add(lines: list[str]) -> None:
    """Append whole lines and wait until the disk has them. After a torn line a new one begins."""
    if not lines:
        return
    with path().open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        torn = False
        if size:
            file.seek(-1, os.SEEK_END)
            torn = file.read(1) != b"\n"
        file.write((("\n" if torn else "") + "".join(f"{line}\n" for line in lines)).encode())
        file.flush()
        os.fsync(file.fileno())
