"""Programs that open strangers' files: limited in memory, time and disk, and ended with their worker."""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

MEMORY = 3 * 2**30  # bytes of address space; two films of 720 lines take about a sixth of it
MOST_WRITTEN = 4 * 2**30  # bytes of one file
SILENT_SECONDS = 180  # ffmpeg tells every second how far it is
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class ToolMissing(Exception):
    """The program is not installed on this machine."""


def tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise ToolMissing(name)
    return found


Progress = Callable[[float], None]  # is told how many seconds of the film are done


def run(command: list[str], *, cpu: int, wall: int, progress: Progress | None = None) -> tuple[int, str, str]:
    """(exit status, standard output, the last lines of standard error). Killed when its time is over or it is stuck."""

    def limits() -> None:
        os.setsid()
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)  # a killed worker leaves no ffmpeg behind
        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, cpu),
            (resource.RLIMIT_FSIZE, MOST_WRITTEN),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))
        os.nice(5)

    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1"},
        text=True,
        errors="replace",
        preexec_fn=limits,  # noqa: PLW1509 - nothing else sets the limits of the child alone
    )
    heard = _Listener(process, tells_progress=bool(progress))
    deadline = time.monotonic() + wall
    try:
        while heard.talking():
            if time.monotonic() > deadline or heard.silent_for() > min(SILENT_SECONDS, wall):
                process.kill()
            if progress and heard.position is not None:
                progress(heard.position)
            heard.wait(1.0)
        return process.wait(), heard.said, "\n".join(heard.errors)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


class TookTooLong(Exception):
    """It was killed."""


@dataclass(frozen=True)
class Done:
    status: int
    said: str


def run_script(command: list[str], *, wall: int) -> Done:
    """Run a script of ours that sets its own limits, as in a web request, where other threads forbid `run` to do it.

    Raises TookTooLong after `wall` seconds.
    """
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            timeout=wall,
            check=False,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong(command[0]) from error
    return Done(done.returncode, done.stdout[:10_000])


class _Listener:
    """Reads both outputs of a process in threads, so that neither fills up, and keeps little of what can be long."""

    MOST_SAID = 1_000_000

    def __init__(self, process: subprocess.Popen[str], *, tells_progress: bool) -> None:
        self.said = ""
        self.errors: deque[str] = deque(maxlen=60)
        self.position: float | None = None  # seconds of the film
        self._heard_at = time.monotonic()
        self._threads = [
            threading.Thread(target=self._listen, args=(process.stdout, tells_progress), daemon=True),
            threading.Thread(target=self._complaints, args=(process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _listen(self, stream: IO[str], tells_progress: bool) -> None:
        for line in iter(lambda: stream.readline(10_000), ""):
            self._heard_at = time.monotonic()
            if tells_progress and line.startswith("out_time_us="):
                number = line.partition("=")[2].strip()
                self.position = int(number) / 1e6 if number.lstrip("-").isdigit() else self.position
            elif not tells_progress and len(self.said) < self.MOST_SAID:
                self.said += line

    def _complaints(self, stream: IO[str]) -> None:
        for line in iter(lambda: stream.readline(2_000), ""):
            self.errors.append(line.rstrip())

    def talking(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def silent_for(self) -> float:
        return time.monotonic() - self._heard_at

    def wait(self, seconds: float) -> None:
        self._threads[0].join(seconds)
        if not self._threads[0].is_alive():
            self._threads[1].join(seconds)
