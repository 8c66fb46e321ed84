"""Who comes into an audience after a briefing was sent: once, by the rule that the officer set."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from distribution.models import Delivery, Mailing, Suppression
from distribution.operations import pause_mailings, stop_mailing
from learning import operations, tasks
from learning.emails import BRIEFING
from learning.enums import LateEnrolmentRule
from learning.models import Briefing, Enrolment, LaterMailing
from learning.queries import enrolments_of
from people.enums import Role
from people.models import Appointment, Person
from people.operations import end_appointment, give_address, merge_people, object_to_messages
from tests import cast
from tests.learning.factories import complete, enrolment_of

COMMITS = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(issued):
    """Sent an hour ago to Gwen (two schools) and Noor."""
    then = timezone.now() - timedelta(hours=1)
    Briefing.objects.filter(pk=issued.pk).update(issued_at=then)
    Appointment.objects.update(recorded_at=then - timedelta(days=1))
    issued.refresh_from_db()
    return issued


def joiner(name="Jo Joiner", role=Role.GOVERNOR, where=None, **person):
    who = cast.person(name, **person)
    cast.appoint(who, role, where or cast.school(f"School of {name}"))
    return who


def sweep(briefing, *, days=0):
    return operations.enrol_late(briefing=briefing, now=timezone.now() + timedelta(days=days))


def enrolled(briefing):
    return sorted(str(row.person) for row in briefing.enrolments.select_related("person"))


def letters_to(person):
    return Delivery.objects.filter(person=person, mailing__kind=BRIEFING.kind).count()


# --- Once -----------------------------------------------------------------------------------------


def test_a_joiner_is_enrolled_and_written_to_once(sent):
    who = joiner()
    assert sweep(sent) == (1, 1)
    assert sweep(sent) == (0, 0)
    assert enrolled(sent) == ["Gwen Twoschools", "Jo Joiner", "Noor Newcomer"]
    assert letters_to(who) == 1
    assert LaterMailing.objects.count() == 1
    row = enrolment_of(who, sent)
    assert [a.organisation.name for a in row.appointments.all()] == ["School of Jo Joiner"]


@pytest.mark.both_databases
@COMMITS
def test_two_sweeps_at_once_take_each_in_once(sent):
    people = [joiner(f"Jo Number{n}") for n in range(5)]

    def run(_number):
        try:
            return sweep(sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as several:
        found = list(several.map(run, range(3)))
    assert sorted(found) == [(0, 0), (0, 0), (5, 5)]
    assert [letters_to(who) for who in people] == [1] * 5


def test_the_task_looks_at_every_open_briefing(sent):
    who = joiner()
    tasks.enrol_late()
    assert letters_to(who) == 0, "a slip can still be taken back"
    earlier = timezone.now() - timedelta(minutes=16)
    Appointment.objects.filter(person=who).update(recorded_at=earlier)
    Briefing.objects.filter(pk=sent.pk).update(issued_at=earlier - timedelta(days=1))
    tasks.enrol_late()
    tasks.enrol_late()
    assert letters_to(who) == 1


def test_a_second_board_is_credited_to_the_same_enrolment(sent, new_governor):
    cast.appoint(new_governor, Role.GOVERNOR, cast.school("Second School"))
    assert sweep(sent) == (0, 0)
    row = enrolment_of(new_governor, sent)
    assert sorted(a.organisation.name for a in row.appointments.all()) == ["Canal Bank Academy", "Second School"]
    assert letters_to(new_governor) == 1


def test_a_second_board_is_credited_whatever_the_rule(sent, new_governor):
    Briefing.objects.filter(pk=sent.pk).update(joiners=LateEnrolmentRule.NOBODY)
    cast.appoint(new_governor, Role.GOVERNOR, cast.school("Second School"))
    sweep(sent)
    assert enrolment_of(new_governor, sent).appointments.count() == 2


def test_two_records_of_one_joiner_are_one(sent, officer):
    kept, alias = joiner("Jo Joiner"), joiner("Joanna Joiner")
    merge_people(keep=kept, alias=alias, by=officer, now=timezone.now())
    assert sweep(sent) == (1, 1)
    assert enrolment_of(kept, sent).appointments.count() == 2
    assert not Enrolment.objects.filter(person=alias).exists()


def test_a_record_that_was_joined_to_somebody_enrolled_is_not_enrolled_again(sent, new_governor, officer):
    alias = joiner("Nora Newcomer")
    merge_people(keep=new_governor, alias=alias, by=officer, now=timezone.now())
    assert sweep(sent) == (0, 0)
    assert enrolment_of(new_governor, sent).appointments.count() == 2


def test_who_was_enrolled_and_then_became_an_alias_is_not_written_to_again(sent, new_governor, officer):
    kept = cast.person("Nora Newcomer")
    cast.appoint(kept, Role.GOVERNOR, cast.school("Second School"))
    merge_people(keep=kept, alias=new_governor, by=officer, now=timezone.now())
    assert sweep(sent) == (0, 0)
    assert enrolled(sent) == ["Gwen Twoschools", "Noor Newcomer"]
    assert letters_to(kept) == 0
    assert [row.briefing for row in enrolments_of(kept)] == [sent]


def test_who_has_done_the_module_is_credited_and_not_written_to(sent, module, audience, officer):
    """A second briefing of the same module goes out to chairs only; Noor, who has done it, becomes one."""
    noor = Person.objects.get(family_name="Newcomer")
    complete(enrolment_of(noor, sent), now=timezone.now())
    chairs = cast.Audience.objects.create(name="Chairs", roles=[Role.CHAIR_OF_GOVERNORS])
    second = operations.issue_briefing(briefing=cast.briefing(module, chairs), by=officer, now=timezone.now())
    cast.appoint(noor, Role.CHAIR_OF_GOVERNORS, cast.school("Second School"))
    assert sweep(second) == (1, 0)
    assert enrolment_of(noor, second).completion is not None
    assert letters_to(noor) == 1


# --- The rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "days", "taken_in"),
    [
        (LateEnrolmentRule.NOBODY, 0, False),
        (LateEnrolmentRule.UNTIL_DUE, 0, True),
        (LateEnrolmentRule.UNTIL_DUE, 30, True),
        (LateEnrolmentRule.UNTIL_DUE, 31, False),
        (LateEnrolmentRule.WHILE_OPEN, 31, True),
        (LateEnrolmentRule.WHILE_OPEN, 400, True),
    ],
)
def test_the_rule_says_until_when(sent, rule, days, taken_in):
    operations.set_late_enrolment_rule(briefing=sent, joiners=rule, joiner_days=14, by=None, now=timezone.now())
    who = joiner()
    sweep(sent, days=days)
    assert Enrolment.objects.filter(person=who).exists() is taken_in
    assert bool(letters_to(who)) is taken_in


def test_a_closed_briefing_takes_nobody_and_loses_nobody(sent, officer):
    operations.close_briefing(briefing=sent, by=officer, now=timezone.now())
    joiner()
    assert sweep(sent) == (0, 0)
    assert enrolled(sent) == ["Gwen Twoschools", "Noor Newcomer"]
    operations.reopen_briefing(briefing=sent, by=officer, now=timezone.now())
    assert sweep(sent) == (1, 1)


def test_who_was_known_and_left_out_is_not_caught_up_with(sent, clerk, audience):
    """The officer widens the audience's rule later: Clem was no joiner."""
    audience.roles = [*audience.roles, Role.GOVERNANCE_PROFESSIONAL]
    audience.save()
    assert sweep(sent) == (0, 0)
    assert "Clem Clerk" not in enrolled(sent)


def test_a_term_that_began_since_counts_though_it_was_known_before(sent):
    who = joiner()
    Appointment.objects.filter(person=who).update(
        recorded_at=sent.issued_at - timedelta(days=60), starts_on=timezone.localdate() + timedelta(days=3)
    )
    assert sweep(sent) == (0, 0)
    assert sweep(sent, days=3) == (1, 1)


def test_who_is_not_in_the_audience_is_not_taken_in(sent):
    joiner("Pat Partner", role=Role.PARTNER)
    gone = joiner("Gone Governor")
    Appointment.objects.filter(person=gone).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert sweep(sent) == (0, 0)


def test_whose_term_ends_keeps_enrolment_and_evidence(sent, new_governor):
    complete(enrolment_of(new_governor, sent), now=timezone.now())
    row = Appointment.objects.get(person=new_governor)
    yesterday = timezone.localdate() - timedelta(days=1)
    end_appointment(appointment=row, ends_on=yesterday, by=None, source="clerk", now=timezone.now())
    sweep(sent)
    kept = enrolment_of(new_governor, sent)
    assert kept.completion is not None
    assert list(kept.appointments.all()) == [row]


# --- A date of one's own --------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "own"), [(0, False), (16, False), (20, True)])
def test_a_joiner_has_14_days_at_least(client, sent, days, own):
    """It was to be done within 30 days."""
    who = joiner()
    sweep(sent, days=days)
    row = enrolment_of(who, sent)
    expected = timezone.localdate() + timedelta(days=34) if own else sent.due_on
    assert row.to_be_done_by == expected
    assert (row.due_on is not None) is own
    cast.sign_in(client, who)
    assert f"{expected:%-d %B %Y}" in client.get("/my/").content.decode()
    assert f"{expected:%-d %B %Y}" in client.get(sent.module.get_url()).content.decode()
    assert f"{expected:%-d %B %Y}" in Mailing.objects.latest("pk").text_body


def test_the_rest_keep_the_briefings_date(sent, new_governor):
    joiner()
    sweep(sent, days=20)
    assert enrolment_of(new_governor, sent).due_on is None


# --- An address that comes later ------------------------------------------------------------------


@pytest.fixture
def unreached(briefing, officer, two_schools):
    who = joiner("Una Unreached", email=None)
    sent = operations.issue_briefing(briefing=briefing, by=officer, now=timezone.now() - timedelta(hours=1))
    assert letters_to(who) == 0
    return who, sent


def test_who_gets_an_address_later_gets_the_briefing_once(unreached):
    who, sent = unreached
    assert sweep(sent) == (0, 0)
    give_address(person=who, address="una@people.example", by=None, now=timezone.now())
    assert sweep(sent) == (0, 1)
    give_address(person=who, address="una.two@people.example", by=None, now=timezone.now())
    assert sweep(sent) == (0, 0)
    assert letters_to(who) == 1


def test_a_shared_address_is_one_too(unreached):
    who, sent = unreached
    Person.objects.filter(pk=who.pk).update(shared_address="gwen.twoschools@people.example")
    assert sweep(sent) == (0, 1)


@pytest.mark.parametrize("why", ["objected", "suppressed", "left", "done", "inactive"])
def test_who_may_not_be_written_to_or_need_not_is_not(unreached, officer, why):
    who, sent = unreached
    give_address(person=who, address="una@people.example", by=None, now=timezone.now())
    if why == "objected":
        object_to_messages(person=who, by=None, now=timezone.now())
    elif why == "suppressed":
        Suppression.objects.create(address="una@people.example", reason="asked")
    elif why == "left":
        Appointment.objects.filter(person=who).update(ends_on=timezone.localdate() - timedelta(days=1))
    elif why == "inactive":
        Person.objects.filter(pk=who.pk).update(is_active=False)
    else:
        complete(enrolment_of(who, sent), now=timezone.now())
    assert sweep(sent) == (0, 0)


def test_after_the_date_nobody_is_written_to_unless_the_rule_says_so(unreached):
    who, sent = unreached
    give_address(person=who, address="una@people.example", by=None, now=timezone.now())
    assert sweep(sent, days=40) == (0, 0)
    operations.set_late_enrolment_rule(
        briefing=sent, joiners=LateEnrolmentRule.WHILE_OPEN, joiner_days=14, by=None, now=timezone.now()
    )
    assert sweep(sent, days=40) == (0, 1)


def test_a_stopped_or_paused_mailing_holds_the_later_ones_back(sent):
    joiner()
    pause_mailings(ids=[sent.mailing_id], by=None, now=timezone.now())
    assert sweep(sent) == (1, 0)
    stop_mailing(mailing=sent.mailing, by=None, now=timezone.now())
    assert sweep(sent) == (0, 0)


def test_the_first_message_tells_where_the_data_came_from(sent):
    who = joiner()
    Appointment.objects.filter(person=who).update(source="clerk")
    sweep(sent)
    values = Delivery.objects.get(person=who).values
    assert "from the clerk of your board." in values["source"]
    who.refresh_from_db()
    assert who.told_source_at is not None


def test_completing_cancels_what_a_joiner_was_sent(sent):
    who = joiner()
    sweep(sent)
    complete(enrolment_of(who, sent), now=timezone.now())
    assert Delivery.objects.get(person=who).state == "cancelled"


# --- What it costs, and the officer's form --------------------------------------------------------


def test_it_costs_the_same_for_few_and_for_many(sent):
    def queries(count):
        for number in range(count):
            joiner(f"Jo Number{Person.objects.count()}x{number}")
        with CaptureQueriesContext(connection) as found:
            assert sweep(sent) == (count, count)
        return len(found)

    assert queries(2) == queries(30)


def test_a_sweep_that_finds_nobody_is_cheap(sent):
    with CaptureQueriesContext(connection) as found:
        sweep(sent)
    assert len(found) < 12


def test_the_officer_sets_the_rule_in_the_draft_and_after_it_was_sent(client, sent, officer, module, audience):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    page = client.get(reverse("briefings:add")).content.decode()
    assert "Who joins until the date to be done by" in page
    url = reverse("briefings:joiners", args=[sent.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"joiners": "while_open", "joiner_days": "21"})
    sent.refresh_from_db()
    assert (sent.joiners, sent.joiner_days) == (LateEnrolmentRule.WHILE_OPEN, 21)
    for nonsense in ({"joiners": "x", "joiner_days": 21}, {"joiners": "nobody", "joiner_days": "0"}):
        assert client.post(url, nonsense).status_code == 200
    sent.refresh_from_db()
    assert sent.joiners == LateEnrolmentRule.WHILE_OPEN


def test_the_officer_closes_a_briefing_and_opens_it_again(client, sent, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    client.post(reverse("briefings:close", args=[sent.pk]))
    client.post(reverse("briefings:close", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.closed_by == officer
    assert "This briefing was closed on" in client.get(reverse("briefings:inspect", args=[sent.pk])).content.decode()
    client.post(reverse("briefings:reopen", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.is_open


# --- Joined records, seen by the learner and by the officer ---------------------------------------


def test_the_learner_sees_one_row_and_the_best_of_two_records(client, sent, two_schools, new_governor, officer):
    complete(enrolment_of(new_governor, sent), now=timezone.now())
    merge_people(keep=two_schools, alias=new_governor, by=officer, now=timezone.now())
    (row,) = enrolments_of(two_schools)
    assert row.completion is not None
    cast.sign_in(client, two_schools)
    page = client.get("/my/").content.decode()
    assert page.count("cg-card--completed") == 1
    assert "cg-card--not_started" not in page
    assert client.get(f"/my/certificates/{row.completion.certificate.code}/").status_code == 200


def test_the_officers_numbers_count_the_person_once(client, sent, two_schools, new_governor, officer):
    merge_people(keep=two_schools, alias=new_governor, by=officer, now=timezone.now())
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    page = client.get(reverse("briefings:inspect", args=[sent.pk])).content.decode()
    assert "<strong>1</strong> people were asked" in page
    assert "Noor" not in page


def test_completing_one_completes_what_the_other_record_was_asked(sent, two_schools, new_governor, officer):
    merge_people(keep=two_schools, alias=new_governor, by=officer, now=timezone.now())
    complete(enrolment_of(two_schools, sent), now=timezone.now())
    assert not sent.enrolments.outstanding().exists()
