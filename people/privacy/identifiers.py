"""What somebody was known as, and how that is found and taken out of a text, whatever wrote the text down."""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any
from urllib.parse import quote, quote_plus

from django.db.models import Q
from django.utils.html import escape

from people.addresses import normal_address
from people.models import Address, Organisation, Person, PersonSnapshot
from people.names import folded, tidy
from people.personal_record import PersonRecord
from people.privacy.declarations import ERASED

PLAIN = re.compile(r"[A-Za-z0-9]{3,}")
STAND_IN = "@erased.invalid"  # what stands where an address has to stand


@dataclass(frozen=True)
class Identifiers:
    """Names of at least two words, and addresses in lower case, that are one person's and nobody else's.

    `every_address` also has those that somebody else has or had too, as a couple may.
    """

    names: frozenset[str]
    addresses: frozenset[str]
    every_address: frozenset[str] = frozenset()
    seed: str = dataclass_field(default_factory=lambda: uuid.uuid4().hex)

    def stand_in_for(self, address: str) -> str:
        """The same for the same address in this erasure, and in no other: nothing leads back from it."""
        digest = hmac.new(self.seed.encode(), address.encode(), hashlib.sha256).hexdigest()
        return f"{digest[:32]}{STAND_IN}"

    @cached_property
    def fragments(self) -> list[str]:
        """A part of each that every way of writing it down leaves as it is: what a database looks for first."""
        found: set[str] = set()
        for words in self._full_names | self.addresses:
            runs = PLAIN.findall(words.partition("@")[0])
            found |= {max(runs, key=len).lower()} if runs else self._spelt([words])
        return sorted(found)

    @property
    def _full_names(self) -> frozenset[str]:
        """With the last word first as well."""
        turned = (f"{last}, {others}" for others, _space, last in (name.rpartition(" ") for name in self.names))
        return self.names | set(turned)

    @staticmethod
    def _spelt(plain: Iterable[str]) -> set[str]:
        """As plain text, HTML, JSON (within JSON too) and a URL have them."""
        found = set(plain)
        found |= {escape(words) for words in found}
        found |= {quoted(words) for words in found for quoted in (quote, quote_plus)}
        for _once_and_within in range(2):
            found |= {json.dumps(words)[1:-1] for words in found}
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Names and addresses that are not a part of a longer word or address; %22 is a mark of a URL."""
        begins = r"(?:(?<![\w.+-])|(?<=%[0-9A-Fa-f]{2}))"
        ends = ((self._full_names, r"(?![\w-])"), (self.addresses, r"(?![\w-]|\.\w)"))
        parts = [
            f"{begins}(?:{'|'.join(map(re.escape, sorted(self._spelt(plain), key=len, reverse=True)))}){end}"
            for plain, end in ends
            if plain
        ]
        return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)

    def are_in(self, text: str) -> bool:
        return bool(self._pattern.search(text))

    def taken_out_of(self, value: Any) -> Any:
        """A text, or JSON values at any depth, without them. What holds JSON as a text is opened."""
        if isinstance(value, str):
            try:
                inner = json.loads(value) if value[:1] in ("[", "{") else None
            except ValueError:
                inner = None
            if inner is None:
                return self._pattern.sub(ERASED, value)
            cleaned = self.taken_out_of(inner)
            return value if cleaned == inner else json.dumps(cleaned)
        if isinstance(value, list):
            return [self.taken_out_of(one) for one in value]
        if isinstance(value, dict):
            return {self.taken_out_of(name): self.taken_out_of(one) for name, one in value.items()}
        return value


def identifiers_of(record: PersonRecord, known_as: Iterable[str] = ()) -> Identifiers:
    """What a person's records and `known_as` call them. 5 queries, and one for each title.

    A name in `known_as` counts if it shares a word with a name on their records: people type all kinds of things.
    """
    own_names = set(_names_of(record))
    words = {word for name in own_names for word in folded(name).split()}
    said = [tidy(one) for one in known_as if one]
    names = own_names | {one for one in said if "@" not in one and words & set(folded(one).split())}
    addresses = {address for address in _addresses_of(record) if address}
    addresses |= {normal_address(one) for one in said if "@" in one}
    addresses = {address for address in addresses if not address.endswith(STAND_IN)}
    return Identifiers(
        names=frozenset(_of_nobody_else(names, record)),
        addresses=frozenset(_used_by_nobody_else(addresses, record)),
        every_address=frozenset(addresses),
    )


def _names_of(record: PersonRecord) -> Iterable[str]:
    for person in record.records:
        yield person.full_name
        if person.title and person.family_name and not _is_shared(person.family_name, record):
            yield f"{person.title} {person.family_name}"
    for held in record.appointments:
        yield (held.row.registered or {}).get("name", "")


def _is_shared(family_name: str, record: PersonRecord) -> bool:
    return Person.objects.exclude(pk__in=record.keys).filter(family_name__iexact=family_name).exists()


def _addresses_of(record: PersonRecord) -> Iterable[str | None]:
    for person in record.records:
        yield from (person.email, person.shared_address)
    yield from (row.address for row in record.earlier_addresses)
    yield from PersonSnapshot.objects.filter(person__in=record.keys).values_list("address", flat=True)


def _of_nobody_else(names: set[str], record: PersonRecord) -> set[str]:
    spelt = {name: folded(name) for name in names if len(folded(name).split()) > 1}
    others = Person.objects.exclude(pk__in=record.keys).filter(match_name__in=spelt.values())
    taken = set(others.values_list("match_name", flat=True))
    places = set(Organisation.objects.filter(name__in=spelt).values_list("name", flat=True))
    return {name for name, match_name in spelt.items() if match_name not in taken and name not in places}


def _used_by_nobody_else(addresses: set[str], record: PersonRecord) -> set[str]:
    others = Person.objects.exclude(pk__in=record.keys)
    others = others.filter(Q(email__in=addresses) | Q(shared_address__in=addresses))
    taken = {address for pair in others.values_list("email", "shared_address") for address in pair}
    before = Address.objects.exclude(person__in=record.keys).filter(address__in=addresses)
    return addresses - taken - set(before.values_list("address", flat=True))
