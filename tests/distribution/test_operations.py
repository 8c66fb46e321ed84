"""The mail queue's writes: what is queued, who may take it, what is not sent, and what becomes of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.emails import SIGN_IN_CODE, sign_in_code
from accounts.operations import bind_link
from distribution import high_water, operations
from distribution.audit import MAILING_PAUSED, MAILING_RESUMED, MAILING_STOPPED
from distribution.enums import DeliveryState, MailClass, MailingState, Queue
from distribution.models import Delivery, DeliveryEvent, MailQueue, Suppression
from distribution.outcomes import Outcome, Result
from distribution.queries import oldest_unsent_age
from learning.emails import BRIEFING
from people.models import AuditEntry
from tests import cast
from tests.cast import NOW
from tests.servers import wait_until

WIRE = pytest.mark.django_db(transaction=True)  # claims commit, so the test may not stand in a transaction of its own


def states(mailing) -> Counter:
    return Counter(mailing.deliveries.values_list("state", flat=True))


def claim(now=NOW, limit=100, queue=Queue.BULK):
    return operations.claim(queue=queue, limit=limit, now=now)


def mark_sending(now=NOW):
    return operations.mark_sending(ids=claim(now), now=now)


def answer(rows, outcome, now=NOW, reply="as the server said"):
    operations.record_results(results=[Result(row.pk, outcome, reply) for row in rows], now=now)


# --- Queueing -------------------------------------------------------------------------------------------------------


def test_each_recipient_gets_one_row_with_its_first_event(two_schools, new_governor):
    mailing = cast.mailing([two_schools, new_governor])
    assert states(mailing) == {DeliveryState.QUEUED: 2}
    assert list(DeliveryEvent.objects.values_list("state", "at")) == [(DeliveryState.QUEUED, NOW)] * 2


def test_nobody_without_an_address_is_queued(new_governor):
    mailing = cast.mailing([new_governor, cast.person("Una Unreached", email=None)])
    assert [row.person for row in mailing.deliveries.all()] == [new_governor]


def test_one_person_twice_in_a_mailing_is_refused_by_the_database(new_governor):
    with pytest.raises(IntegrityError):
        cast.mailing([new_governor, new_governor])


@pytest.mark.parametrize(("kind", "queue"), [(BRIEFING, Queue.BULK), (SIGN_IN_CODE, Queue.URGENT)])
def test_a_code_goes_before_a_briefing(new_governor, kind, queue):
    assert cast.mailing([new_governor], kind=kind).deliveries.get().queue == queue


@pytest.mark.parametrize("step", ["queue", "claim", "wire", "sent"])
@WIRE
def test_the_number_of_queries_does_not_grow_with_the_recipients(step):
    def queries(count: int) -> int:
        mailing = cast.mailing(cast.many_governors(count)) if step != "queue" else None
        people = cast.many_governors(count) if step == "queue" else []
        ids = claim() if step in {"wire", "sent"} else []
        rows = operations.mark_sending(ids=ids, now=NOW) if step == "sent" else []
        with CaptureQueriesContext(
            connection,
        ) as context:
            if step == "queue":
                mailing = cast.mailing(people)
            elif step == "claim":
                claim()
            elif step == "wire":
                operations.mark_sending(ids=ids, now=NOW)
            else:
                answer(rows, Outcome.SENT)
        assert mailing.deliveries.count() == count
        operations.stop_mailing(mailing=mailing, by=None, now=NOW)
        return len(context)

    queries(1)  # begins the ledger
    assert queries(3) == queries(30)


# --- Claiming -------------------------------------------------------------------------------------------------------


@WIRE
@pytest.mark.both_databases
def test_eight_workers_never_take_the_same_row():
    mailing = cast.mailing(cast.many_governors(200))

    def worker(_number):
        taken = []
        while ids := claim(limit=7):
            taken += ids
        connections.close_all()
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [pk for ids in pool.map(worker, range(8)) for pk in ids]
    assert sorted(taken) == sorted(mailing.deliveries.values_list("pk", flat=True))
    assert DeliveryEvent.objects.filter(state=DeliveryState.CLAIMED).count() == 200


@WIRE
def test_a_row_is_not_taken_before_its_time_nor_from_the_other_queue(new_governor):
    mailing = cast.mailing([new_governor])
    assert claim(now=NOW - timedelta(seconds=1)) == []
    assert claim(queue=Queue.URGENT) == []
    assert claim() == [mailing.deliveries.get().pk]
    assert claim() == []


# --- The last look before the mail server ---------------------------------------------------------------------------


def queue_code(who):
    message = sign_in_code(person=who, address=who.email, code="123456", now=NOW)
    return operations.queue_mailing(message=message, now=NOW)


def object_to_mail(person, mailing):
    person.objected_at = NOW
    person.save()


def leave(person, mailing):
    person.is_active = False
    person.save()


def suppress(person, mailing):
    Suppression.objects.create(address=person.email, reason="bounced")


def suppress_service_mail(person, mailing):
    Suppression.objects.create(address=person.email, mail_class=MailClass.SERVICE, reason="asked")


def expire(person, mailing):
    mailing.not_after = NOW - timedelta(seconds=1)
    mailing.save()


@WIRE
@pytest.mark.parametrize("change", [object_to_mail, leave, suppress, suppress_service_mail, expire])
def test_what_changed_after_the_claim_keeps_the_message_here(new_governor, two_schools, change):
    mailing = cast.mailing([new_governor])
    other = cast.mailing([two_schools])
    ids = claim()
    change(new_governor, mailing)
    assert [row.mailing_id for row in operations.mark_sending(ids=ids, now=NOW)] == [other.pk]
    assert states(mailing) == {DeliveryState.CANCELLED: 1}
    assert mailing.deliveries.get().events.last().detail


@WIRE
def test_suppression_of_newsletters_lets_service_mail_through(new_governor):
    mailing = cast.mailing([new_governor])
    Suppression.objects.create(address=new_governor.email, mail_class=MailClass.NEWSLETTER, reason="unsubscribed")
    assert len(mark_sending()) == 1
    assert states(mailing) == {DeliveryState.ON_WIRE: 1}


@WIRE
def test_who_objects_to_messages_still_gets_the_code_they_ask_for(new_governor):
    object_to_mail(new_governor, None)
    queue_code(new_governor)
    ids = claim(queue=Queue.URGENT)
    assert len(operations.mark_sending(ids=ids, now=NOW)) == 1


@WIRE
def test_a_mailing_paused_after_the_claim_goes_back_to_the_queue(new_governor, officer):
    mailing = cast.mailing([new_governor])
    ids = claim()
    operations.pause_mailings(ids=[mailing.pk], by=officer, now=NOW)
    assert operations.mark_sending(ids=ids, now=NOW) == []
    assert states(mailing) == {DeliveryState.QUEUED: 1}
    assert claim() == []
    operations.resume_mailings(ids=[mailing.pk], by=officer, now=NOW)
    assert len(mark_sending()) == 1


@WIRE
def test_a_mailing_stopped_after_the_claim_is_cancelled(new_governor, officer):
    mailing = cast.mailing([new_governor])
    ids = claim()
    assert operations.stop_mailing(mailing=mailing, by=officer, now=NOW) == 1
    assert operations.mark_sending(ids=ids, now=NOW) == []
    assert states(mailing) == {DeliveryState.CANCELLED: 1}


# --- Results --------------------------------------------------------------------------------------------------------


@WIRE
@pytest.mark.parametrize(
    ("outcome", "state", "attempts"),
    [
        (Outcome.SENT, DeliveryState.SENT, 1),
        (Outcome.FAILED, DeliveryState.FAILED, 1),
        (Outcome.AMBIGUOUS, DeliveryState.AMBIGUOUS, 1),
        (Outcome.DEFERRED, DeliveryState.QUEUED, 1),
        (Outcome.UNTOUCHED, DeliveryState.QUEUED, 0),
    ],
)
def test_each_outcome_has_its_state(new_governor, outcome, state, attempts):
    mailing = cast.mailing([new_governor])
    answer(mark_sending(), outcome)
    row = mailing.deliveries.get()
    assert (row.state, row.attempts, row.lease_until) == (state, attempts, None)
    assert row.events.last().detail == "as the server said"


@WIRE
def test_a_deferred_message_waits_longer_each_time_and_is_given_up_at_last(new_governor):
    mailing = cast.mailing([new_governor])
    now, waits = NOW, []
    for _attempt in range(settings.DELIVERY_MAX_ATTEMPTS):
        answer(mark_sending(now), Outcome.DEFERRED, now)
        row = mailing.deliveries.get()
        waits.append(row.due_at - now)
        now = max(row.due_at, now)
    assert row.state == DeliveryState.FAILED
    assert waits[:-1] == operations.BACKOFF
    assert row.events.filter(state=DeliveryState.ON_WIRE).count() == settings.DELIVERY_MAX_ATTEMPTS


@WIRE
def test_a_sign_in_code_is_wiped_once_sent(new_governor):
    queue_code(new_governor)
    rows = operations.mark_sending(ids=claim(queue=Queue.URGENT), now=NOW)
    assert rows[0].values["code"] == "123456"
    answer(rows, Outcome.SENT)
    assert Delivery.objects.get().values == {}


@WIRE
def test_what_a_worker_says_too_late_does_not_undo_the_reaper(new_governor):
    mailing = cast.mailing([new_governor])
    rows = mark_sending()
    later = NOW + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS + 1)
    operations.reclaim_expired(now=later)
    answer(rows, Outcome.SENT, later)
    assert states(mailing) == {DeliveryState.AMBIGUOUS: 1}
    assert not DeliveryEvent.objects.filter(state=DeliveryState.SENT).exists()


# --- Dead workers ---------------------------------------------------------------------------------------------------


@WIRE
def test_the_reaper_returns_what_was_only_claimed_and_doubts_what_was_on_the_wire():
    mailing = cast.mailing(cast.many_governors(5))
    operations.mark_sending(ids=claim(limit=2), now=NOW)
    claim(limit=2)
    lease_ends = NOW + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    assert operations.reclaim_expired(now=lease_ends) == (0, 0)
    assert operations.reclaim_expired(now=lease_ends + timedelta(seconds=1)) == (2, 2)
    assert states(mailing) == {DeliveryState.QUEUED: 3, DeliveryState.AMBIGUOUS: 2}
    assert operations.reclaim_expired(now=lease_ends + timedelta(days=1)) == (0, 0)


@WIRE
def test_what_may_have_been_sent_is_never_sent_again():
    mailing = cast.mailing(cast.many_governors(3))
    mark_sending()
    later = NOW + timedelta(days=1)
    operations.reclaim_expired(now=later)
    assert claim(now=later + timedelta(days=30)) == []
    assert states(mailing) == {DeliveryState.AMBIGUOUS: 3}


# --- Pause, stop, cancel --------------------------------------------------------------------------------------------


def test_pause_and_stop_are_written_down_with_who_did_it(new_governor, officer):
    mailing = cast.mailing([new_governor])
    operations.pause_mailings(ids=[mailing.pk], by=officer, now=NOW)
    operations.resume_mailings(ids=[mailing.pk], by=officer, now=NOW)
    operations.stop_mailing(mailing=mailing, by=officer, now=NOW)
    entries = AuditEntry.objects.for_instance(mailing).order_by("pk")
    assert [entry.action for entry in entries] == [
        action.code for action in (MAILING_PAUSED, MAILING_RESUMED, MAILING_STOPPED)
    ]
    assert {entry.user for entry in entries} == {officer}


def test_a_stopped_mailing_stays_stopped(new_governor, officer):
    mailing = cast.mailing([new_governor])
    operations.stop_mailing(mailing=mailing, by=officer, now=NOW)
    for refused in (operations.pause_mailings, operations.resume_mailings):
        with pytest.raises(operations.MailingNotOpen):
            refused(ids=[mailing.pk], by=officer, now=NOW)
    with pytest.raises(operations.MailingNotOpen):
        operations.stop_mailing(mailing=mailing, by=officer, now=NOW)


@WIRE
@pytest.mark.parametrize("outcome", [Outcome.UNTOUCHED, Outcome.DEFERRED])
def test_what_comes_back_from_the_wire_to_a_stopped_mailing_is_cancelled(new_governor, two_schools, outcome):
    mailing, other = cast.mailing([new_governor]), cast.mailing([two_schools])
    rows = mark_sending()
    assert operations.stop_mailing(mailing=mailing, by=None, now=NOW) == 0
    answer(rows, outcome)
    assert states(mailing) == {DeliveryState.CANCELLED: 1}
    assert states(other) == {DeliveryState.QUEUED: 1}


@WIRE
def test_cancelling_leaves_alone_what_is_on_the_wire_or_sent():
    mailing = cast.mailing(cast.many_governors(4))
    answer(operations.mark_sending(ids=claim(limit=1), now=NOW), Outcome.SENT)
    operations.mark_sending(ids=claim(limit=1), now=NOW)
    claim(limit=1)
    assert operations.cancel_deliveries(deliveries=mailing.deliveries.all(), reason="done", now=NOW) == 2
    assert states(mailing) == {DeliveryState.SENT: 1, DeliveryState.ON_WIRE: 1, DeliveryState.CANCELLED: 2}


@WIRE
def test_what_is_handed_over_is_not_paused_and_what_is_paused_goes_on_finished_or_not(new_governor):
    mailing = cast.mailing([new_governor])
    rows = mark_sending()
    operations.pause_mailings(ids=[mailing.pk], by=None, now=NOW)  # it may come back from the wire
    answer(rows, Outcome.SENT)
    operations.resume_mailings(ids=[mailing.pk], by=None, now=NOW)
    with pytest.raises(operations.AllHandedOver):
        operations.pause_mailings(ids=[mailing.pk], by=None, now=NOW)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.OPEN


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@WIRE
@pytest.mark.both_databases
def test_a_worker_that_waited_for_the_pause_hands_nothing_over(new_governor):
    """Its look at the row began while the mailing was still open."""
    mailing = cast.mailing([new_governor])
    ids = claim()

    def worker():
        try:
            return operations.mark_sending(ids=ids, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            operations.pause_mailings(ids=[mailing.pk], by=None, now=NOW)
            going = pool.submit(worker)
            if connection.vendor == "postgresql":  # on SQLite it cannot even begin
                wait_until(somebody_waits_for_a_lock, "the worker at the lock")
        assert going.result() == []
    assert states(mailing) == {DeliveryState.QUEUED: 1}


@WIRE
def test_a_mailing_waits_while_the_page_it_is_about_is_not_published(new_governor, module):
    mailing = cast.mailing([new_governor], page=module)
    ids = claim()
    module.unpublish()
    assert operations.mark_sending(ids=ids, now=NOW) == []
    assert states(mailing) == {DeliveryState.QUEUED: 1}
    assert claim() == []
    assert oldest_unsent_age() is None
    module.get_latest_revision().publish()
    assert len(mark_sending()) == 1


# --- The whole mail queue ------------------------------------------------------------------------------------------


def test_the_post_office_stays_open_while_it_wakes_regularly(db):
    for minutes in (0, 5, 300):
        assert not operations.wake_up(now=NOW + timedelta(minutes=minutes)).paused


def test_the_post_office_closes_itself_after_a_long_gap_until_somebody_has_looked(officer):
    operations.wake_up(now=NOW)
    later = NOW + operations.AWAY_TOO_LONG + timedelta(seconds=1)
    woken = operations.wake_up(now=later)
    assert woken.paused
    assert "backup" in woken.reason
    assert operations.wake_up(now=later + timedelta(seconds=5)).paused
    operations.open_mail_queue(by=officer, now=later)
    assert not operations.wake_up(now=later + timedelta(seconds=5)).paused


def sent_so_many(count: int, person) -> None:
    """Events of messages in the database: what a backup has of them is fewer."""
    delivery = cast.mailing([person]).deliveries.get()
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(delivery=delivery, state=delivery.state, at=NOW) for _number in range(count)
    )


def test_a_database_that_is_behind_what_was_sent_closes_the_queue_at_once(two_schools, officer):
    """The gap in time alone let a backup of five hours ago write to 40 people twice."""
    sent_so_many(5, two_schools)
    operations.wake_up(now=NOW)
    DeliveryEvent.objects.order_by("-pk").first().delete()  # as the backup knew it
    woken = operations.wake_up(now=NOW + timedelta(seconds=5))
    assert woken.paused and "Was a backup restored?" in woken.reason
    operations.open_mail_queue(by=officer, now=NOW)
    high_water.write_mark(high_water.reached())  # once that is committed
    assert not operations.wake_up(now=NOW + timedelta(seconds=10)).paused


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"events": "many"}', "\x00" * 9])
def test_a_mark_that_cannot_be_read_holds_nothing_up_and_is_written_anew(two_schools, damage):
    high_water.mark_file().write_text(damage)
    sent_so_many(3, two_schools)
    assert not operations.wake_up(now=NOW).paused
    assert high_water.marked() == high_water.reached() > 0


def test_a_full_disk_stops_no_mail(two_schools, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(high_water.os, "replace", full)
    sent_so_many(3, two_schools)
    assert not operations.wake_up(now=NOW).paused
    assert not list(high_water.mark_file().parent.glob("mail-high-water.*"))


def test_there_is_one_post_office(db):
    operations.wake_up(now=NOW)
    with pytest.raises(IntegrityError):
        MailQueue.objects.create(id=2)


# --- The database's own word ----------------------------------------------------------------------------------------


def test_a_row_in_an_unknown_state_is_refused_by_the_database(new_governor):
    mailing = cast.mailing([new_governor])
    with pytest.raises(IntegrityError):
        mailing.deliveries.update(state="lost")


def test_a_claimed_row_without_an_end_of_its_lease_is_refused_by_the_database(new_governor):
    mailing = cast.mailing([new_governor])
    with pytest.raises(IntegrityError):
        mailing.deliveries.update(state=DeliveryState.CLAIMED, lease_until=None)


def test_a_move_that_is_not_in_the_table_is_refused(new_governor):
    mailing = cast.mailing([new_governor])
    with pytest.raises(ValueError, match="does not go from"):
        mailing.deliveries.all().move(DeliveryState.QUEUED, DeliveryState.SENT, now=NOW)


# --- Links ------------------------------------------------------------------------------------------------------------


def test_of_two_browsers_that_press_at_once_one_is_bound(new_governor):
    delivery = cast.mailing([new_governor]).deliveries.get()
    assert bind_link(delivery=delivery, browser_hash="first", now=NOW)
    assert not bind_link(delivery=delivery, browser_hash="second", now=NOW)
    assert bind_link(delivery=delivery, browser_hash="first", now=NOW)
