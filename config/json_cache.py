"""The cache in Redis, as JSON.

Django would pickle what it keeps, and so run whatever somebody else put there. Here, what is not JSON of ours counts as
a miss, and what JSON would change on its way (a set, a date, a key that is no text) is refused when it is set.
"""

import json
from collections.abc import Iterable
from typing import Any, cast

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.functional import Promise

PAIRS = "\0pairs"  # marks a mapping whose keys are not all texts


class NotOurs(ValueError):
    """Bytes that were not written by `dumps`."""


def dumps(value: Any) -> int | bytes:
    """Bytes for Redis; a whole number as it is, so that Redis can count with it. TypeError if JSON has no such type."""
    if type(value) is int:
        return value
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def loads(data: bytes) -> Any:
    """What `dumps` was given; tuples come back as lists. Raises NotOurs."""
    try:
        return json.loads(data, object_hook=_mapping)
    except (ValueError, RecursionError, TypeError) as error:
        raise NotOurs from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if all(type(key) is str for key in value):
            return {key: _plain(inner) for key, inner in value.items()}
        return {PAIRS: [[_plain(key), _plain(inner)] for key, inner in value.items()]}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Promise) else value  # a text that waits for its language


def _mapping(read: dict[str, Any]) -> dict[Any, Any]:
    return dict(read[PAIRS]) if read.keys() == {PAIRS} else read


class Serializer:
    dumps = staticmethod(dumps)
    loads = staticmethod(loads)


class JSONCacheClient(RedisCacheClient):
    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, serializer=cast(Any, Serializer), **options)

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except NotOurs:
            return default

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        absent = object()
        found = {key: self.get(key, absent) for key in keys}
        return {key: value for key, value in found.items() if value is not absent}


class JSONCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = JSONCacheClient
