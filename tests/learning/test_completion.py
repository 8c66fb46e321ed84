"""Completing: once per person, for all of a person's hats, and no chaser after it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction

from cms.enums import StepKind
from distribution.enums import DeliveryState
from distribution.models import Delivery
from learning import evidence, operations
from learning.enums import StepEvidence
from learning.models import Certificate, Completion, Declaration, Enrolment, EvidenceHead
from learning.operations import completing
from people.enums import Role
from tests import cast
from tests.cast import NOW
from tests.learning.factories import complete, declare, do_all_but_declare, enrolment_of, step_of, ticket_for

COMMITS = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enrolment(issued, two_schools):
    return enrolment_of(two_schools, issued)


@pytest.fixture
def second_briefing(enrolment, officer):
    """The same module for another audience that Gwen is in too."""
    other = cast.Audience.objects.create(name="Chairs", roles=[Role.CHAIR_OF_GOVERNORS])
    return operations.issue_briefing(briefing=cast.briefing(enrolment.briefing.module, other), by=officer, now=NOW)


# --- The evidence of it ---------------------------------------------------------------------------


def test_the_completion_keeps_its_own_snapshot(enrolment):
    completion = complete(enrolment)
    module = enrolment.briefing.module
    assert (completion.module_id, completion.module_title, completion.edition) == (module.pk, module.title, 1)
    assert completion.revision_id == module.live_revision_id
    assert completion.content_digest == evidence.content_digest(list(module.steps.raw_data))
    assert [(step["kind"], step["how"]) for step in completion.steps] == [
        ("video", "watched"),
        ("text", "continued"),
        ("check", "answered"),
        ("declaration", "declared"),
    ]
    assert completion.credits == [
        {"organisation": "Elm Road Infants", "urn": None, "role": "governor"},
        {"organisation": "Mersey View Primary", "urn": None, "role": "chair_of_governors"},
    ]
    assert completion.completed_at == NOW


def test_the_snapshot_outlives_the_text(enrolment):
    completion = complete(enrolment)
    module = enrolment.briefing.module
    module.title = "Something else"
    module.steps = []
    module.save()
    kept = Completion.objects.get(pk=completion.pk)
    assert kept.module_title == "Contextual safeguarding"
    assert len(kept.steps) == 4
    assert evidence.seal(kept, kept.previous_hash) == kept.hash


def test_it_names_nobody(enrolment, two_schools):
    completion = complete(enrolment)
    stored = " ".join(str(value) for value in Completion.objects.filter(pk=completion.pk).values_list().get())
    for personal in (two_schools.email, "Gwen", "Twoschools"):
        assert personal not in stored
    assert completion.subject == two_schools.pseudonym.subject


def test_one_person_has_one_pseudonym(enrolment, two_schools, audience, officer):
    first = complete(enrolment)
    module = cast.module(title="Another", slug="another")
    again = operations.issue_briefing(briefing=cast.briefing(module, audience), by=officer, now=NOW)
    assert complete(enrolment_of(two_schools, again)).subject == first.subject


# --- All hats -------------------------------------------------------------------------------------


def test_all_open_enrolments_of_the_module_are_credited(enrolment, second_briefing, two_schools):
    completion = complete(enrolment)
    assert set(Enrolment.objects.filter(person=two_schools).values_list("completion", flat=True)) == {completion.pk}


def test_another_module_stays_open(enrolment, two_schools, audience, officer):
    module = cast.module(title="Another", slug="another")
    other = operations.issue_briefing(briefing=cast.briefing(module, audience), by=officer, now=NOW)
    complete(enrolment)
    assert enrolment_of(two_schools, other).completion is None


def test_another_person_stays_open(enrolment, new_governor):
    complete(enrolment)
    assert enrolment_of(new_governor, enrolment.briefing).completion is None


def test_a_completion_is_never_overwritten(enrolment, officer):
    first = complete(enrolment)
    module = enrolment.briefing.module
    module.edition = 2
    module.save()
    again = operations.issue_briefing(
        briefing=cast.briefing(module, enrolment.briefing.audience), by=officer, now=NOW + timedelta(days=30)
    )
    second = complete(enrolment_of(enrolment.person, again), now=NOW + timedelta(days=31))
    assert (first.number, second.number, second.edition) == (1, 2, 2)
    enrolment.refresh_from_db()
    assert enrolment.completion == first
    assert first.certificate.code != second.certificate.code


# --- Chasers --------------------------------------------------------------------------------------


def test_what_waits_to_be_sent_is_cancelled(enrolment, second_briefing, two_schools, new_governor):
    complete(enrolment)
    assert set(Delivery.objects.filter(person=two_schools).values_list("state", flat=True)) == {DeliveryState.CANCELLED}
    assert Delivery.objects.get(person=new_governor).state == DeliveryState.QUEUED
    event = Delivery.objects.filter(person=two_schools).first().events.last()
    assert (event.state, event.detail, event.at) == (DeliveryState.CANCELLED, "The briefing is completed.", NOW)


def test_what_was_sent_stays_sent(enrolment, two_schools):
    Delivery.objects.filter(person=two_schools).update(state=DeliveryState.SENT)
    complete(enrolment)
    assert Delivery.objects.get(person=two_schools).state == DeliveryState.SENT


def test_other_mail_is_not_cancelled(enrolment, two_schools):
    other = cast.mailing([two_schools])
    complete(enrolment)
    assert other.deliveries.get().state == DeliveryState.QUEUED


@COMMITS
def test_cancelling_and_completing_stand_or_fall_together(enrolment, two_schools, monkeypatch):
    do_all_but_declare(enrolment)
    monkeypatch.setattr(completing, "cancel_deliveries", lambda **_: (_ for _ in ()).throw(RuntimeError("power cut")))
    with pytest.raises(RuntimeError):
        declare(enrolment)
    assert not Completion.objects.exists() and not Declaration.objects.exists()
    assert Delivery.objects.get(person=two_schools).state == DeliveryState.QUEUED
    assert not EvidenceHead.objects.filter(count__gt=0).exists()


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("left_out", [StepKind.VIDEO, StepKind.TEXT, StepKind.CHECK])
def test_a_step_still_to_be_done_is_named(enrolment, left_out):
    do_all_but_declare(enrolment)
    enrolment.step_records.filter(step_key=step_of(enrolment.briefing.module, left_out).key).delete()
    with pytest.raises(operations.StepsOutstanding) as refused:
        declare(enrolment)
    assert [step.kind for step in refused.value.steps] == [left_out]
    assert not Completion.objects.exists()


def test_a_step_added_since_is_still_to_be_done(enrolment):
    do_all_but_declare(enrolment)
    module = enrolment.briefing.module
    module.steps.append(("text", {"title": "New", "body": "<p>New.</p>"}))
    module.save()
    with pytest.raises(operations.StepsOutstanding):
        declare(enrolment_of(enrolment.person, enrolment.briefing))


# --- At the same moment ---------------------------------------------------------------------------


def at_once(*calls):
    def run(call):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.both_databases
@COMMITS
def test_four_declarations_at_once_make_one_completion(enrolment):
    do_all_but_declare(enrolment)
    found = at_once(*[lambda: declare(enrolment)] * 4)
    assert len({completion.pk for completion in found}) == 1
    assert Completion.objects.count() == Certificate.objects.count() == 1


@pytest.mark.both_databases
@COMMITS
@pytest.mark.parametrize("turn", range(3))
def test_declaring_two_briefings_of_one_module_at_once_makes_one_completion(
    enrolment, second_briefing, two_schools, turn
):
    other = enrolment_of(two_schools, second_briefing)
    for each in (enrolment, other):
        do_all_but_declare(each)
    found = at_once(lambda: declare(enrolment), lambda: declare(other))
    assert len({completion.pk for completion in found}) == 1
    assert Completion.objects.count() == 1


@pytest.mark.both_databases
@COMMITS
def test_a_whole_board_at_once_makes_one_chain(module, audience, officer):
    people = cast.many_governors(8)
    issued = operations.issue_briefing(briefing=cast.briefing(module, audience), by=officer, now=NOW)
    rows = [enrolment_of(person, issued) for person in people]
    for each in rows:
        do_all_but_declare(each)
    at_once(*[lambda each=each: declare(each) for each in rows])
    assert list(Completion.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert evidence.problems(Completion.objects.order_by("number"), {}) == []


@pytest.mark.both_databases
@COMMITS
def test_the_last_beat_and_the_declaration_at_once(enrolment):
    """Watching to the end in one tab while the other declares: neither waits for the other for ever."""
    do_all_but_declare(enrolment, film=StepEvidence.READ)

    def beats():
        for n in range(20):
            operations.record_beat(
                ticket=ticket_for(enrolment),
                sequence=n,
                position=n,
                intervals=[(0, 60)],
                now=NOW + timedelta(seconds=10 * n),
            )

    at_once(beats, lambda: declare(enrolment))
    assert Completion.objects.count() == 1


def test_a_code_that_is_taken_is_drawn_again(enrolment, new_governor, monkeypatch):
    first = complete(enrolment)
    codes = iter([first.certificate.code, first.certificate.code, "ABCD2345"])
    monkeypatch.setattr(completing, "new_code", lambda: next(codes))
    with transaction.atomic():
        second = complete(enrolment_of(new_governor, enrolment.briefing))
    assert second.certificate.code == "ABCD2345"
