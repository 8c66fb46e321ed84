"""A worker for gunicorn that gives a request to a thread only when all of it is there (docs/decisions/0028).

gunicorn's own threads read from the network, so 48 visitors who never finish a request stop the site. Here the main
loop collects headers and small bodies, within time limits and without a thread. A large body (a film) is read by its
thread, with a limit on each pause, and only a third of the threads may do that at once.

How a request is split is decided by gunicorn's parser alone. If our look at its length was wrong, the parser finds the
end of what was collected, and the request fails.
"""

import re
import socket
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.config import Config
from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

HEADER_SECONDS = 10  # from the first byte to the end of the headers
BODY_SECONDS = 30  # from there to the end of a small body
PAUSE_SECONDS = 20  # between two pieces of a large body
QUEUE_SECONDS = 60  # until a thread is free for a large body
LINGER_SECONDS = 2  # until the other side closes too
LARGEST_HEADERS = SMALL_BODY = 64 * 2**10  # bytes
PIECE = 64 * 2**10
END_OF_HEADERS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
READ_BY_THREAD = re.compile(rb"\r\n(transfer-encoding|expect):", re.IGNORECASE)
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"


def size_of(received: bytes | bytearray) -> tuple[int | None, bool]:
    """(bytes of the first request, None while nobody can say; whether its body is for a thread to read)."""
    end = received.find(END_OF_HEADERS)
    if end < 0:
        return None, False
    head = bytes(received[: end + len(END_OF_HEADERS)])
    found = LENGTH.search(head)
    body = int(found[1]) if found else 0
    return len(head) + body, body > SMALL_BODY or bool(READ_BY_THREAD.search(head))


class Connection(TConn):
    """A connection, what it has sent so far, and until when it may take its time."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.received = bytearray()
        self.has_headers = self.is_large = self.is_lingering = False
        self.initialized = True  # its parser is made for each request

    def take(self, size: int) -> None:
        """Give the first `size` bytes to a parser, and it alone: it never waits for the network."""
        request, self.received = bytes(self.received[:size]), self.received[size:]
        self.parser = get_parser(self.cfg, iter([request]), self.client)

    def take_large(self) -> None:
        """Give what is there to a parser that reads the rest from the network."""
        self.is_large = True
        self.parser = get_parser(self.cfg, self.sock, self.client)
        self.parser.unreader.unread(bytes(self.received))
        self.received = bytearray()


class BufferingWorker(ThreadWorker):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: set[Connection] = set()
        self.queue: deque[Connection] = deque()  # whole headers, a large body, and no thread yet
        self.large_at_most = max(1, self.cfg.threads // 3)
        self.large = 0

    @classmethod
    def check_config(cls, cfg: Config, log: Any) -> None:
        if cfg.is_ssl:
            raise RuntimeError("This worker leaves TLS to the proxy in front.")

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self.listen(Connection(self.cfg, client, address, listener.getsockname()), HEADER_SECONDS)

    # --- Collecting, in the main loop ---

    def listen(self, conn: Connection, seconds: float) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + seconds
        self.waiting.add(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_readable, conn))

    def stop_listening(self, conn: Connection) -> None:
        self.waiting.discard(conn)
        self.poller.unregister(conn.sock)

    def on_readable(self, conn: Connection, client: socket.socket) -> None:
        try:
            piece = client.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self.stop_listening(conn)
            self.drop(conn)
        elif not conn.is_lingering:
            if not conn.received:
                conn.timeout = time.monotonic() + HEADER_SECONDS
            conn.received += piece
            self.look(conn)

    def look(self, conn: Connection) -> None:
        """Hand the request over if enough of it is there."""
        size, is_large = size_of(conn.received)
        if size is None:
            if len(conn.received) > LARGEST_HEADERS:
                self.stop_listening(conn)
                self.say(conn, TOO_LONG)
                self.linger(conn)
        elif is_large:
            self.stop_listening(conn)
            conn.timeout = time.monotonic() + QUEUE_SECONDS
            self.queue.append(conn)
            self.start_large()
        elif len(conn.received) >= size:
            self.stop_listening(conn)
            conn.has_headers = False
            conn.take(size)
            self.enqueue_req(conn)
        elif not conn.has_headers:
            conn.has_headers = True
            conn.timeout = time.monotonic() + BODY_SECONDS

    def start_large(self) -> None:
        while self.queue and self.large < self.large_at_most:
            conn = self.queue.popleft()
            self.large += 1
            conn.take_large()
            self.enqueue_req(conn)

    # --- In a thread ---

    def handle_request(self, req: Any, conn: Connection) -> bool:
        if conn.is_large:
            conn.sock.settimeout(PAUSE_SECONDS)
            req.force_close()  # what it read beyond this request is lost
        return bool(super().handle_request(req, conn))

    # --- Afterwards, in the main loop ---

    def finish_request(self, conn: Connection, future: "Future[Any]") -> None:
        if conn.is_large:
            self.large -= 1
            conn.is_large = False
            self.start_large()
        is_kept = not future.cancelled() and future.exception() is None and future.result() is True
        if is_kept and self.alive:
            self.listen(conn, self.cfg.keepalive)
            self.look(conn)
        else:
            self.linger(conn)

    def linger(self, conn: Connection) -> None:
        """Say that nothing follows, and close when the other side does: at once would cut off the answer's end."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.drop(conn)
        else:
            conn.is_lingering = True
            conn.received.clear()
            self.listen(conn, LINGER_SECONDS)

    def drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def say(self, conn: Connection, answer: bytes) -> None:
        """What needs no thread, to somebody who may not be listening."""
        with suppress(OSError):
            conn.sock.setblocking(False)
            conn.sock.send(answer)

    def murder_pending(self) -> None:
        """gunicorn's loop calls this at least once a second."""
        now = time.monotonic()
        for conn in [conn for conn in self.waiting if conn.timeout <= now or not (self.alive or conn.received)]:
            self.stop_listening(conn)
            if conn.received:
                self.say(conn, TIMED_OUT)
            self.drop(conn)
        while self.queue and self.queue[0].timeout <= now:
            conn = self.queue.popleft()
            self.say(conn, BUSY)
            self.linger(conn)
