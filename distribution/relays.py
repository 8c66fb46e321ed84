"""The way out: SMTP with pipelining (RFC 5321, RFC 2920), or the demonstration's own mailbox.

A relay takes a window of messages and says what became of each. It never raises for a message; it raises
`RelayUnavailable` only if not one could be tried.
"""

import email
import email.policy
import smtplib
import ssl
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction

from distribution.mime import dot_stuffed
from distribution.models import MailboxMessage
from distribution.outcomes import Outcome, Outgoing, Result

TIMEOUT_SECONDS = 30
PLAIN = "smtp"  # on this machine only: config/addresses.py; any other scheme is STARTTLS or TLS
TLS_FROM_THE_START = ("smtps", "smtp+ssl")
GONE = (smtplib.SMTPServerDisconnected, OSError)


Reply = tuple[int, bytes]  # (code, words), as smtplib gives it


class Relay(Protocol):
    def send(self, messages: list[Outgoing]) -> list[Result]:
        """What became of each, in their order."""

    def close(self) -> None:
        """Nothing more is sent in this turn."""


class RelayUnavailable(Exception):
    """The next mail server cannot be reached now; nothing was handed over."""


def open_relay() -> Relay:
    return MailboxRelay() if settings.MAIL_RELAY == "mailbox" else SmtpRelay(settings.SMTP_URL)


class MailboxRelay:
    """Keeps messages as rows, shown at /mailbox/. Nothing leaves this machine."""

    @transaction.atomic
    def send(self, messages: list[Outgoing]) -> list[Result]:
        rows = []
        for outgoing in messages:
            head = email.message_from_bytes(outgoing.message, policy=email.policy.default)
            rows.append(
                MailboxMessage(
                    address=outgoing.address,
                    subject=str(head["Subject"])[:250],
                    message_id=str(head["Message-ID"]),
                    raw=outgoing.message,
                    at=head["Date"].datetime,
                )
            )
        MailboxMessage.objects.bulk_create(rows)
        return [Result(m.delivery_id, Outcome.SENT, "kept in the mailbox") for m in messages]

    def close(self) -> None:
        pass


class SmtpRelay:
    """One reused connection. With PIPELINING one round trip a message: body and next envelope travel together."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.smtp: smtplib.SMTP | None = None

    def send(self, messages: list[Outgoing]) -> list[Result]:
        smtp = self._connection()
        results: list[Result] = []
        try:
            if smtp.has_extn("pipelining"):
                self._send_pipelined(smtp, messages, results)
            else:
                self._send_one_by_one(smtp, messages, results)
        except GONE as error:
            self.close()
            results += _lost(messages[len(results) :], getattr(error, "handed_over", False), error)
        return results

    def close(self) -> None:
        if self.smtp is not None:
            try:
                self.smtp.quit()
            except (smtplib.SMTPException, OSError):
                self.smtp.close()
            self.smtp = None

    def _connection(self) -> smtplib.SMTP:
        if self.smtp is None:
            try:
                self.smtp = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise RelayUnavailable(str(error)[:200]) from error
        return self.smtp

    def _connect(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "", self.url.port
        smtp: smtplib.SMTP
        tls = ssl.create_default_context(cafile=settings.SMTP_CA_FILE or None)
        if self.url.scheme in TLS_FROM_THE_START:
            smtp = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            smtp = smtplib.SMTP(host, port or (25 if self.url.scheme == PLAIN else 587), timeout=TIMEOUT_SECONDS)
        smtp.ehlo_or_helo_if_needed()
        if self.url.scheme not in (PLAIN, *TLS_FROM_THE_START):
            smtp.starttls(context=tls)
            smtp.ehlo()
        if self.url.username:
            smtp.login(unquote(self.url.username), unquote(self.url.password or ""))
        return smtp

    def _send_pipelined(self, smtp: smtplib.SMTP, messages: list[Outgoing], results: list[Result]) -> None:
        """Appends to `results` as the replies come, so that the caller knows how far it got."""
        smtp.send(_envelope(messages[0]))
        for outgoing, following in zip(messages, [*messages[1:], None], strict=True):
            refusal, ready = _read_envelope(smtp)
            rest = _envelope(following) if following else b""
            if not ready:
                assert refusal is not None, "who waits for no body has said why"
                results.append(_refused(outgoing, refusal))
                smtp.send(b"RSET\r\n" + rest)  # a MAIL within the refused transaction would be refused too
                smtp.getreply()
                continue
            # RFC 2920 3.1: a server may say 354 although it refused the recipient; then the body is empty.
            with handing_over(not refusal):
                smtp.send((b".\r\n" if refusal else dot_stuffed(outgoing.message)) + rest)
                reply = smtp.getreply()
            results.append(_refused(outgoing, refusal) if refusal else _answered(outgoing, reply))

    def _send_one_by_one(self, smtp: smtplib.SMTP, messages: list[Outgoing], results: list[Result]) -> None:
        for outgoing in messages:
            reply = smtp.mail(settings.MAIL_FROM)
            if reply[0] == 250:
                reply = smtp.rcpt(outgoing.address)
            if reply[0] in (250, 251, 252):
                reply = smtp.docmd("DATA")
            if reply[0] == 354:
                with handing_over(True):
                    smtp.send(dot_stuffed(outgoing.message))
                    reply = smtp.getreply()
                results.append(_answered(outgoing, reply))
            else:
                smtp.rset()
                results.append(_refused(outgoing, reply))


class handing_over:
    """Marks an error that comes while a body is on its way: whether it was accepted, nobody knows."""

    def __init__(self, body: bool) -> None:
        self.body = body

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, GONE):
            error.handed_over = self.body  # type: ignore[attr-defined]  # a mark of ours


def _envelope(outgoing: Outgoing) -> bytes:
    return f"MAIL FROM:<{settings.MAIL_FROM}>\r\nRCPT TO:<{outgoing.address}>\r\nDATA\r\n".encode("ascii")


def _read_envelope(smtp: smtplib.SMTP) -> tuple[Reply | None, bool]:
    """The replies to MAIL, RCPT and DATA: (the first refusal or None, whether the server waits for a body)."""
    mail, rcpt, data = smtp.getreply(), smtp.getreply(), smtp.getreply()
    if mail[0] != 250:
        return mail, data[0] == 354
    if rcpt[0] not in (250, 251, 252):
        return rcpt, data[0] == 354
    return (None, True) if data[0] == 354 else (data, False)


def _words(reply: Reply) -> str:
    code, text = reply
    return f"{code} {text.decode('utf-8', 'replace')}".replace("\n", " ")[:250]


def _answered(outgoing: Outgoing, reply: Reply) -> Result:
    if 200 <= reply[0] < 300:
        return Result(outgoing.delivery_id, Outcome.SENT, _words(reply))
    return _refused(outgoing, reply)


def _refused(outgoing: Outgoing, reply: Reply) -> Result:
    outcome = Outcome.FAILED if 500 <= reply[0] < 600 else Outcome.DEFERRED
    return Result(outgoing.delivery_id, outcome, _words(reply))


def _lost(messages: list[Outgoing], handed_over: bool, error: Exception) -> list[Result]:
    """The connection is gone: the first of these may have been accepted, the others were never begun."""
    words = f"The connection was lost: {error}"[:250]
    first = Outcome.AMBIGUOUS if handed_over else Outcome.UNTOUCHED
    return [
        Result(m.delivery_id, first if index == 0 else Outcome.UNTOUCHED, words) for index, m in enumerate(messages)
    ]
