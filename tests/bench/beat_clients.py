"""Twenty players at once, each on a connection that it keeps: `python -m tests.bench.beat_clients PORT POSTS`.

Each posts its beats one after another without a pause. Prints every answer's milliseconds as JSON. A process of its
own, so that its work is not in the server's figure.
"""

import asyncio
import json
import sys
import time
from pathlib import Path


def request(body: str) -> bytes:
    head = "POST /learning/beats/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


async def answer(reader) -> bool:
    """Read one response; whether the server keeps the connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    status, _newline, fields = head.partition("\r\n")
    if " 200 " not in f"{status} ":
        raise RuntimeError(head)
    length = int(fields.split("content-length:")[1].split("\r\n")[0])
    await reader.readexactly(length)
    return "connection: close" not in fields


async def player(port: int, bodies: list[str]) -> list[float]:
    waits, writer = [], None
    for body in bodies:
        before = time.perf_counter()
        if writer is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(body))
        kept = await answer(reader)
        waits.append((time.perf_counter() - before) * 1000)
        if not kept:
            writer.close()
            writer = None
    if writer:
        writer.close()
    return waits


async def main() -> None:
    port, plan = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    found = await asyncio.gather(*(player(port, bodies) for bodies in plan))
    print(json.dumps([wait for waits in found for wait in waits]))


if __name__ == "__main__":
    asyncio.run(main())
