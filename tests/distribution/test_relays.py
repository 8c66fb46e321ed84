"""The way out: what a mail server can say, and what we make of it."""

import os

import pytest

from distribution import sending
from distribution.enums import DeliveryState, Queue
from distribution.outcomes import Outcome, Outgoing
from distribution.relays import RelayUnavailable, SmtpRelay
from distribution.sending import send_due
from tests import cast
from tests.cast import NOW
from tests.servers import free_port

O = Outcome  # noqa: E741
BOTH_WAYS = pytest.mark.parametrize("url", ["SMTP_URL", "TEST_PLAIN_SMTP_URL"], ids=["pipelining", "one by one"])


@pytest.fixture
def relay(request):
    made = SmtpRelay(os.environ[request.getfixturevalue("url")])
    yield made
    made.close()


def to(*names) -> list[Outgoing]:
    return [
        Outgoing(number, f"{name}@people.example", f"Message-ID: <{name}>\r\n\r\n.{name}\r\n".encode())
        for number, name in enumerate(names)
    ]


def outcomes(results) -> list[Outcome]:
    assert [r.delivery_id for r in results] == list(range(len(results)))
    return [result.outcome for result in results]


@BOTH_WAYS
def test_each_message_gets_its_own_answer(url, relay, sink):
    results = relay.send(to("a", "refused", "b", "later", "spam", "c", "refused2"))
    assert outcomes(results) == [O.SENT, O.FAILED, O.SENT, O.DEFERRED, O.FAILED, O.SENT, O.FAILED]
    assert [m["to"][0] for m in sink.messages()] == ["a", "b", "c"]
    assert results[1].reply == "550 5.1.1 No such mailbox"


@BOTH_WAYS
def test_one_connection_serves_window_after_window(url, relay, sink):
    for _window in range(3):
        assert outcomes(relay.send(to("a", "later", "b"))) == [O.SENT, O.DEFERRED, O.SENT]
    assert len(sink.messages()) == 6


@BOTH_WAYS
def test_a_connection_lost_after_the_body_leaves_one_in_doubt_and_the_later_ones_untouched(url, relay, sink):
    results = relay.send(to("a", "dropped", "b", "c"))
    assert outcomes(results) == [O.SENT, O.AMBIGUOUS, O.UNTOUCHED, O.UNTOUCHED]
    assert [(m["to"], m["answered"]) for m in sink.messages()] == [
        ("a@people.example", True),
        ("dropped@people.example", False),
    ]


@BOTH_WAYS
def test_after_a_lost_connection_the_next_window_opens_a_new_one(url, relay, sink):
    relay.send(to("dropped"))
    assert outcomes(relay.send(to("a", "b"))) == [O.SENT, O.SENT]


def test_a_mail_server_that_does_not_answer_is_not_a_refusal():
    with pytest.raises(RelayUnavailable):
        SmtpRelay(f"smtp://127.0.0.1:{free_port()}").send(to("a"))


# --- The round of the mail queue -----------------------------------------------------------------------------------

WIRE = pytest.mark.django_db(transaction=True)


def now():
    return NOW


def send():
    return send_due(queue=Queue.BULK, clock=now)


def by_name(mailing) -> dict:
    return {row.address.partition("@")[0]: row for row in mailing.deliveries.all()}


@WIRE
@pytest.mark.both_databases
def test_the_rows_say_what_became_of_each(sink):
    people = [
        cast.person(name, email=f"{name}@people.example") for name in ("a", "refused", "later", "spam", "dropped", "z")
    ]
    rows = by_name(cast.mailing(people))
    assert send() == 1
    for row in rows.values():
        row.refresh_from_db()
    assert {name: row.state for name, row in rows.items()} == {
        "a": DeliveryState.SENT,
        "refused": DeliveryState.FAILED,
        "later": DeliveryState.QUEUED,
        "spam": DeliveryState.FAILED,
        "dropped": DeliveryState.AMBIGUOUS,
        "z": DeliveryState.QUEUED,
    }
    assert (rows["later"].attempts, rows["z"].attempts) == (1, 0)
    assert rows["refused"].events.last().detail == "550 5.1.1 No such mailbox"


@WIRE
def test_without_a_mail_server_everything_waits(settings, sink):
    settings.SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    mailing = cast.mailing(cast.many_governors(25))
    assert send() == 0
    rows = list(mailing.deliveries.all())
    assert {(row.state, row.attempts) for row in rows} == {(DeliveryState.QUEUED, 0)}
    assert {(row.due_at - NOW).total_seconds() for row in rows} == {settings.DELIVERY_RETRY_SECONDS}


@WIRE
def test_a_closed_post_office_sends_nothing(sink):
    from distribution.operations import close_mail_queue, open_mail_queue

    cast.mailing(cast.many_governors(3))
    close_mail_queue(by=None, reason="Looking after a restore", now=NOW)
    assert send() == 0
    open_mail_queue(by=None, now=NOW)
    assert send() == 3


@WIRE
@pytest.mark.parametrize("limit", [7, 45])
def test_no_more_go_out_in_a_minute_than_the_relay_bears(settings, sink, limit):
    settings.MAIL_PER_MINUTE = limit
    cast.mailing(cast.many_governors(60))
    assert send() == limit
    assert send() == 0
    assert len(sink.messages()) == limit


@WIRE
def test_if_the_rate_cannot_be_counted_nothing_is_sent(settings, sink):
    settings.MAIL_PER_MINUTE = 100
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}
    mailing = cast.mailing(cast.many_governors(3))
    assert send() == 0
    assert set(mailing.deliveries.values_list("state", flat=True)) == {DeliveryState.QUEUED}
    assert sink.messages() == []


@WIRE
def test_every_attempt_at_a_message_bears_the_same_number(sink):
    cast.mailing([cast.person("Noor Newcomer")])
    rows = sending.operations.mark_sending(ids=sending.operations.claim(queue=Queue.BULK, limit=1, now=NOW), now=NOW)
    first, second = (sending.merge_values(row)["message_id"] for row in (rows[0], rows[0]))
    assert first == second
    assert first.startswith(f"<delivery.{rows[0].pk}.")
