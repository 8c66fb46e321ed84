"""The mail server of the tests, a process of its own: `python -m tests.sink --port 2525 --plain-port 2526 --log FILE`.

It writes each message to the log, one JSON line, before it answers, and is told what to do by the recipient:

    refused…@   550 for the recipient            later…@    451 for the recipient
    spam…@      554 after the body               dropped…@  takes the body, then drops the connection without a reply
    slow20ms…@  waits 20 milliseconds before it answers
"""

import argparse
import asyncio
import base64
import email
import json
import os
import re

from aiosmtpd.smtp import SMTP

SLOW = re.compile(r"slow(\d+)ms")
REFUSALS = {"refused": "550 5.1.1 No such mailbox", "later": "451 4.7.1 Come back later"}


class Handler:
    def __init__(self, log: str, *, pipelining: bool):
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.pipelining = pipelining

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [responses[0], *(["250-PIPELINING"] if self.pipelining else []), *responses[1:]]

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        for word, reply in REFUSALS.items():
            if address.startswith(word):
                return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (recipient,) = envelope.rcpt_tos
        if slow := SLOW.match(recipient):
            await asyncio.sleep(int(slow[1]) / 1000)
        if recipient.startswith("spam"):
            return "554 5.7.1 Not wanted"
        self.keep(recipient, envelope.original_content, answered=not recipient.startswith("dropped"))
        if recipient.startswith("dropped"):
            server.transport.abort()
        return "250 OK kept"

    def keep(self, recipient: str, raw: bytes, *, answered: bool) -> None:
        message_id = email.message_from_bytes(raw).get("Message-ID", "")
        line = {"id": message_id, "to": recipient, "raw": base64.b64encode(raw).decode(), "answered": answered}
        os.write(self.log, (json.dumps(line) + "\n").encode())


async def serve(port: int, plain_port: int, log: str) -> None:
    loop = asyncio.get_running_loop()
    for number, pipelining in ((port, True), (plain_port, False)):
        handler = Handler(log, pipelining=pipelining)
        await loop.create_server(
            lambda handler=handler: SMTP(handler, hostname="sink.example", command_call_limit=10**9),
            "127.0.0.1",
            number,
        )
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--plain-port", type=int)
    parser.add_argument("--log")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.plain_port, options.log))
