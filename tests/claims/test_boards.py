"""What the clerk's pages claim was done, or will be, each in the cases in which it would be untrue."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.models import Film
from distribution.enums import DeliveryState, MailingState
from distribution.models import Delivery, Mailing, Suppression
from governing_boards.models import Tabling
from learning.enums import LateEnrolmentRule
from learning.models import Briefing
from learning.operations import close_briefing, remind
from people.enums import Role, Source
from people.models import Appointment, Person
from people.operations import Joiner, Term, add_appointment, give_address, object_to_messages
from tests import cast
from tests.governing_boards.board_cast import boards as made_boards
from tests.governing_boards.test_boards import text_of
from tests.learning.factories import complete, enrolment_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NEXT_YEAR = date(timezone.localdate().year + 1, 1, 1)


@pytest.fixture
def boards(module, audience, officer):
    return made_boards(module, audience, officer)


@pytest.fixture
def clerk(client, boards):
    cast.sign_in(client, boards.clem)
    return client


def words(day: date) -> str:
    return f"{day:%-d %B %Y}"


def add(client, where, **fields):
    data = {"given_name": "Fay", "family_name": "Futura", "role": "governor", "address": "fay@people.example"}
    return client.post(reverse("board_add", args=[where.pk]), data | fields, follow=True)


def everything(response) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def page(client, boards, name="board"):
    return text_of(client.get(reverse(name, args=[boards.chapel.pk])))


# --- "it goes to them in about 15 minutes" --------------------------------------------------------------------------


class TestSomebodyIsAdded:
    def test_to_whom_an_open_briefing_goes_it_is_named(self, clerk, boards):
        assert "Fay Futura is on the board. In about 15 minutes they get “Contextual safeguarding”." in everything(
            add(clerk, boards.chapel)
        )

    def test_without_an_open_briefing_none_goes(self, clerk, boards):
        close_briefing(briefing=boards.briefing, by=None, now=timezone.now())
        said = everything(add(clerk, boards.chapel))
        assert "No briefing is open that they have still to get, so no email goes to them now." in said
        assert "minutes" not in said

    @pytest.mark.parametrize("why", ["nobody who joins", "after the date", "stopped"])
    def test_nor_where_the_open_one_takes_no_joiners(self, clerk, boards, why):
        if why == "nobody who joins":
            Briefing.objects.update(joiners=LateEnrolmentRule.NOBODY)
        elif why == "after the date":
            Briefing.objects.update(joiners=LateEnrolmentRule.UNTIL_DUE, due_on=TODAY() - timedelta(days=1))
        else:
            Mailing.objects.filter(pk=boards.briefing.mailing_id).update(state=MailingState.STOPPED)
        assert "no email goes to them now" in everything(add(clerk, boards.chapel))

    @pytest.mark.parametrize("why", ["the first email paused", "a reminder paused", "unpublished", "a fault"])
    def test_where_it_is_on_hold_they_get_it_later(self, clerk, boards, why):
        if why == "the first email paused":
            Mailing.objects.filter(pk=boards.briefing.mailing_id).update(state=MailingState.PAUSED)
        elif why == "a reminder paused":
            made = remind(briefing=boards.briefing, organisation=None, by=None, now=timezone.now())
            Mailing.objects.filter(pk=made.mailing_id).update(state=MailingState.PAUSED)
        elif why == "unpublished":
            boards.briefing.module.unpublish()
        else:
            Film.objects.get().captions.delete()
        said = everything(add(clerk, boards.chapel))
        assert "The emails about “Contextual safeguarding” are on hold. They get theirs later." in said
        assert "minutes" not in said

    def test_nor_to_somebody_who_has_had_it_for_another_board(self, clerk, boards):
        said = everything(
            add(clerk, boards.chapel, given_name="Elsa", family_name="Elsewhere", address=boards.elsewhere.email)
        )
        assert "Elsa Elsewhere is on the board. No briefing is open that they have still to get" in said

    def test_without_an_address_none_goes(self, clerk, boards):
        said = everything(add(clerk, boards.chapel, address=""))
        assert "Fay Futura is on the board. We have no address for them, so no email goes to them." in said

    @pytest.mark.parametrize("why", ["objected", "suppressed"])
    def test_nor_to_an_address_that_is_not_to_be_written_to(self, clerk, boards, why):
        who = cast.person("Fay Futura", "fay@people.example")
        if why == "objected":
            object_to_messages(person=who, by=None, now=timezone.now())
        else:
            Suppression.objects.create(address=who.email, reason="bounced", created_at=timezone.now())
        assert "so no email goes to them." in everything(add(clerk, boards.chapel))

    def test_who_joins_later_is_shown_with_the_day_and_in_no_figure(self, clerk, boards):
        said = everything(add(clerk, boards.chapel, starts_on=f"{NEXT_YEAR:%d/%m/%Y}"))
        assert (
            f"They join on {NEXT_YEAR:%A} {words(NEXT_YEAR)}. If a briefing is open then, it goes to them that day."
            in said
        )
        assert "minutes" not in said and "is on the board" not in said
        shown = page(clerk, boards)
        assert f"Joins on {words(NEXT_YEAR)}" in shown and "Fay Futura" in shown
        assert "1 of 7 governors" in shown

    def test_and_has_a_page_where_the_name_is_corrected_and_the_term_ended(self, clerk, boards):
        add(clerk, boards.chapel, starts_on=f"{NEXT_YEAR:%d/%m/%Y}")
        row = Appointment.objects.get(person__email="fay@people.example")
        at = reverse("board_person", args=[boards.chapel.pk, row.person_id])
        assert f"from {words(NEXT_YEAR)}" in text_of(clerk.get(at))
        assert clerk.get(reverse("board_end", args=[boards.chapel.pk, row.pk])).status_code == 200

    def test_who_joins_later_without_an_address_is_promised_nothing(self, clerk, boards):
        said = everything(add(clerk, boards.chapel, starts_on=f"{NEXT_YEAR:%d/%m/%Y}", address=""))
        assert f"They join on {NEXT_YEAR:%A} {words(NEXT_YEAR)}. We have no address for them" in said
        assert "that day" not in said

    @pytest.mark.parametrize("second", [{}, {"starts_on": f"{NEXT_YEAR:%d/%m/%Y}"}])
    def test_the_same_again_makes_no_second_term(self, clerk, boards, second):
        add(clerk, boards.chapel, starts_on=f"{NEXT_YEAR:%d/%m/%Y}")
        said = everything(add(clerk, boards.chapel, **second))
        assert "We had this already, and nothing has changed." in said
        assert f"They join on {NEXT_YEAR:%A} {words(NEXT_YEAR)}." in said
        assert Appointment.objects.filter(person__email="fay@people.example").count() == 1

    def test_nor_a_second_person_without_an_address(self, clerk, boards):
        later = {"starts_on": f"{NEXT_YEAR:%d/%m/%Y}", "address": ""}
        add(clerk, boards.chapel, **later)
        said = everything(add(clerk, boards.chapel, **later))
        assert "We already have a term for Fay Futura here, in the future or ended. Is it somebody else?" in said
        assert Person.objects.filter(family_name="Futura").count() == 1

    OVER = {"starts_on": "01/09/2020", "ends_on": "31/08/2024"}

    def test_of_a_term_that_is_over_it_says_what_was_kept(self, clerk, boards):
        said = everything(add(clerk, boards.chapel, **self.OVER))
        dates = "Tuesday 1 September 2020 to Saturday 31 August 2024"
        assert f"A term of Fay Futura is on record: {dates}. It is over" in said
        assert "minutes" not in said and "is on the board." not in said
        assert "Fay Futura" not in page(clerk, boards)

    def test_and_keeps_it_once(self, clerk, boards):
        add(clerk, boards.chapel, **self.OVER)
        assert "We had this already" in everything(add(clerk, boards.chapel, **self.OVER))
        assert Appointment.objects.filter(person__email="fay@people.example").count() == 1
        add(clerk, boards.chapel, **self.OVER | {"address": "", "given_name": "Fa"})
        assert Person.objects.filter(family_name="Futura").count() == 1, "nearly the same name is asked about"

    def test_who_sat_before_and_is_elected_again_sits_now(self, clerk, boards):
        add(clerk, boards.chapel, **self.OVER)
        assert "Fay Futura is on the board." in everything(add(clerk, boards.chapel))
        assert Appointment.objects.filter(person__email="fay@people.example").count() == 2
        assert "1 of 8 governors" in page(clerk, boards)

    def test_a_next_term_is_written_down_ahead(self, boards):
        nell = Joiner(given_name="Nell", family_name="Notyet", address=boards.not_begun.email)
        Appointment.objects.filter(person=boards.not_begun).update(ends_on=NEXT_YEAR - timedelta(days=1))
        add_appointment(
            organisation=boards.chapel,
            joiner=nell,
            term=Term(role=Role.GOVERNOR, starts_on=NEXT_YEAR),
            by=None,
            source=Source.CLERK,
            now=timezone.now(),
        )
        assert Appointment.objects.filter(person=boards.not_begun).count() == 2


class TestAddresses:
    def test_an_address_of_somebody_who_wants_no_messages_gets_none(self, clerk, boards):
        at = reverse("board_address", args=[boards.chapel.pk, boards.objected.pk])
        said = everything(clerk.post(at, {"address": "olga.new@people.example"}, follow=True))
        assert "No email goes there: Olga Objected has asked for none" in said
        assert "Email for Olga Objected goes there" not in said

    def test_who_shares_an_address_is_not_promised_that_nobody_is_written_to_there(self, clerk, boards):
        at = reverse("board_no_address", args=[boards.chapel.pk, boards.not_begun.pk])
        said = text_of(clerk.get(at))
        assert f"We will no longer write to Nell Notyet at {boards.not_begun.email}." in said

    def test_nobody_can_be_reminded_whom_no_email_reaches(self, clerk, boards):
        for who, offered in ((boards.unreached, False), (boards.objected, False), (boards.not_begun, True)):
            said = text_of(clerk.get(reverse("board_person", args=[boards.chapel.pk, who.pk])))
            assert ("Remind them" in said) is offered, who


def test_a_board_without_a_clerk_is_kept_by_no_clerk(client, boards):
    cast.sign_in(client, boards.chair)
    assert "Your clerk keeps the list." in page(client, boards)
    Appointment.objects.filter(person=boards.clem).update(ends_on=TODAY() - timedelta(days=1))
    assert "Your clerk keeps the list." not in page(client, boards)


# --- "were asked to do so" ------------------------------------------------------------------------------------------


class TestTheMinute:
    @pytest.fixture
    def minute(self, clerk, boards):
        def minute():
            html = clerk.get(reverse("board_meeting", args=[boards.chapel.pk])).content.decode()
            return " ".join(html.partition('id="minute">')[2].partition("</p>")[0].split())

        return minute

    def send(self, boards, state=DeliveryState.SENT, people=None):
        rows = Delivery.objects.filter(mailing=boards.briefing.mailing)
        (rows.filter(person__in=people) if people else rows).update(state=state)

    def test_who_was_not_asked_is_not_said_to_have_been(self, minute, boards):
        self.send(boards)
        due = words(Briefing.objects.get().due_on)
        assert (
            "6 governors had not completed it: "
            f"4 had been asked to do so by {due}; 1 had no email address; "
            "1 had asked not to be emailed, or had an address we couldn’t write to."
        ) in minute()
        assert "Action: the clerk to find a way to reach the others." in minute()

    def test_nor_whose_email_still_waits(self, minute, boards):
        said = minute()
        assert "1 had been asked to do so" in said, "Ben has started"
        assert "3 had not been sent it yet" in said

    @pytest.mark.parametrize(
        ("state", "says"),
        [(DeliveryState.BOUNCED, "had not arrived"), (DeliveryState.AMBIGUOUS, "may not have arrived")],
    )
    def test_nor_whose_email_did_not_arrive_or_may_not_have(self, minute, boards, state, says):
        self.send(boards)
        self.send(boards, state, [boards.not_begun])
        assert f"3 had been asked to do so by {words(Briefing.objects.get().due_on)}; " in minute()
        assert f"the email to 1 {says}" in minute()

    def test_who_joined_and_was_not_asked_still_has_not_completed_it(self, minute, boards):
        for who in (boards.begun, boards.not_begun, boards.both, boards.chair):
            complete(enrolment_of(who, boards.briefing), now=timezone.now())
        for who in (boards.unreached, boards.objected):
            Appointment.objects.filter(person=who).update(ends_on=TODAY() - timedelta(days=1))
        assert "No further action is needed." in minute()
        cast.appoint(cast.person("Joe Joiner"), Role.GOVERNOR, boards.chapel)
        said = minute()
        assert "5 of its 6 governors" in said and "1 governor had not completed it: 1 had not been asked." in said
        assert "No further action is needed." not in said

    def test_a_date_that_has_passed_is_not_still_agreed_on(self, clerk, boards):
        Briefing.objects.update(due_on=TODAY() - timedelta(days=3))
        html = clerk.get(reverse("board_meeting", args=[boards.chapel.pk])).content.decode()
        assert "and to agree how the others complete it." in " ".join(html.split())

    def test_an_address_that_is_given_later_does_not_make_somebody_asked(self, minute, boards):
        self.send(boards)
        give_address(person=boards.unreached, address="una@people.example", by=None, now=timezone.now())
        assert "1 had not been sent it yet" in minute()


# --- "Tabled on paper" ----------------------------------------------------------------------------------------------


class TestTabled:
    def table(self, client, boards, **data):
        at = reverse("board_tabled", args=[boards.chapel.pk])
        return client.post(at, {"on": f"{TODAY():%d/%m/%Y}", "present": 5, "outcome": "received", **data}, follow=True)

    def test_who_has_no_address_stays_outstanding_everywhere(self, clerk, boards):
        before = page(clerk, boards)
        assert "no governor’s state changes" in everything(self.table(clerk, boards))
        for name in ("board", "board_meeting"):
            said = page(clerk, boards, name)
            assert "1 has no address." in said and "1 is not to be e-mailed." in said
            assert f"the printed pack was tabled on {words(TODAY())}, 5 governors present." in said
            assert "counted apart" in said
        assert "Tabled on paper" not in page(clerk, boards).partition("Governors")[2]
        assert before.count("No address") == page(clerk, boards).count("No address") > 0

    def test_the_minute_and_the_download_say_it_apart(self, clerk, boards):
        self.table(clerk, boards)
        said = page(clerk, boards, "board_meeting")
        assert "6 governors had not completed it" in said
        assert "The printed pack was tabled on" in said and "This is weaker evidence, and counted apart." in said
        sheet = clerk.get(reverse("board_download", args=[boards.chapel.pk, "csv"])).getvalue().decode()
        assert f"The printed pack was tabled on {words(TODAY())}, 5 governors present. Counted apart." in sheet
        assert "Una Unreached" in sheet and "No address" in sheet

    def test_nothing_is_said_of_what_was_taken_back(self, clerk, boards):
        self.table(clerk, boards)
        clerk.post(reverse("board_tabled_back", args=[boards.chapel.pk, Tabling.objects.get().pk]))
        assert "the printed pack was tabled" not in page(clerk, boards).lower()
