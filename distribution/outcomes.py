"""What can become of one message at the relay."""

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    SENT = "accepted by the next mail server"
    FAILED = "refused for good"
    DEFERRED = "refused for now"
    AMBIGUOUS = "the connection was lost after the body was handed over"
    UNTOUCHED = "the relay was lost before the body was handed over"


@dataclass(frozen=True)
class Outgoing:
    delivery_id: int
    address: str
    message: bytes  # CRLF line ends, not dot-stuffed


@dataclass(frozen=True)
class Result:
    delivery_id: int
    outcome: Outcome
    reply: str = ""
