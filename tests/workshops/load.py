"""Everybody presses "book" at once: `python -m tests.workshops.crowd PORT PLAN`.

The plan is JSON: {"path": the form's address, "session": its number, "sessions": [a signed-in session's key for each],
"opens": whether each opens the form first, as a browser does; else all have it open already, and only press}.
Prints [[status, ms of GET, ms of POST], …].
A process of its own, so that its work is not in the server's figure.
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
COOKIE = re.compile(rb"(?i)set-cookie: csrftoken=([^;]+)")
OPEN_ALREADY = "t" * 32  # the token of a form that was opened earlier: the cookie's and the field's are the same


async def answer(reader) -> tuple[int, bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"(?i)content-length: (\d+)", head)
    body = await (reader.readexactly(int(found[1])) if found else reader.read())
    return int(head.split()[1]), head, body


async def ask(port: int, request: bytes) -> tuple[int, bytes, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await answer(reader)
    finally:
        writer.close()


async def guest(port: int, plan: dict, key: str, ready: asyncio.Event) -> list:
    head = f"Host: localhost\r\nConnection: close\r\nCookie: sessionid={key}"
    await ready.wait()
    start = opened = time.perf_counter()
    cookie = token = OPEN_ALREADY
    if plan["opens"]:
        status, fields, page = await ask(port, f"GET {plan['path']} HTTP/1.1\r\n{head}\r\n\r\n".encode())
        opened = time.perf_counter()
        if status != 200:
            return [status, (opened - start) * 1000, 0.0]
        cookie, token = COOKIE.search(fields)[1].decode(), TOKEN.search(page)[1].decode()
    form = {
        "csrfmiddlewaretoken": token,
        "session": plan["session"],
        "colleagues-TOTAL_FORMS": 0,
        "colleagues-INITIAL_FORMS": 0,
    }
    body = urlencode(form).encode()
    request = (
        f"POST {plan['path']} HTTP/1.1\r\n{head}; csrftoken={cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    status, _fields, _page = await ask(port, request + body)
    return [status, (opened - start) * 1000, (time.perf_counter() - opened) * 1000]


async def main() -> None:
    port, plan = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    ready = asyncio.Event()
    guests = [asyncio.create_task(guest(port, plan, key, ready)) for key in plan["sessions"]]
    await asyncio.sleep(0)
    ready.set()
    print(json.dumps(await asyncio.gather(*guests)))


if __name__ == "__main__":
    asyncio.run(main())
