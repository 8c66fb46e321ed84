"""What is in Redis is data: nothing that lies there is ever run, and what comes out is what went in."""

import pickle
from datetime import date
from decimal import Decimal

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from wagtail.coreutils import get_locales_display_names
from wagtail.models import Locale

from config.celery import app
from config.json_cache import dumps, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


class Trap:
    sprung = False

    @classmethod
    def spring(cls):
        cls.sprung = True

    def __reduce__(self):
        return Trap.spring, ()


@pytest.fixture
def server():
    return redis.Redis.from_url(settings.REDIS_URL)


PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pickle_that_somebody_put_there_is_a_miss_and_never_run(server, protocol):
    server.set(cache.make_key("partnership"), pickle.dumps(Trap(), protocol))
    assert cache.get("partnership") is None and cache.get("partnership", "nothing") == "nothing"
    assert cache.get_many(["partnership"]) == {}
    assert cache.get_or_set("partnership", {"name": "ours"}) == {"name": "ours"}
    assert not Trap.sprung
    pickle.loads(pickle.dumps(Trap(), protocol))
    assert Trap.sprung  # the trap works
    Trap.sprung = False


@pytest.mark.parametrize("junk", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"\\u0000pairs": 1}', b"nonsense"])
def test_anything_else_that_is_not_ours_is_a_miss(server, junk):
    server.set(cache.make_key("x"), junk)
    assert cache.get("x", "nothing") == "nothing"


@given(VALUES)
def test_what_comes_out_is_what_went_in(value):
    stored = dumps(value)
    assert loads(stored if isinstance(stored, bytes) else str(stored).encode()) == value


def test_redis_counts_with_numbers():
    cache.set("count", 5)
    assert cache.incr("count") == 6 and cache.get("count") == 6


def test_a_tuple_comes_back_as_a_list():
    cache.set("pair", (1, ["a"]))
    assert cache.get("pair") == [1, ["a"]]


UNKNOWN = [{1, 2}, date(2027, 1, 15), Decimal("1.5"), b"bytes", object()]


@pytest.mark.parametrize("value", UNKNOWN, ids=[type(value).__name__ for value in UNKNOWN])
def test_what_json_does_not_know_is_refused_when_it_is_kept(value):
    with pytest.raises(TypeError):
        cache.set("x", value)


def test_wagtails_names_of_languages_keep_their_numbers(db):
    first, again = get_locales_display_names(), get_locales_display_names()
    assert first == again == {Locale.objects.get().pk: "English"}


def test_celery_takes_json_alone():
    assert set(app.conf.accept_content) == set(app.conf.result_accept_content) == {"json"}
    assert app.conf.task_serializer == app.conf.result_serializer == "json"


def test_no_session_is_in_redis():
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
