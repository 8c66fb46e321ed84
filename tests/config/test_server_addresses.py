"""Addresses in settings: any password is read exactly, whether it is percent-encoded or as it is."""

import ssl
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kombu.utils.url import parse_url
from redis.connection import parse_url as redis_parse_url

from config.addresses import BadAddress, broker, database, is_loopback, parse, redis, relay, site

PASSWORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=40)
RAW = PASSWORDS.filter(lambda password: "%" not in password) | st.text("#@:/?&=+[]!$'a1", min_size=1, max_size=20)


@given(PASSWORDS)
def test_a_password_that_is_percent_encoded_is_read_exactly(password):
    encoded = quote(password, safe="")
    assert relay(f"smtp+tls://user:{encoded}@mail.example.gov.uk:587").password == password
    assert database(f"postgres://user:{encoded}@127.0.0.1:5432/name")["PASSWORD"] == password
    assert redis(f"rediss://user:{encoded}@cache.example.gov.uk/0").password == password


@given(RAW)
def test_a_password_as_it_is_is_read_exactly(password):
    for address in (
        relay(f"smtps://some.body@example.gov.uk:{password}@mail.example.gov.uk:465"),
        redis(f"redis://some.body@example.gov.uk:{password}@localhost:6379/0"),
    ):
        assert (address.user, address.password) == ("some.body@example.gov.uk", password)
        assert address.port in {465, 6379}
    found = database(f"postgresql://cg:{password}@db.example.gov.uk/name?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("cg", password, "db.example.gov.uk")
    assert (found["NAME"], found["OPTIONS"]) == ("name", {"sslmode": "require"})


@given(RAW)
def test_the_libraries_read_the_same_password(password):
    address = redis(f"redis://user:{password}@127.0.0.1:6390/3")
    assert parse(str(address)) == address
    assert redis_parse_url(str(address)) == {
        "username": "user", "password": password, "host": "127.0.0.1", "port": 6390, "db": 3,
    }  # fmt: skip
    url, _tls = broker(address)
    parts = parse_url(url)
    assert (parts["userid"], parts["password"], parts["virtual_host"]) == ("user", password, "3")


def test_celery_checks_the_certificate_of_redis():
    url, tls = broker(redis("rediss://:p%40ss@cache.example.gov.uk:6380/1?ssl_ca_certs=/etc/ca.pem"))
    assert (url, tls) == (
        "rediss://:p%40ss@cache.example.gov.uk:6380/1",
        {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_ca_certs": "/etc/ca.pem"},
    )


def test_celery_knows_a_socket_by_another_name():
    assert broker(redis("unix:///run/redis.sock?db=2")) == ("redis+socket:///run/redis.sock?virtual_host=2", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sqlite:////var/lib/cg/db.sqlite3", "/var/lib/cg/db.sqlite3"),
        ("sqlite:///db.sqlite3", "db.sqlite3"),
        ("sqlite:////srv/a@b/c#d.sqlite3", "/srv/a@b/c#d.sqlite3"),
        ("sqlite://:memory:", ":memory:"),
    ],
)
def test_a_file_is_named_by_its_path(text, name):
    assert database(text)["NAME"] == name


def test_a_database_may_be_reached_through_a_socket():
    found = database("postgres://cg:secret@%2Fvar%2Frun%2FPostgreSQL/name")
    assert (found["HOST"], found["PORT"]) == ("/var/run/PostgreSQL", "")


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True), ("LOCALHOST", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
        ("localhost.example.gov.uk", False), ("127.0.0.1.example.gov.uk", False), ("0.0.0.0", False), ("::", False),
        ("10.0.0.1", False), ("", False), ("127.1", False),
    ],
)  # fmt: skip
def test_only_this_machine_is_this_machine(host, is_here):
    assert is_loopback(host) is is_here


@pytest.mark.parametrize("parser", [site, database, redis, relay])
@given(st.text(max_size=60))
def test_whatever_it_is_given_it_answers_or_says_what_is_wrong(parser, text):
    try:
        parser(text)
    except BadAddress as error:
        assert str(error)


@pytest.mark.parametrize("parser", [site, database, redis, relay])
def test_what_is_wrong_never_repeats_the_password(parser):
    with pytest.raises(BadAddress) as refused:
        parser("gopher://user:hunter2@mail.example.gov.uk:99999/x/y?z")
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in repr(parse("smtp://user:hunter2@mail.example.gov.uk"))
