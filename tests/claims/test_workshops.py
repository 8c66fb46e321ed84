"""What the screens and mails of workshops claim was done, or will be, each in the cases in which it would be untrue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from distribution.models import Audience, Delivery, Mailing, Suppression
from people.enums import OrganisationKind, Role
from people.operations import object_to_messages
from tests import cast
from tests.workshops.factories import agency, allocate, booked, invited, partner, session, workshop
from tests.workshops.test_officer import form as session_form
from workshops.models import Booking, WorkshopPage
from workshops.operations import Colleague, book, decline

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(second=0, microsecond=0) + timedelta(days=30)


@pytest.fixture
def page():
    return workshop()


@pytest.fixture
def morning(page):
    return session(page, capacity=2, starts_at=SOON, label="Morning")


@pytest.fixture
def afternoon(page):
    return session(page, capacity=9, starts_at=SOON + timedelta(hours=4), label="Afternoon")


@pytest.fixture
def tess(client, page):
    """Of a bus company, invited, signed in by her link."""
    who = partner("Tess Transport", OrganisationKind.TRANSPORT)
    invited(who, page, now=timezone.now())
    cast.sign_in(client, who, cast.LINK)
    return who


@pytest.fixture
def otto(client):
    who = cast.officer_of_the_group()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    return who


def at(page, rest=""):
    return f"/bookings/{page.pk}/{rest}"


def words(response) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "’").split())


def fill(room, count, kind=OrganisationKind.HEALTH):
    return [booked(partner(f"{kind.title()} {room.pk}x{n}", kind), room, now=timezone.now()) for n in range(count)]


def objects(who):
    object_to_messages(person=who, by=None, now=timezone.now())


def suppress(address):
    Suppression.objects.create(address=address, reason="It bounced.", created_at=timezone.now())


def last_mail_to(who) -> tuple[str, str, str]:
    """(subject, text, HTML), its own values filled in."""
    row = Delivery.objects.filter(person=who).select_related("mailing").order_by("-pk").first()
    bodies = [row.mailing.text_body, row.mailing.html_body]
    for name, value in row.values.items():
        bodies = [body.replace(f"⟦{name}⟧", value) for body in bodies]
    return (row.mailing.subject, *(" ".join(body.split()) for body in bodies))


# --- "Places for you: …" --------------------------------------------------------------------------------------------


class TestPlacesForYou:
    def test_what_is_held_for_others_is_not_shown_as_hers_and_the_press_gives_what_was_shown(
        self, client, morning, afternoon, tess
    ):
        allocate(morning, OrganisationKind.POLICE, floor=1)
        fill(morning, 3)
        day = f"{SOON - timedelta(days=10):%-d %B %Y}"
        body = words(client.get(at(morning.workshop)))
        assert (
            "No place for you now: 2 people are waiting before you, and the 1 free place is held for police "
            f"until {day}" in body
        )
        assert "Places for you: 9" in body
        assert "left" not in body
        client.post(at(morning.workshop), {"session": morning.pk})
        assert "You are number 3 on the waiting list" in words(client.get(at(morning.workshop)))

    def test_police_see_their_own(self, client, morning):
        allocate(morning, OrganisationKind.POLICE, floor=1)
        fill(morning, 3)
        pat = partner("Pat Police")
        invited(pat, morning.workshop)
        cast.sign_in(client, pat, cast.LINK)
        assert "Places for you: 1" in words(client.get(at(morning.workshop)))
        client.post(at(morning.workshop), {"session": morning.pk})
        assert "You have a place" in words(client.get(at(morning.workshop)))

    def test_the_page_of_the_workshop_says_the_same_to_her_and_only_what_is_free_to_a_visitor(
        self, client, morning, tess
    ):
        allocate(morning, OrganisationKind.POLICE, floor=2)
        day = f"{SOON - timedelta(days=10):%-d %B %Y}"
        assert f"No place for you now: the 2 free places are held for police until {day}" in words(
            client.get(morning.workshop.url)
        )
        client.logout()
        body = words(client.get(morning.workshop.url))
        assert f"2 of 2 places are free (2 are held for police until {day})." in body
        assert "for you" not in body

    def test_where_booking_has_closed_no_place_is_shown(self, client, morning, tess):
        WorkshopPage.objects.filter(pk=morning.workshop_id).update(closes_at=timezone.now())
        body = words(client.get(morning.workshop.url))
        assert "Booking has closed." in body
        assert "Places for you" not in body

    def test_of_two_organisations_each_is_named(self, client, morning):
        who = cast.person("Two Hats")
        for kind in (OrganisationKind.TRANSPORT, OrganisationKind.HEALTH):
            cast.appoint(who, Role.PARTNER, agency(kind))
        invited(who, morning.workshop).__class__.objects.update(organisation=None)
        allocate(morning, OrganisationKind.TRANSPORT, ceiling=1)
        cast.sign_in(client, who, cast.LINK)
        body = words(client.get(at(morning.workshop)))
        assert "Places for Mereside Transport: 1 (their kind of organisation can have 1 at most)" in body
        assert "Places for Mereside Health: 2" in body

    def test_colleagues_are_told_apart(self, client, morning, tess):
        allocate(morning, OrganisationKind.TRANSPORT, ceiling=1)
        assert "Places for your colleagues: 1" in words(client.get(at(morning.workshop, "colleagues/")))

    def test_the_press_counts_no_label(self, client, morning, tess, django_assert_max_num_queries):
        with django_assert_max_num_queries(45) as press:
            client.post(at(morning.workshop), {"session": morning.pk})
        assert sum("workshops_allocation" in query["sql"] for query in press) == 1, "under the lock, and not before"

    def test_an_officer_sees_who_can_have_a_place_and_in_the_menu_what_is_free(self, client, morning, otto):
        allocate(morning, OrganisationKind.POLICE, floor=1)
        fill(morning, 2)
        body = words(client.get(f"/admin/sessions/inspect/{morning.pk}/"))
        assert "Police: Places for them: 1" in body
        assert "Health: No place for them now: 1 person is waiting before them, and the 1 free place is held" in body
        menu = words(client.get("/admin/bookings/new/"))
        assert "1 of 2 places is free (1 is held for police until" in menu


# --- "This session is full" -----------------------------------------------------------------------------------------


class TestWhyNot:
    def test_the_mail_gives_the_true_reason_and_the_session_that_has_a_place(self, morning, afternoon):
        allocate(morning, OrganisationKind.TRANSPORT, ceiling=1)
        first, second = (partner(f"Tram {n}", OrganisationKind.TRANSPORT) for n in ("One", "Two"))
        booked(first, morning, now=timezone.now())
        booked(second, morning, now=timezone.now())
        subject, text, html = last_mail_to(second)
        assert subject.startswith("You are on the waiting list")
        for body in (text, html):
            assert "Your kind of organisation has its share (1)." in body
            assert "There are 9 places for you in another session:" in body and "(Afternoon)" in body
            assert "You can change to it on your page." in body
            assert "You are number 1." in body
            assert "full" not in body

    def test_full_is_said_of_a_full_one_and_no_other_session_where_none_has_a_place(self, morning):
        fill(morning, 2)
        late = partner("Late Comer")
        booked(late, morning, now=timezone.now())
        _subject, text, _html = last_mail_to(late)
        assert "The session is full." in text
        assert "another session" not in text and "change to it" not in text

    def test_the_page_of_who_waits_offers_that_session_and_one_press_takes_the_place(
        self, client, morning, afternoon, tess
    ):
        fill(morning, 2)
        client.post(at(morning.workshop), {"session": morning.pk})
        body = words(client.get(at(morning.workshop)))
        assert "The session is full. There are 9 places for you in another session:" in body
        press = {"session": afternoon.pk, "for_a_place": "yes"}
        body = words(client.post(at(morning.workshop, "session/"), press, follow=True))
        assert "You have a place" in body
        assert "entry in your calendar moves" not in body, "there was none"

    def test_a_turn_is_kept_where_that_place_has_gone_meanwhile(self, client, morning, afternoon, tess):
        fill(morning, 2)
        client.post(at(morning.workshop), {"session": morning.pk})
        fill(afternoon, 10)
        press = {"session": afternoon.pk, "for_a_place": "yes"}
        body = words(client.post(at(morning.workshop, "session/"), press))
        assert "That session has no place for you now. The session is full. You keep your turn." in body
        assert Booking.objects.get(person=tess).session == morning

    def test_a_refused_change_says_why_and_where(self, client, page, morning, afternoon, tess):
        evening = session(page, capacity=3, starts_at=SOON + timedelta(hours=9), label="Evening")
        allocate(afternoon, OrganisationKind.POLICE, floor=9)
        client.post(at(page), {"session": morning.pk})
        assert "held for police until" in words(client.get(at(page, "session/")))
        body = words(client.post(at(page, "session/"), {"session": afternoon.pk}))
        assert "That session has no place for you now. The 9 free places are held for police until" in body
        assert "There are 3 places for you in another session:" in body and "(Evening)" in body
        assert "You keep the place that you have." in body
        assert Booking.objects.get(person=tess).session == morning
        assert client.post(at(page, "session/"), {"session": evening.pk}).status_code == 302

    def test_a_choice_in_an_old_page_is_not_dropped_in_silence(self, client, morning, afternoon, tess):
        client.post(at(morning.workshop), {"session": morning.pk})
        body = words(client.post(at(morning.workshop), {"session": afternoon.pk}, follow=True))
        assert "You have a place already:" in body and "Nothing has changed." in body
        assert "Nothing has changed" not in words(
            client.post(at(morning.workshop), {"session": morning.pk}, follow=True)
        )

    def test_a_full_room_is_counted_as_it_is(self, client, page):
        now = timezone.now()
        on = session(page, capacity=1, starts_at=now)
        rows = [booked(partner("Has Place"), on, now=now - timedelta(days=3))]
        steward = cast.person("Stew Ard")
        on.stewards.add(steward)
        cast.sign_in(client, steward, cast.CODE)
        data = {"given_name": "Wal", "family_name": "Kin", "email": "", "organisation": ""}
        nonces = [f"8a5f4a3e-0000-4000-8000-00000000000{n}" for n in range(3)]
        client.post(f"/door/{on.pk}/walk-in/", {**data, "nonce": nonces[0]})
        client.post(f"/door/{on.pk}/scan/", {"booking": rows[0].pk, "nonce": nonces[1]})
        body = words(client.post(f"/door/{on.pk}/walk-in/", {**data, "nonce": nonces[2]}))
        assert "2 people are in the room, which has room for 1." in body


# --- "They have been told" ------------------------------------------------------------------------------------------


class TestAnOfficerBooksForSomebody:
    @pytest.fixture
    def press(self, client, otto):
        agency(OrganisationKind.TRANSPORT)

        def press(room, name="Tel Ephone", address="tel@buses.example"):
            given, family = name.split()
            data = {"session": room.pk, "given_name": given, "family_name": family, "email": address}
            data["organisation"] = "Mereside Transport"
            return words(client.post("/admin/bookings/new/", data, follow=True))

        return press

    def test_who_has_a_place_has_one_and_is_being_emailed(self, press, morning):
        assert "Tel Ephone has a place. An email to them is on its way." in press(morning)

    def test_who_waits_is_said_to_wait_and_why_and_where_there_is_a_place(self, press, morning, afternoon):
        allocate(morning, OrganisationKind.POLICE, floor=2)
        body = press(morning)
        assert "Tel Ephone is on the waiting list. The 2 free places are held for police until" in body
        assert "There are 9 places for them in another session:" in body
        assert "has a place" not in body and "been told" not in body

    def test_who_is_booked_already_is_not_booked_again(self, press, morning):
        press(morning)
        assert "Tel Ephone has a place already." in press(morning)

    @pytest.mark.parametrize("why", ["objected", "suppressed"])
    def test_who_cannot_be_emailed_is_not_told(self, press, morning, why):
        who = partner("Tel Ephone", OrganisationKind.TRANSPORT)
        objects(who) if why == "objected" else suppress(who.email)
        body = press(morning, address=who.email)
        assert "Tel Ephone has a place. We cannot email them, so tell them yourself." in body

    def test_more_than_a_lead_may_are_written_down(self, press, morning):
        for number in range(22):
            body = press(morning, address=f"tel{number}@buses.example")
        assert "is on the waiting list" in body
        assert Booking.objects.count() == 22


class TestAnOfficerChangesASession:
    def edit(self, client, room, **changes):
        return words(client.post(f"/admin/sessions/edit/{room.pk}/", form_of(room, **changes), follow=True))

    def test_who_got_a_place_by_it_is_counted(self, client, morning, otto):
        fill(morning, 5)
        body = self.edit(client, morning, capacity=4)
        assert "2 people who were waiting have a place now. 2 people are being emailed." in body
        assert "new time or place" not in body

    def test_nobody_is_said_to_be_told_where_nothing_concerns_them(self, client, morning, otto):
        fill(morning, 1)
        body = self.edit(client, morning, capacity=4)
        assert ": saved." in body
        assert "being emailed" not in body and "waiting have a place now" not in body

    def test_a_new_time_tells_those_who_can_be_emailed_and_names_how_many_cannot(self, client, morning, otto):
        rows = fill(morning, 2)
        objects(rows[0].person)
        page = words(client.get(f"/admin/sessions/edit/{morning.pk}/"))
        assert "2 people have a place. If you change the time or the place, we email them when you save." in page
        body = self.edit(client, morning, starts=SOON + timedelta(hours=1))
        assert (
            "are told the new time or place: 1 person is being emailed. 1 cannot be emailed: tell them yourself."
            in body
        )

    def test_a_place_that_an_officer_cancels_goes_to_nobody_where_nobody_waits(self, client, morning, otto):
        row = fill(morning, 1)[0]
        body = words(client.post(f"/admin/bookings/{row.pk}/cancel/", follow=True))
        assert f"The place of {row.name} is cancelled. An email to them is on its way." in body
        assert "who was waiting" not in body
        again = words(client.post(f"/admin/bookings/{row.pk}/cancel/", follow=True))
        assert f"The booking of {row.name} was cancelled before." in again

    def test_and_to_the_next_who_can_have_it(self, client, morning, otto):
        rows = fill(morning, 3)
        suppress(rows[2].person.email)
        body = words(client.post(f"/admin/bookings/{rows[0].pk}/cancel/", follow=True))
        assert "1 person who was waiting has a place now. 1 cannot be emailed: tell them yourself." in body

    def test_a_cancelled_session_counts_who_is_emailed(self, client, morning, otto):
        rows = fill(morning, 3)
        objects(rows[1].person)
        look = words(client.get(f"/admin/sessions/{morning.pk}/cancel/"))
        assert "3 people have a place or are waiting." in look and "We cannot email 1: tell them yourself." in look
        body = words(client.post(f"/admin/sessions/{morning.pk}/cancel/", {"reason": "Flood."}, follow=True))
        assert "The session is cancelled. 2 people are being emailed. 1 cannot be emailed: tell them yourself." in body
        assert Mailing.objects.get(letters__booking=rows[0], letters__kind="cancelled").subject.startswith(
            "Your place is cancelled"
        )
        assert Mailing.objects.get(letters__booking=rows[2], letters__kind="cancelled").subject.startswith(
            "You are off the waiting list"
        )

    def test_an_answer_that_nobody_gave_is_not_counted(self, client, page, morning, otto):
        invited(partner("Sil Ent"), page)
        fill(morning, 3)
        body = words(client.get(f"/admin/sessions/{morning.pk}/replies/"))
        assert "<strong>1</strong> waits for a place" in body
        assert "<strong>0</strong>" not in body

    def test_who_is_suppressed_is_not_among_those_who_get_the_invitation(self, client, page, morning, otto):
        suppress(partner("Sup Pressed").email)
        partner("Gets It")
        audience = Audience.objects.create(name="Partners", roles=[Role.PARTNER])
        data = {"audience": audience.pk, "message": ""}
        body = words(client.post(f"/admin/sessions/{morning.pk}/invite/", data))
        assert "<strong>1 person</strong>" in body and "1 cannot be emailed" in body
        body = words(client.post(f"/admin/sessions/{morning.pk}/invite/", {**data, "send": "yes"}, follow=True))
        assert "1 invitation is being sent." in body

    def test_nobody_is_invited_to_a_booking_that_has_closed_and_who_comes_early_reads_when_it_opens(
        self, client, page, morning, otto
    ):
        partner("Gets It")
        audience = Audience.objects.create(name="Partners", roles=[Role.PARTNER])
        data = {"audience": audience.pk, "message": "", "send": "yes"}
        WorkshopPage.objects.filter(pk=page.pk).update(closes_at=timezone.now())
        assert "leave its booking open" in words(
            client.post(f"/admin/sessions/{morning.pk}/invite/", data, follow=True)
        )
        opens = timezone.now() + timedelta(days=3)
        WorkshopPage.objects.filter(pk=page.pk).update(closes_at=None, opens_at=opens)
        client.post(f"/admin/sessions/{morning.pk}/invite/", data)
        mailing = Mailing.objects.get(kind="invitation")
        for body in (mailing.text_body, mailing.html_body):
            assert f"Booking opens on {timezone.localtime(opens):%A %-d %B %Y}" in body


class TestALead:
    @pytest.fixture
    def lead(self, client, page):
        who = partner("Pat Lead")
        invited(who, page, now=timezone.now())
        cast.sign_in(client, who, cast.LINK)
        return who

    def colleagues(self, client, room, *people):
        data = {"session": room.pk, "colleagues-TOTAL_FORMS": 3, "colleagues-INITIAL_FORMS": 0}
        for number, (given, family, address) in enumerate(people):
            data |= {f"colleagues-{number}-given_name": given, f"colleagues-{number}-family_name": family}
            data[f"colleagues-{number}-email"] = address
        return words(client.post(at(room.workshop, "colleagues/"), data, follow=True))

    def test_each_colleague_is_told_apart(self, client, morning, afternoon, lead):
        known, silent = partner("Kim Known"), partner("Sid Silent")
        booked(known, morning, now=timezone.now())
        objects(silent)
        body = self.colleagues(
            client, morning, ("Kim", "Known", known.email), ("Sid", "Silent", silent.email),
            ("Cal", "League", "cal@police.example"),
        )  # fmt: skip
        assert "Kim Known has a place already." in body
        assert "Sid Silent has a place. We cannot email them, so tell them yourself." in body
        assert "Cal League is on the waiting list. The session is full. There are 9 places for them in" in body

    def test_a_place_that_is_given_is_told_to_those_whom_an_email_reaches(self, client, morning, lead):
        client.post(at(morning.workshop), {"session": morning.pk})
        objects(lead)
        given = {"given_name": "Cal", "family_name": "League", "email": "cal@police.example"}
        body = words(client.post(at(morning.workshop, "give/"), given, follow=True))
        assert "Cal League has your place. An email with their own link is on its way." in body
        assert "We cannot email you, so take it out of your calendar yourself." in body

    def test_a_turn_that_is_taken_back_is_no_place(self, client, morning, lead):
        fill(morning, 2)
        found = book(
            session=morning, person=None, organisation=agency(), by=lead, now=timezone.now(),
            colleagues=[Colleague("Cal", "League", "cal@police.example")],
        )  # fmt: skip
        body = words(client.post(at(morning.workshop, f"colleagues/{found[0].booking.pk}/cancel/"), follow=True))
        assert "Cal League is off the waiting list." in body
        assert "The place of Cal League" not in body

    def test_somebody_we_knew_before_is_not_told_that_the_lead_gave_us_their_name(self, morning, lead):
        known = partner("Kim Known")
        book(
            session=morning, person=None, organisation=agency(), by=lead, now=timezone.now(),
            colleagues=[Colleague("Kim", "Known", known.email)],
        )  # fmt: skip
        assert "gave us your name" not in last_mail_to(known)[1]


class TestOnesOwn:
    def test_a_change_moves_no_entry_of_who_cannot_be_emailed(self, client, morning, afternoon, tess):
        client.post(at(morning.workshop), {"session": morning.pk})
        objects(tess)
        body = words(client.post(at(morning.workshop, "session/"), {"session": afternoon.pk}, follow=True))
        assert "We cannot email you, so move the entry in your calendar yourself." in body

    def test_a_change_from_one_list_to_another_is_no_place(self, client, morning, afternoon, tess):
        fill(morning, 2), fill(afternoon, 9)
        client.post(at(morning.workshop), {"session": morning.pk})
        body = words(client.post(at(morning.workshop, "session/"), {"session": afternoon.pk}, follow=True))
        assert "You are on the waiting list:" in body
        assert "You have a place" not in body

    def test_a_turn_that_is_given_up_was_no_place(self, client, morning, tess):
        fill(morning, 2)
        client.post(at(morning.workshop), {"session": morning.pk})
        body = words(client.post(at(morning.workshop, "cancel/"), follow=True))
        assert "You are off the waiting list." in body
        assert "Your place is cancelled" not in body
        subject, text, _html = last_mail_to(tess)
        assert subject.startswith("You are off the waiting list")
        assert "calendar" not in text

    def test_a_cancelled_place_goes_to_somebody_only_if_somebody_can_have_it(self, client, morning, tess):
        client.post(at(morning.workshop), {"session": morning.pk})
        body = words(client.get(at(morning.workshop, "cancel/")))
        assert "If somebody on the waiting list can have it, they get it at once." in body

    def test_who_cannot_come_is_not_invited_any_more_and_cannot_book_what_is_closed(self, client, page, tess):
        decline(invitation=tess.invitations.get(), now=timezone.now())
        body = words(client.get("/bookings/"))
        assert "You told us that you cannot come." in body
        assert "You are invited." not in body
        body = words(client.get(at(page)))
        assert "book below" not in body, "no session is to come"

    def test_a_reminder_says_what_the_person_is_and_not_what_they_work_for(self, client, page, morning, otto):
        who = partner("Sil Ent")
        invited(who, page, now=timezone.now() - timedelta(days=9))
        client.post(f"/admin/sessions/{morning.pk}/remind/")
        assert "You are Mereside Police" not in last_mail_to(who)[1]


def form_of(room, **changes):
    return session_form(
        room.workshop, **{"label": room.label, "place": room.place, "capacity": room.capacity, **changes}
    )
