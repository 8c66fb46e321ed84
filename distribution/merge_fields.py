"""Merge fields: the places in a message's text where each recipient's own value goes when it is sent.

Code puts one in with `field("name")`, templates with `{{ fields.name }}`. Until the message is queued the mark carries
a seal that nobody outside this process knows, so that what somebody typed (a name, a page's title) is told from ours
even if it reads like a mark. In a mailing's row ours are `⟦name⟧`, and a typed `⟦link⟧` is `⟦bracket⟧link⟧`, which is
shown as it was typed. A value is put in once, and is never looked at for marks again.
"""

import re
import secrets
from collections.abc import Callable
from typing import Any

FIELD = re.compile(r"⟦([a-z_]+)⟧")
BRACKET = "bracket"  # stands for a typed "⟦" and needs no value
_SEAL = secrets.token_hex(8)
_SEALED = re.compile(rf"⟦([a-z_]+):{_SEAL}⟧")


def field(name: str) -> str:
    """The mark at which each recipient's own `name` goes."""
    return f"⟦{name}:{_SEAL}⟧"


class Fields:
    """In a template's context: `{{ fields.name }}` is the mark of the field `name`."""

    def __getitem__(self, name: str) -> str:
        return field(name)


class Sentence(dict[str, Any]):
    """For `"%(partnership)s asks %(why)s" % Sentence(partnership=…)`: what is not given is a merge field."""

    def __missing__(self, name: str) -> str:
        return field(name)


def as_stored(text: str) -> str:
    """A text with our marks as a mailing's row holds it; what was typed to look like one is made harmless."""
    return _each(text, typed=lambda part: FIELD.sub(f"⟦{BRACKET}⟧\\1⟧", part), ours="⟦{}⟧".format)


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """A text with our marks, filled in for looking at. `value_of` gives a field's value, escaped if need be."""
    return _each(text, typed=str, ours=value_of)


def _each(text: str, *, typed: Callable[[str], str], ours: Callable[[str], str]) -> str:
    parts = _SEALED.split(text)
    return "".join(ours(part) if index % 2 else typed(part) for index, part in enumerate(parts))
