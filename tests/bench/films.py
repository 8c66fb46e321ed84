"""Films: preparing one against ffmpeg by hand; 200 viewers at once; CPU for each GB against nginx alone; the library.

The viewers ask as players do: pieces of a quarter of a megabyte, and open ends ("bytes=N-").
"""

import asyncio
import os
import resource
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.core.files import File
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms import transcoding
from cms.models import AwarenessPage
from people.models import Person
from tests.bench import servers
from tests.bench.figures import report, typical

HERE = Path(__file__).resolve().parents[2]
FILM = HERE / "starter" / "film" / "a-favour.mp4"
ROUNDS, MOST_TIMES_BY_HAND = 3, 1.2
VIEWERS, PIECE = 200, 256 * 1024
LARGE = 60 * 2**20
FETCHED = 2**30  # bytes for each measurement of CPU


# --- Preparing --------------------------------------------------------------------------------------------------------


def cpu_of(work) -> float:
    """Seconds of CPU of this process and of the children that `work` starts and waits for."""
    own, others = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - others.ru_utime - others.ru_stime
    return time.process_time() - own + children


def prepare() -> None:
    ours, by_hand = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = transcoding.probe(FILM)
        loudness = transcoding._measured(FILM, found, lambda share: None)
        made = {"film": folder / "hand.mp4", "small": folder / "hand-small.mp4"}
        encode = transcoding.encode_command(FILM, found, made, loudness)
        listen = ["ffmpeg", "-v", "error", "-i", FILM, "-vn", "-af", "loudnorm=print_format=json", "-f", "null", "-"]
        poster = ["ffmpeg", "-v", "error", "-y", "-ss", "10", "-i", made["film"], "-frames:v", "1", folder / "p.jpg"]

        def hand():
            for command in (listen, encode, poster):
                subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)

        def product():
            transcoding.transcode(FILM, transcoding.probe(FILM), folder, lambda share: None)

        for _round in range(ROUNDS):
            ours.append(cpu_of(product))
            by_hand.append(cpu_of(hand))
        same = made["film"].stat().st_size == (folder / "film.mp4").stat().st_size
    ratio = typical(ours) / typical(by_hand)
    report(
        f"a film of {found.duration:.0f} s prepared, ours and ffmpeg by hand: CPU",
        target=f"at most {MOST_TIMES_BY_HAND} times",
        figure=f"{typical(ours):.1f} and {typical(by_hand):.1f} s, {'same' if same else 'not the same'} output",
        ratio=f"{ratio:.2f}",
        passed=ratio <= MOST_TIMES_BY_HAND,
    )


# --- Viewers ----------------------------------------------------------------------------------------------------------


class Fetched:
    def __init__(self):
        self.requests = self.failed = self.bytes = 0


async def fetch(reader, writer, path: str, wanted: str, fetched: Fetched) -> int:
    """One range on a standing connection. Bytes received; a failed one is counted and ends the viewer's connection."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes={wanted}\r\n\r\n".encode())
    await writer.drain()
    fetched.requests += 1
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    got = 0
    while got < length:
        piece = await reader.read(min(1 << 20, length - got))
        if not piece:
            break
        got += len(piece)
    fetched.bytes += got
    if not head.startswith(b"HTTP/1.1 206") or got != length:
        fetched.failed += 1
    return got


async def viewer(port: int, path: str, size: int, rounds: int, fetched: Fetched) -> None:
    for _round in range(rounds):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 21)
        try:
            for start in range(0, size, PIECE):
                await fetch(reader, writer, path, f"{start}-{min(size, start + PIECE) - 1}", fetched)
        except (OSError, asyncio.IncompleteReadError, IndexError):
            fetched.failed += 1
        writer.close()


async def open_ends(port: int, path: str, total: int, fetched: Fetched) -> None:
    while fetched.bytes < total:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 21)
        await fetch(reader, writer, path, "0-", fetched)
        writer.close()


async def crowd(port: int, path: str, size: int) -> Fetched:
    fetched = Fetched()
    await asyncio.gather(*(viewer(port, path, size, 2, fetched) for _each in range(VIEWERS)))
    return fetched


async def some(port: int, path: str, total: int = FETCHED) -> Fetched:
    fetched = Fetched()
    await asyncio.gather(*(open_ends(port, path, total, fetched) for _each in range(8)))
    return fetched


def cpu_per_gb(pid: int, port: int, path: str) -> float:
    before = servers.cpu_seconds(pid)
    fetched = asyncio.run(some(port, path))
    if fetched.failed:
        raise RuntimeError(f"{fetched.failed} requests failed")
    return (servers.cpu_seconds(pid) - before) / (fetched.bytes / 1e9)


# --- Servers ----------------------------------------------------------------------------------------------------------

NGINX = """user root; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port}; types {{ video/mp4 mp4; }}
location /alone/ {{ alias {media}/; }}
location /protected/ {{ internal; alias {media}/; }}
location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host localhost; }} }} }}"""


@contextmanager
def nginx(behind: int):
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    with tempfile.TemporaryDirectory() as name:
        port = servers.free_port()
        conf = Path(name) / "nginx.conf"
        conf.write_text(NGINX.format(folder=name, port=port, media=settings.MEDIA_ROOT, behind=behind))
        command = [binary, "-c", str(conf), "-p", name]
        with servers.running(command, "nginx", lambda: servers.answers(port), stderr=subprocess.DEVNULL) as process:
            yield port, process.pid


def large_film(page: AwarenessPage) -> int:
    """The demonstration's film over and over, so that bytes count and not requests. Its size."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "film.mp4"
        times = LARGE // FILM.stat().st_size
        subprocess.run(
            ["ffmpeg", "-v", "error", "-stream_loop", str(times), "-i", FILM, "-c", "copy", path], check=True
        )
        with path.open("rb") as file:
            page.film.file.save("film.mp4", File(file))
        return path.stat().st_size


def serving() -> None:
    page = AwarenessPage.objects.get(slug="a-favour")
    path, port, size = f"/pupils/{page.slug}/film.mp4", servers.free_port(), FILM.stat().st_size
    with servers.web(port) as pid:
        started = time.monotonic()
        fetched = asyncio.run(crowd(port, path, size))
        seconds = time.monotonic() - started
        report(
            f"{VIEWERS} viewers at once fetch a film in pieces of {PIECE // 1024} kB: failed requests",
            target="none",
            figure=f"{fetched.failed} of {fetched.requests:,}, {fetched.bytes / 1e6:,.0f} MB in {seconds:.0f} s",
            passed=fetched.failed == 0,
        )
        size = large_film(page)
        ours = cpu_per_gb(pid, port, path)
    own_port = servers.free_port()
    os.environ["X_ACCEL_PREFIX"] = "/protected"
    with servers.web(own_port) as web_pid, nginx(own_port) as (front, nginx_pid):
        alone = cpu_per_gb(nginx_pid, front, f"/alone/{page.film.file.name}")
        asyncio.run(some(front, path, 16 * size))  # both processes have answered before it counts
        before = servers.cpu_seconds(nginx_pid)
        handed = cpu_per_gb(web_pid, front, path)
        fetched_gb = max(1.0, FETCHED / 1e9)
        handed += (servers.cpu_seconds(nginx_pid) - before) / fetched_gb
    del os.environ["X_ACCEL_PREFIX"]
    words = f"CPU for each GB, a film of {size / 1e6:.0f} MB"
    report(f"{words}: nginx alone", figure=f"{alone:.2f} s")
    report(f"{words}: the embedded default", figure=f"{ours:.2f} s", ratio=f"{ours / alone:.2f}")
    report(f"{words}: handed to nginx", figure=f"{handed:.2f} s", ratio=f"{handed / alone:.2f}")


# --- The library ------------------------------------------------------------------------------------------------------


def library() -> None:
    client = Client()
    client.force_login(Person.objects.get(email="rowan.makebelieve@school.example"))
    counts = []
    for number in (10, 500):
        _fill(number)
        client.get("/schools/", headers={"host": "localhost"})
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/schools/", headers={"host": "localhost"})
        if response.content.count(b'<li class="cg-card">') < number:
            raise RuntimeError("films are missing")
        counts.append(len(captured))
    report(
        "the library of films: queries for 10 and for 500 films",
        target="the same",
        figure=f"{counts[0]} and {counts[1]}",
        passed=counts[0] == counts[1],
    )


def _fill(number: int) -> None:
    first = AwarenessPage.objects.get(slug="a-favour")
    shelf = first.get_parent()
    for each in range(AwarenessPage.objects.count(), number):
        fields = {f.name: getattr(first, f.name) for f in AwarenessPage._meta.local_fields if f.name != "page_ptr"}
        shelf.add_child(instance=AwarenessPage(title=f"Film {each}", slug=f"film-{each}", live=True, **fields))


def main() -> None:
    prepare()
    serving()
    library()


if __name__ == "__main__":
    main()
