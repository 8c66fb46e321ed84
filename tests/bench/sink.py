"""A mail server that accepts everything, counts and keeps nothing: `python -m tests.bench.sink PORT`.

As lean as asyncio allows, and a process of its own, so that its work is in nobody's figure.
"""

import asyncio
import sys

GREETING = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10485760\r\n"
REPLIES = {b"EHLO": GREETING, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.waiting, self.in_body, self.count = transport, b"", False, 0
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.waiting += data
        replies = []
        while True:
            if self.in_body:
                _body, found, rest = self.waiting.partition(END)
                if not found:
                    break
                self.waiting, self.in_body, self.count = rest, False, self.count + 1
                replies.append(b"250 kept %d\r\n" % self.count)
                continue
            line, found, rest = self.waiting.partition(b"\r\n")
            if not found:
                break
            self.waiting = rest
            verb = line[:4].upper()
            self.in_body = verb == b"DATA"
            replies.append(REPLIES.get(verb, b"250 yes\r\n"))
            if verb == b"QUIT":
                self.transport.write(b"".join(replies))
                self.transport.close()
                return
        if replies:
            self.transport.write(b"".join(replies))


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
