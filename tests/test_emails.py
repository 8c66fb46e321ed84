"""One message of each kind, through the operations that write them: what is somebody's own stands in no mailing, and
arrives; what somebody typed is never taken for a merge field, a header or HTML."""

import email
import email.policy
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import emails as account_emails
from accounts import operations as accounts
from assurance import operations as assurance
from classrooms import operations as classrooms
from classrooms.enums import YearGroup
from classrooms.models import AccessRequest
from cms import pack_building
from cms.models import AwarenessPage
from distribution import mail_types
from distribution.backends import MailQueueBackend
from distribution.emails import Recipient
from distribution.enums import Queue
from distribution.models import Audience, Delivery, Mailing
from distribution.operations import queue_mailing
from distribution.sending import send_due
from governing_boards.operations import send_digests
from learning import operations as learning
from learning.emails import asked
from learning.queries import recipients_of
from people.enums import OrganisationKind, Role, Source
from people.models import Organisation, Person
from tests import cast, films
from tests.test_eligibility import now
from tests.workshops.factories import session, workshop
from workshops import operations as workshops
from workshops.enums import CancelledBy
from workshops.models import Invitation
from workshops.operations import Colleague

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("subject", "text_body", "html_body", "link_path", "link_title", "reply_to")
FIXED = {"From", "Subject", "Date", "Reply-To", "List-Id", "Auto-Submitted", "MIME-Version", "To", "Message-ID"}
FIXED |= {"X-Common-Ground-Delivery", "Content-Type"}


@dataclass
class Two:
    """Who gets one of each, and somebody else who is named in it."""

    reader: Person
    other: Person
    title: str = "Contextual safeguarding"

    @property
    def own(self) -> list[str]:
        people = (self.reader, self.other)
        return [part for who in people for part in (who.given_name, who.family_name, who.email) if part]


def governors(two, officer, where):
    """A briefing, the test of it, a reminder, a summary for the clerk."""
    cast.appoint(two.reader, Role.GOVERNOR, where)
    cast.appoint(two.reader, Role.GOVERNANCE_PROFESSIONAL, where)
    gone = cast.appoint(two.other, Role.GOVERNOR, where, ends_on=timezone.localdate() - timedelta(days=1))
    gone.source = Source.SELF
    gone.save()
    briefing = cast.briefing(cast.module(two.title), cast.all_governors())
    briefing.subject, briefing.message = f"Do it: {two.title}", f"We ask you. {two.title}"
    briefing.save()
    member = next(m for m in recipients_of(briefing, now()).will_get_it if m.person == two.reader)
    learning.queue_test(briefing=briefing, officer=officer, sample=asked(member, ()), now=now())
    briefing = learning.issue_briefing(briefing=briefing, by=officer, now=now() - timedelta(days=10))
    learning.remind(briefing=briefing, organisation=where, by=two.other, now=now())
    send_digests(now=now())


def partners(two, officer):
    """Invited, reminded, booked by somebody else, moved, cancelled by them; given a place by them."""
    where = Organisation.objects.create(name="Mereside Police", kind=OrganisationKind.POLICE)
    for who in (two.reader, two.other):
        cast.appoint(who, Role.PARTNER, where)
    page = workshop(two.title)
    room = session(page, capacity=9, starts_at=now() + timedelta(days=30))
    audience = Audience.objects.create(name="Partners", roles=[Role.PARTNER])
    workshops.invite(workshop=page, audience=audience, message=f"Come. {two.title}", by=officer, now=now())
    Invitation.objects.update(invited_at=now() - timedelta(days=10))
    workshops.remind_silent(workshop=page, by=officer, now=now())
    (booked,) = workshops.book(session=room, person=two.reader, organisation=where, by=two.other, now=now())
    Delivery.objects.update(due_at=now())
    sent()
    room.place = "Room 2"
    workshops.change_session_facts(session=room, by=officer, now=now())
    sent()
    workshops.cancel_booking(booking=booked.booking, how=CancelledBy.LEAD, by=two.other, now=now())
    (theirs,) = workshops.book(session=room, person=two.other, organisation=where, by=two.other, now=now())
    colleague = Colleague(two.reader.given_name, two.reader.family_name, two.reader.email)
    workshops.give_place(booking=theirs.booking, to=colleague, by=two.other, now=now())


def schools(two, officer):
    """The DSL is told of a showing, asked to let somebody in, told no and yes; a pack that was fetched is withdrawn."""
    school = cast.school("Quay High School")
    cast.appoint(two.reader, Role.DSL, school)
    page = films.awareness_page(two.title)
    classrooms.tell_dsl(
        organisation=school, page=page, planned_on=timezone.localdate(), year_group=YearGroup.values[0], by=two.other,
        now=now(),
    )  # fmt: skip
    for who, ends in ((two.other, None), (two.reader, classrooms.refuse), (two.reader, classrooms.let_in)):
        row = AccessRequest.objects.create(
            person=who, name=str(who), organisation=school, role=Role.TEACHER, asked_at=now()
        )
        classrooms.prove_requests(person=who, now=now())
        if ends:
            how = {"source": Source.OFFICER} if ends is classrooms.let_in else {}
            ends(request=row, by=officer, now=now(), **how)
    (pack,) = pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=now())
    classrooms.note_fetched(pack=pack, person=two.reader, now=now())
    classrooms.withdraw_packs(page=page, up_to=pack.version, because=f"Wrong. {two.title}", by=officer, now=now())


def ways_in(two, officer):
    code = account_emails.sign_in_code(person=two.reader, address=two.reader.email, code="123456", now=now())
    queue_mailing(message=code, now=now())
    accounts.ask_for_proof(person=two.other, address=two.reader.email, code="654321", now=now())
    accounts.ask_for_proof(person=two.reader, address="new@people.example", code="654321", now=now())
    accounts.tell_new_staff(person=two.reader, by=officer, now=now())
    words = f"Dear {two.reader}, {two.other} asks you to look at “{two.title}”."
    subject = f"{two.other} submitted “{two.title}”"
    MailQueueBackend().send_messages([EmailMessage(subject, words, to=[two.reader.email])])  # as Wagtail's workflow
    accounts.change_address(person=two.reader, address="newer@people.example", now=now())


def outside(two, officer):
    """The head of the evidence, to somebody who keeps it."""
    settings.EVIDENCE_HEADS_TO = Person.objects.get(pk=two.reader.pk).email
    assert assurance.send_head(now=now())


def sent() -> None:
    for queue in Queue:
        send_due(queue=queue, clock=now)


def one_of_each(two: Two, officer) -> None:
    for number, write in enumerate((governors, partners, schools, ways_in, outside)):
        write(*((two, officer, cast.school("Chapel Lane Primary")) if number == 0 else (two, officer)))
        sent()


def arrived(sink, who: Person) -> dict[str, list[Message]]:
    """{kind: messages} that came to the person, as a mail program reads them."""
    kinds = dict(Delivery.objects.filter(person=who).values_list("pk", "mailing__kind"))
    found: dict[str, list[Message]] = {}
    for message in sink.messages():
        parsed = email.message_from_bytes(message["raw"], policy=email.policy.default)
        if (kind := kinds.get(int(parsed["X-Common-Ground-Delivery"]))) is not None:
            found.setdefault(kind, []).append(parsed)
    return found


def text_of(message: Message) -> str:
    return " ".join(message.get_body(("plain",)).get_content().split())


@pytest.fixture
def two(db):
    cast.home_page()
    names = ("Zebedee Quibblethorpe", "Wilhelmina Xanthopoulos-Grigg")
    return Two(*(cast.person(name, email_verified_at=now()) for name in names))


def test_nobodys_name_or_address_stands_in_a_mailing_and_each_arrives(two, officer, sink):
    one_of_each(two, officer)
    assert set(Mailing.objects.values_list("kind", flat=True)) == {one.kind for one in mail_types.mail_types()}
    for row in Mailing.objects.all():
        for column in WORDS:
            found = [part for part in two.own if part.casefold() in getattr(row, column).casefold()]
            assert not found, (row.kind, column)
    found = arrived(sink, two.reader)
    texts = {kind: " ".join(text_of(message) for message in some) for kind, some in found.items()}
    assert texts.keys() == {one.kind for one in mail_types.mail_types()} - {"test"}
    assert all("Zebedee Quibblethorpe" in text for kind, text in texts.items() if kind != "details")
    for kind in ("access_request", "showing_notice", "booking", "notice"):
        assert "Wilhelmina Xanthopoulos-Grigg" in texts[kind], kind
    assert "wilhelmina.xanthopoulos-grigg@people.example" in texts["access_request"]
    subjects = [message["Subject"] for message in found["access_request"] + found["notice"]]
    assert all("Wilhelmina Xanthopoulos-Grigg" in subject for subject in subjects)
    assert "Dear Zebedee Quibblethorpe" in text_of(arrived(sink, officer)["test"][0])
    bookings = texts["booking"]
    for words in ("booked this for you.", "cancelled it for you.", "gave you their place."):
        assert f"Wilhelmina Xanthopoulos-Grigg {words}" in bookings


def test_what_a_message_said_to_one_person_is_not_kept(two, officer, sink):
    one_of_each(two, officer)
    assert not Delivery.objects.exclude(values={}).exists()


def test_an_unusual_name_changes_nothing_but_the_name(two, officer, sink):
    """Merge fields, HTML, line breaks and encoded words in names, titles and an officer's words."""
    Person.objects.filter(pk=two.reader.pk).update(given_name="⟦link⟧<b>", family_name="x\r\nBcc: all@evil.example")
    Person.objects.filter(pk=two.other.pk).update(
        given_name="https://evil.example/?⟦link⟧", family_name="=?utf-8?q?=0d=0aReply-To:_evil@evil.example?= ⟦code⟧"
    )
    two.reader.refresh_from_db()
    two.other.refresh_from_db()
    two.title = "⟦link⟧ & ⟦code⟧"
    one_of_each(two, officer)
    found = arrived(sink, two.reader)
    assert found.keys() == {one.kind for one in mail_types.mail_types()} - {"test"}
    for kind, messages in found.items():
        for message in messages:
            text, html = text_of(message), message.get_body(("html",))
            assert set(message.keys()) <= FIXED, kind
            links = 0 if kind in {"notice", "details", "sign_in_code", "staff_account", "evidence_head"} else 1
            assert text.count("/l/") == links, (kind, text)
            assert "evil.example/?http" not in text, kind
            codes = text.count("123456") + text.count("654321")
            assert codes == (1 if kind == "sign_in_code" else 0), kind
            if html:
                assert "<b>" not in html.get_content(), kind
    whole = " ".join(text_of(message) for some in found.values() for message in some)
    assert "https://evil.example/?⟦link⟧" in whole, "in what Wagtail tells staff"
    others = " ".join(text_of(message) for kind, some in found.items() if kind != "notice" for message in some)
    assert "https://evil.example" not in others, "who is called so is not named to others"
    assert "“⟦link⟧ & ⟦code⟧”" in whole


def test_a_person_known_by_an_address_alone_is_greeted_by_it(sink, officer):
    cast.home_page()
    who = Person.objects.create_user("nameless@people.example")
    cast.mailing([Recipient(who)], now=now())
    sent()
    (message,) = arrived(sink, who)["briefing"]
    assert "Dear nameless@people.example" in text_of(message)
