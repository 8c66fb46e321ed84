"""Who a screen says will get it, who is queued, who is sent it: the same people, whatever the reason and the sender."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.emails import sign_in_code
from classrooms import operations as classrooms
from classrooms.models import AccessRequest
from distribution.eligibility import WhyNot, reachable, why_not
from distribution.enums import DeliveryState, MailClass, Queue
from distribution.models import Audience, Delivery, Mailing, Suppression
from distribution.operations import queue_mailing
from distribution.sending import send_due
from governing_boards.digests import clerks
from governing_boards.operations import send_digests
from governing_boards.views.messages import joined_in_words
from learning import operations as learning
from learning.queries import recipients_of
from learning.reminding import reminder_reach
from people.enums import OrganisationKind, Role, Source
from people.models import Appointment, Organisation, Person
from people.operations import merge_people
from tests import cast, films
from tests.workshops.factories import session, workshop
from workshops import operations as workshops
from workshops.models import Invitation

WIRE = pytest.mark.django_db(transaction=True)
YEAR_8 = "8"


def now():
    """Now; but on a Monday morning before the clerks' summary goes out, later that day."""
    moment = timezone.now()
    here = timezone.localtime(moment)
    return moment + timedelta(hours=8) if here.isoweekday() == 1 and here.hour < 7 else moment


# --- What may be the matter with somebody ---------------------------------------------------------------------------


def no_address(who):
    Person.objects.filter(pk=who.pk).update(email=None)


def inactive(who):
    Person.objects.filter(pk=who.pk).update(is_active=False)


def objected(who):
    Person.objects.filter(pk=who.pk).update(objected_at=timezone.now())


def suppressed(who):
    Suppression.objects.create(address=who.email, mail_class=MailClass.SERVICE, reason="asked")


def suppressed_for_all(who):
    Suppression.objects.create(address=who.email, reason="asked")


def suppressed_for_codes(who):
    Suppression.objects.create(address=who.email, mail_class=MailClass.SIGN_IN, reason="asked")


def suppressed_for_newsletters(who):
    Suppression.objects.create(address=who.email, mail_class=MailClass.NEWSLETTER, reason="asked")


def not_arriving(who):
    mailing = cast.mailing([who], now=timezone.now())
    mailing.deliveries.update(state=DeliveryState.BOUNCED, state_at=timezone.now(), address=who.email)
    Delivery.objects.get_or_create(
        mailing=mailing,
        person=who,
        defaults={
            "address": who.email,
            "state": DeliveryState.BOUNCED,
            "state_at": timezone.now(),
            "due_at": timezone.now(),
        },
    )


def left(who):
    Appointment.objects.filter(person=who).update(ends_on=timezone.localdate() - timedelta(days=1))


def merged_into_who_objects(who):
    other = cast.person(f"Other {who.family_name}", f"other.{who.email}", objected_at=timezone.now())
    merge_people(keep=other, alias=Person.objects.get(pk=who.pk), by=None, now=timezone.now())


REASONS = (
    no_address, inactive, objected, suppressed, suppressed_for_all, suppressed_for_codes, suppressed_for_newsletters,
    not_arriving, left, merged_into_who_objects,
)  # fmt: skip
SERVICE = {no_address, inactive, objected, suppressed, suppressed_for_all, merged_into_who_objects}
SIGN_IN = {no_address, inactive, suppressed_for_all, suppressed_for_codes}


@dataclass
class Crowd:
    """Somebody for each reason, for each pair of them, and one with none."""

    matters: dict[int, tuple[Callable, ...]]

    def people(self) -> list[Person]:
        return list(Person.objects.filter(pk__in=self.matters).select_related("canonical").order_by("pk"))

    def spoil(self) -> None:
        for pk, reasons in self.matters.items():
            who = Person.objects.get(pk=pk)
            for reason in sorted(reasons, key=lambda one: one in (no_address, merged_into_who_objects)):
                reason(who)
        Delivery.objects.unfinished().update(state=DeliveryState.CANCELLED, lease_until=None)

    def with_none_of(self, reasons: set) -> set[int]:
        """By the record that stands for each: of somebody who was merged, only what is so of the other one matters."""
        return {who.canonical_id for who in self.people() if not reasons & self._of_who_stands_for(who)}

    def _of_who_stands_for(self, who: Person) -> set:
        return {merged_into_who_objects} if who.is_alias else set(self.matters[who.pk])


@pytest.fixture
def crowd(db) -> Crowd:
    chosen = [(), *((one,) for one in REASONS), *combinations(REASONS, 2)]
    # Without an address there's none to merge, to suppress or to bounce; a pair of no address and another is enough.
    chosen = [pair for pair in chosen if not {no_address, merged_into_who_objects} <= set(pair)]
    people = [cast.person(f"Person Nr{n:03}") for n in range(len(chosen))]
    return Crowd({who.pk: reasons for who, reasons in zip(people, chosen, strict=True)})


def appointed(crowd: Crowd, role: Role, where: Organisation) -> None:
    Appointment.objects.bulk_create(
        Appointment(person=who, role=role, organisation=where, starts_on=timezone.localdate() - timedelta(days=400))
        for who in crowd.people()
    )


def canonical(people: Iterable[Person]) -> set[int]:
    return {person.canonical_id for person in people}


# --- The senders: each says whom its screen promises the mail, and how it is sent -------------------------------------


def a_briefing(crowd, officer, client):
    appointed(crowd, Role.GOVERNOR, cast.school("Chapel Lane Primary"))
    briefing = cast.briefing(cast.module(), cast.all_governors())
    crowd.spoil()
    reach = recipients_of(briefing, now())
    assert reach.everyone == len(canonical(crowd.people())) - sum(left in m for m in crowd.matters.values())
    promised = canonical(member.person for member in reach.will_get_it)
    return promised, lambda: learning.issue_briefing(briefing=briefing, by=officer, now=now())


def issued_to(crowd, officer):
    where = cast.school("Chapel Lane Primary")
    appointed(crowd, Role.GOVERNOR, where)
    briefing = cast.briefing(cast.module(), cast.all_governors())
    return where, learning.issue_briefing(briefing=briefing, by=officer, now=now() - timedelta(days=10))


def a_reminder(crowd, officer, client):
    _where, briefing = issued_to(crowd, officer)
    crowd.spoil()
    reach = reminder_reach(briefing, now())
    assert reach.everyone == len(crowd.matters)
    promised = canonical(to.person for to in reach.will_get_it)
    return promised, lambda: learning.remind(briefing=briefing, organisation=None, by=officer, now=now())


def a_late_enrolment(crowd, officer, client):
    where = cast.school("Chapel Lane Primary")
    cast.appoint(cast.person("First There"), Role.GOVERNOR, where)
    briefing = cast.briefing(cast.module(), cast.all_governors())
    briefing = learning.issue_briefing(briefing=briefing, by=officer, now=now() - timedelta(days=1))
    appointed(crowd, Role.GOVERNOR, where)
    crowd.spoil()
    seats = Appointment.objects.filter(person__in=crowd.people()).select_related("person__canonical")
    current = [seat for seat in seats if seat.ends_on is None]
    words = {seat.person.canonical_id: joined_in_words(seat, is_new=True, now=now()) for seat in current}
    promised = {pk for pk, said in words.items() if "minutes they get" in said}
    assert all("no email goes to them" in words[pk] for pk in words.keys() - promised)
    return promised, lambda: learning.enrol_late(briefing=briefing, now=now())


def partners(crowd):
    where = Organisation.objects.create(name="Mereside Police", kind=OrganisationKind.POLICE)
    appointed(crowd, Role.PARTNER, where)
    page = workshop()
    room = session(page, capacity=200, starts_at=now() + timedelta(days=30))
    return page, room, where, Audience.objects.create(name="Partners", roles=[Role.PARTNER])


def an_invitation(crowd, officer, client):
    page, room, _where, audience = partners(crowd)
    crowd.spoil()
    reach = workshops.invitation_reach(page, audience, now())
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    data = {"audience": audience.pk, "message": ""}
    screen = client.post(reverse("sessions:invite", args=[room.pk]), data).content.decode()
    assert f"<strong>{len(reach.will_get_it)} people</strong>" in screen
    promised = canonical(member.person for member in reach.will_get_it)
    return promised, lambda: workshops.invite(workshop=page, audience=audience, message="", by=officer, now=now())


def a_reminder_of_an_invitation(crowd, officer, client):
    page, _room, where, _audience = partners(crowd)
    for who in crowd.people():
        Invitation.objects.create(workshop=page, person=who, organisation=where, invited_at=now() - timedelta(days=10))
    crowd.spoil()
    promised = canonical(row.person for row in workshops.silent_to_remind(page, now()))
    return promised, lambda: workshops.remind_silent(workshop=page, by=officer, now=now())


def mail_about_a_booking(crowd, officer, client):
    _page, room, where, _audience = partners(crowd)
    crowd.spoil()
    readers = list(Person.objects.filter(pk__in=canonical(crowd.people())))

    def book():
        for who in readers:
            workshops.book(session=room, person=who, organisation=where, by=officer, now=now())

    return reachable(readers), book


def a_summary_for_clerks(crowd, officer, client):
    where = cast.school("Chapel Lane Primary")
    cast.appoint(cast.person("Nell Notyet"), Role.GOVERNOR, where)
    briefing = cast.briefing(cast.module(), cast.all_governors())
    learning.issue_briefing(briefing=briefing, by=officer, now=now())
    appointed(crowd, Role.GOVERNANCE_PROFESSIONAL, where)
    crowd.spoil()
    return set(clerks(now())), lambda: send_digests(now=now())


def a_notice_to_dsls(crowd, officer, client):
    where = cast.school("Quay High School")
    teacher = cast.person("Tess Teacher")
    cast.appoint(teacher, Role.TEACHER, where)
    appointed(crowd, Role.DSL, where)
    page = films.awareness_page()
    crowd.spoil()
    leads = [row.person.canonical for row in Appointment.objects.filter(person__in=crowd.people(), ends_on=None)]
    cast.sign_in(client, teacher)
    tomorrow = timezone.localdate() + timedelta(days=1)
    promised = reachable(leads)

    def tell():
        asked = {"planned_on": f"{tomorrow:%d/%m/%Y}", "year_group": YEAR_8}
        answer = client.post(f"/schools/films/{page.pk}/", asked, follow=True).content.decode()
        assert f"Your {len(promised)} DSLs get a message" in answer

    return promised, tell


def an_answer_to_teachers(crowd, officer, client):
    where = cast.school("Quay High School")
    rows = [
        AccessRequest.objects.create(
            person=who,
            name=str(who),
            organisation=where,
            role=Role.TEACHER,
            state="waiting",
            asked_at=now(),
            proved_at=now(),
        )
        for who in crowd.people()
    ]
    crowd.spoil()

    def answer():
        for row in AccessRequest.objects.filter(pk__in=[row.pk for row in rows]):
            classrooms.let_in(request=row, by=officer, source=Source.OFFICER, now=now())

    return reachable(Person.objects.filter(pk__in=canonical(crowd.people()))), answer


def a_code(crowd, officer, client):
    crowd.spoil()
    readers = list(Person.objects.filter(pk__in=canonical(crowd.people())))
    promised = {who.pk for who in readers} - set(why_not(readers, MailClass.SIGN_IN, now=now()))

    def ask():
        for who in readers:
            message = sign_in_code(person=who, address=who.post_address, code="123456", now=now())
            queue_mailing(message=message, now=now())

    return promised, ask


SENDERS = {
    a_briefing: SERVICE | {left},
    a_reminder: SERVICE | {left, not_arriving},
    a_late_enrolment: SERVICE | {left},
    an_invitation: SERVICE | {left},
    a_reminder_of_an_invitation: SERVICE | {not_arriving},
    mail_about_a_booking: SERVICE,
    a_summary_for_clerks: SERVICE | {left},
    a_notice_to_dsls: SERVICE | {left},
    an_answer_to_teachers: SERVICE,
    a_code: SIGN_IN,
}


@WIRE
@pytest.mark.parametrize("sender", SENDERS, ids=lambda one: one.__name__)
def test_whom_the_screen_promises_it_is_who_is_queued_and_who_is_sent_it(sender, crowd, officer, client, sink):
    promised, send = sender(crowd, officer, client)
    before = set(Mailing.objects.values_list("pk", flat=True))
    send()
    queued = Delivery.objects.exclude(mailing__in=before)
    assert set(queued.values_list("person__canonical", flat=True)) & canonical(crowd.people()) == promised
    for queue in Queue:
        send_due(queue=queue, clock=now)
    assert set(queued.values_list("state", flat=True)) == {DeliveryState.SENT}
    sent = {message["to"] for message in sink.messages()}
    assert sent == set(queued.values_list("address", flat=True))
    assert promised == crowd.with_none_of(SENDERS[sender])


@WIRE
@pytest.mark.parametrize("reason", [r for r in REASONS if r not in (left, not_arriving)], ids=lambda one: one.__name__)
@pytest.mark.parametrize("mail_class", [MailClass.SERVICE, MailClass.SIGN_IN])
def test_what_becomes_so_while_a_message_waits_keeps_it_back_too(new_governor, sink, reason, mail_class):
    code = sign_in_code(person=new_governor, address=new_governor.email, code="123456", now=now())
    mailing = (
        queue_mailing(message=code, now=now()) if mail_class == MailClass.SIGN_IN else cast.mailing([new_governor])
    )
    if reason is not no_address:  # what was queued goes to where it was queued for
        reason(new_governor)
    for queue in Queue:
        send_due(queue=queue, clock=now)
    kept_back = reason in (SIGN_IN if mail_class == MailClass.SIGN_IN else SERVICE) - {no_address}
    assert len(sink.messages()) == (0 if kept_back else 1)
    row = mailing.deliveries.get()
    assert row.state == (DeliveryState.CANCELLED if kept_back else DeliveryState.SENT)
    assert row.values == {}
    if kept_back:
        assert row.events.last().detail in [str(why.label) for why in WhyNot]


def test_it_costs_the_same_for_few_and_for_many(db, django_assert_num_queries):
    few, many = cast.many_governors(3), cast.many_governors(600)
    for people in (few, many):
        with django_assert_num_queries(1):
            why_not(people, now=now())
        with django_assert_num_queries(2):
            why_not(people, now=now(), repeats=True)
    with django_assert_num_queries(0):
        why_not([], now=now())
