"""Power cuts while mail goes out: real workers, killed in mid-send; nothing is lost and nothing goes out twice."""

import re
from collections import Counter

import pytest
from django.core.cache import cache

from distribution.enums import UNFINISHED, DeliveryState, Queue
from distribution.sending import WINDOW
from distribution.tasks import dispatch_due, enqueue
from tests import cast
from tests.servers import kill_group, wait_until

# On PostgreSQL, where a server has to notice that its client is dead; a killed client of SQLite leaves just a file.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
SLOW_ADDRESS = "slow20ms.governor{:04}@people.example"
QUICK_TO_REPAIR = {"DELIVERY_LEASE_SECONDS": "2", "DELIVERY_RETRY_SECONDS": "1"}


def delivery_of(message) -> int:
    return int(re.match(r"<delivery\.(\d+)\.", message["id"])[1])


def nothing_unfinished(mailing) -> bool:
    return not mailing.deliveries.filter(state__in=UNFINISHED).exists()


def sweep_until(probe, what):
    """The dispatch_due as beat would drive it, only more often."""

    def swept():
        dispatch_due()
        return probe()

    wait_until(swept, what, seconds=90)


def test_workers_killed_in_mid_send_lose_nothing_and_send_nothing_twice(sink, celery_worker_process):
    from django.utils import timezone

    mailing = cast.mailing(cast.many_governors(200, address=SLOW_ADDRESS), now=timezone.now())
    kills = [50, 95]  # in the middle of a window each
    for seen in kills:
        worker = celery_worker_process(**QUICK_TO_REPAIR)
        sweep_until(lambda seen=seen: sink.count() >= seen, f"{seen} messages")
        kill_group(worker)
    celery_worker_process(**QUICK_TO_REPAIR)
    sweep_until(lambda: nothing_unfinished(mailing), "every delivery is finished")

    rows = dict(mailing.deliveries.values_list("pk", "state"))
    received = Counter(delivery_of(message) for message in sink.messages())
    assert set(rows.values()) <= {DeliveryState.SENT, DeliveryState.AMBIGUOUS}
    assert max(received.values()) == 1
    assert [pk for pk, state in rows.items() if state == DeliveryState.SENT and received[pk] != 1] == []
    assert [pk for pk, state in rows.items() if state == DeliveryState.AMBIGUOUS and received[pk] > 1] == []
    ambiguous = sum(state == DeliveryState.AMBIGUOUS for state in rows.values())
    assert 1 <= ambiguous <= len(kills) * WINDOW
    assert set(received) <= set(rows)


def test_an_emptied_broker_loses_nothing(sink, celery_worker_process, celery_beat_process):
    from django.utils import timezone

    mailing = cast.mailing(cast.many_governors(120, address=SLOW_ADDRESS), now=timezone.now())
    enqueue(Queue.BULK)
    cache.clear()  # FLUSHDB: the enqueue is gone before any worker was there
    worker = celery_worker_process(**QUICK_TO_REPAIR)
    celery_beat_process()
    sink.wait_for(30, seconds=60)
    kill_group(worker)
    cache.clear()
    celery_worker_process(**QUICK_TO_REPAIR)
    wait_until(lambda: nothing_unfinished(mailing), "every delivery is finished", seconds=90)
    received = Counter(delivery_of(message) for message in sink.messages())
    assert max(received.values()) == 1
    sent = set(mailing.deliveries.filter(state=DeliveryState.SENT).values_list("pk", flat=True))
    assert sent <= set(received)
    assert mailing.deliveries.count() - len(sent) <= WINDOW
