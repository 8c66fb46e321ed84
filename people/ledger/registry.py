"""Which app reconciles what with its stream of the ledger. Each registers in its `apps.py`; nothing here names one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


def _nothing() -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Reconciliation:
    """What an app's figures rest on. Its entries stand in the stream of its name.

    `problems` compares the tables with the stream and names each row that doesn't fit; `notes` are said beside it and
    are no fault. `label` names one entry in words.
    """

    stream: str
    label: str
    problems: Callable[[], Iterable[str]]
    notes: Callable[[], Iterable[str]] = _nothing


_registered: dict[str, Reconciliation] = {}


def register(reconciliation: Reconciliation) -> None:
    _registered[reconciliation.stream] = reconciliation


def registered() -> list[Reconciliation]:
    return list(_registered.values())


def differences(
    what: str, sealed: Mapping[int, Mapping[str, Any]], rows: Iterable[tuple[int, Mapping[str, Any]]]
) -> Iterable[str]:
    """Compare rows, as (key, facts), with what was sealed of each: added, deleted or altered, each by name."""
    left = dict(sealed)
    for key, facts in rows:
        expected = left.pop(key, None)
        if expected is None:
            yield f"{what} {key} is not in the ledger: it was not recorded by this software."
        elif expected != facts:
            changed = ", ".join(
                f"{name} is {facts.get(name)} and was sealed as {value}"
                for name, value in expected.items()
                if facts.get(name) != value
            )
            yield f"{what} {key} was altered: {changed}."
    for key in left:
        yield f"{what} {key} is missing: it is in the ledger."
