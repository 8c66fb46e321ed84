"""The web server as the supervisor starts it: those who never finish a request keep nobody else waiting."""

import os
import shlex
import shutil
import socket
import time
import urllib.request

import pytest

from config import buffering_worker, supervisor
from config.buffering_worker import size_of
from tests import servers

HEAD = b"POST /start/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HALF_SENT = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half the headers": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Pad: y",
    "half a body": HEAD + b"Content-Length: 5000\r\n\r\nemail=a",
    "half a large body": HEAD + b"Content-Length: 5000000\r\n\r\nemail=a",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "half of a second request": b"GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\n\r\nGET /favicon.ico HT",
}
MANY = 60  # more than the 48 threads


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The web process of `make run`, with its 2 workers of 24 threads."""
    folder, port = tmp_path_factory.mktemp("web"), servers.free_port()
    shutil.copy(servers.sqlite_template(), folder / "db.sqlite3")
    shutil.copytree(servers.static_template(), folder / "var")
    own = {
        **os.environ,
        "PUBLIC_URL": f"http://localhost:{port}",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor, "PORT", str(port))
        command = shlex.split(supervisor.processes(own)["web"])
    process = servers.start(command, log=folder / "web.log", env=own)
    servers.wait_until(lambda: servers.answers(port), "the web", 60)
    yield port
    servers.end(process)


@pytest.fixture
def connect(port):
    """`connect(bytes)`: a connection that has sent this."""
    made = []

    def come(sent: bytes) -> socket.socket:
        made.append(socket.create_connection(("127.0.0.1", port), timeout=60))
        made[-1].sendall(sent)
        return made[-1]

    yield come
    for each in made:
        each.close()


def answer(port: int, path: str = "/favicon.ico") -> int:
    """The status that a visitor gets, within a time that a health check would wait."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method="GET")
    try:
        with urllib.request.urlopen(request, timeout=8) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("sent", HALF_SENT.values(), ids=HALF_SENT)
def test_the_site_answers_while_many_never_finish(port, connect, sent):
    for _each in range(MANY):
        connect(sent)
    assert answer(port, "/healthz") in {200, 503}  # 503: no worker runs here, which is true
    assert answer(port) == 200


def test_the_site_answers_while_all_kinds_of_them_are_there(port, connect):
    for sent in HALF_SENT.values():
        for _each in range(20):
            connect(sent)
    assert answer(port) == 200


def read_all(connection: socket.socket) -> bytes:
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def test_who_takes_too_long_is_told_and_closed(port, connect):
    started = time.monotonic()
    assert read_all(connect(HALF_SENT["half the headers"])).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - started >= buffering_worker.HEADER_SECONDS - 1


def test_a_request_in_many_pieces_is_answered(port, connect):
    connection = connect(b"")
    for byte in b"GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n":
        connection.sendall(bytes([byte]))
    assert read_all(connection).startswith(b"HTTP/1.1 302 ")


@pytest.mark.parametrize("length", [10, 60_000, 70_000, 3_000_000], ids=str)
def test_bodies_of_any_size_arrive(port, connect, length):
    """403: it came in whole, and has no CSRF token."""
    connection = connect(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % length)
    connection.sendall(b"x" * length)
    assert read_all(connection).split(b" ")[1] in {b"403", b"400"}


def test_chunks_arrive(port, connect):
    sent = HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nemail\r\n0\r\n\r\n"
    assert read_all(connect(sent)).startswith(b"HTTP/1.1 403 ")


def test_requests_that_follow_one_another_are_all_answered(port, connect):
    one, last = (
        b"GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % more for more in (b"", b"Connection: close\r\n")
    )
    assert read_all(connect(one * 3 + last)).count(b"HTTP/1.1 302 ") == 4


def test_what_is_no_request_is_refused(port, connect):
    assert read_all(connect(b"\x16\x03\x01 this is TLS\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
    assert read_all(connect(b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("headers", "body", "is_large"),
    [
        (b"GET / HTTP/1.1\r\nHost: x", 0, False),
        (b"POST / HTTP/1.1\r\ncontent-length:7 ", 7, False),
        (b"POST / HTTP/1.1\r\nContent-Length: 65536", 65536, False),
        (b"POST / HTTP/1.1\r\nContent-Length: 65537", 65537, True),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1", 1, True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked", 0, True),
    ],
)
def test_the_length_of_a_request_is_known_once_its_headers_are_there(headers, body, is_large):
    whole = headers + b"\r\n\r\n"
    assert size_of(headers + b"\r\n") == (None, False)
    assert size_of(whole) == size_of(whole + b"more") == (len(whole) + body, is_large)
