"""The clerk's and the chair's boards: who gets in, what they see, what a clerk changes."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from distribution.models import Delivery
from learning import operations
from learning.models import Enrolment
from people.audit.actions import APPOINTMENT_ADDED
from people.enums import Role, Source
from people.models import Appointment, AuditEntry, Organisation, Person, Question
from people.operations import merge_people
from tests import cast
from tests.governing_boards import board_cast
from tests.learning.factories import complete, do_all_but_declare, enrolment_of

TODAY = timezone.localdate


@pytest.fixture
def boards(module, audience, officer):
    return board_cast.boards(module, audience, officer)


@pytest.fixture
def question(boards):
    """The register has another last day for Nell than what Clem said."""
    row = board_cast.term(boards.not_begun, boards.chapel)
    Appointment.objects.filter(pk=row.pk).update(gid="700", source=Source.CLERK, ends_on=date(2027, 8, 31))
    return Question.objects.create(
        appointment=row,
        register_says={"ends_on": "2028-08-31"},
        extract_on=date(2026, 11, 1),
        asked_at=timezone.now(),
    )


@pytest.fixture
def clerk_at_work(client, boards):
    cast.sign_in(client, boards.clem)
    return client


def text_of(response) -> str:
    """The words of the page's main part, single spaces."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def figures(response) -> dict[str, int]:
    found = re.findall(r'<li class="cg-seats__(\w+)">\s*<strong>(\d+)</strong>', response.content.decode())
    return {state: int(number) for state, number in found}


def listed(response) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>\s*<span>\s*([^<]+?)\s*<', response.content.decode())


# --- The permission table -------------------------------------------------------------------------

# name of the address, what it takes besides the organisation
PAGES = [
    ("board", None),
    ("board_meeting", None),
    ("board_download", "csv"),
    ("board_download", "xlsx"),
    ("board_corrections", None),
    ("board_corrections_download", "csv"),
    ("board_add", None),
    ("board_seats", None),
    ("board_remind", None),
    ("board_person", "person"),
    ("board_name", "person"),
    ("board_address", "person"),
    ("board_no_address", "person"),
    ("board_end", "appointment"),
    ("board_question", "question"),
]
READ_ONLY = {
    "boards", "board", "board_meeting", "board_download", "board_corrections", "board_corrections_download",
    "board_person",
}  # fmt: skip
CHAIR_TOO = {"board"}


def address(name, argument, boards, question, *, of=None, about=None) -> str:
    of, about = of or boards.chapel, about or boards.not_begun
    term = Appointment.objects.standing().filter(person=about).first()
    values = {"person": about.pk, "appointment": term.pk, "question": question.pk}
    arguments = [of.pk] + ([values.get(argument, argument)] if argument else [])
    return reverse(name, args=arguments)


WHO = ["clem", "chair", "governor", "otto", "outsider", "officer"]


@pytest.mark.parametrize(("name", "argument"), PAGES)
@pytest.mark.parametrize("who", WHO)
def test_who_gets_to_which_page(client, boards, question, outsider, officer, who, name, argument):
    """Signed in with a code: the clerk to all, the chair to the board alone, nobody else to anything."""
    person = {"outsider": outsider, "officer": officer}.get(who) or getattr(boards, who)
    cast.sign_in(client, person)
    let_in = who == "clem" or (who == "chair" and name in CHAIR_TOO)
    for method in ("get", "head", "post", "put", "delete"):
        status = getattr(client, method)(address(name, argument, boards, question)).status_code
        if method in ("put", "delete") or (method == "post" and name in READ_ONLY):
            assert status == 405 or (not let_in and status == 404), method
        else:
            assert status in ((200, 302) if let_in else (404,)), method


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "argument"), PAGES)
def test_a_link_alone_opens_no_board(client, boards, question, name, argument, method):
    cast.sign_in(client, boards.clem, cast.LINK)
    before = snapshot()
    response = getattr(client, method)(address(name, argument, boards, question))
    assert response.status_code == 403
    assert "For this page you need a code" in response.content.decode()
    assert "Nell Notyet" not in response.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "argument"), [("boards", None), *PAGES])
def test_not_signed_in_is_sent_to_sign_in(client, boards, question, name, argument, method):
    url = reverse("boards") if name == "boards" else address(name, argument, boards, question)
    response = getattr(client, method)(url)
    back = url if method == "get" or name == "boards" else reverse("board", args=[boards.chapel.pk])
    assert response.status_code == 302
    assert response.url == f"/start/?next={back}"


@pytest.mark.parametrize(("name", "argument"), PAGES)
def test_a_board_that_does_not_exist_answers_as_one_of_others(client, boards, question, name, argument):
    cast.sign_in(client, boards.otto)
    others = client.get(address(name, argument, boards, question))
    path = address(name, argument, boards, question).replace(f"/{boards.chapel.pk}/", "/987654321/", 1)
    none = client.get(path)
    assert (others.status_code, none.status_code) == (404, 404)
    assert text_of(others) == text_of(none)
    huge = path.replace("987654321", "9" * 40)
    assert client.get(huge).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "argument"), [page for page in PAGES if page[1] in ("person", "appointment")])
def test_people_of_another_board_are_not_found_under_ones_own(client, boards, question, name, argument, method):
    """Elsa sits at Elm Road: Clem's own board is no way to her."""
    cast.sign_in(client, boards.clem)
    before = snapshot()
    url = address(name, argument, boards, question, about=boards.elsewhere)
    response = getattr(client, method)(url, {"address": "clem.clerk@people.example", "family_name": "Gone"})
    assert response.status_code == 404 or (response.status_code == 405 and name in READ_ONLY)
    assert snapshot() == before


def test_a_question_of_another_board_is_not_found_under_ones_own(client, boards, question):
    cast.sign_in(client, boards.otto)
    url = reverse("board_question", args=[boards.elm.pk, question.pk])
    assert client.post(url, {"right": "register"}).status_code == 404
    question.refresh_from_db()
    assert question.answered_at is None


def snapshot():
    """What a clerk can change, and what is written when they do."""
    people = list(Person.objects.order_by("pk").values_list("pk", "email", "shared_address", "family_name"))
    terms = list(Appointment.objects.order_by("pk").values_list("pk", "ends_on", "superseded_at"))
    return people, terms, Delivery.objects.count(), Question.objects.filter(answered_at=None).count()


def test_a_term_that_is_over_opens_nothing(client, boards):
    Appointment.objects.filter(person=boards.clem).update(ends_on=TODAY() - timedelta(days=1))
    cast.sign_in(client, boards.clem)
    assert client.get(reverse("boards")).status_code == 404
    assert client.get(reverse("board", args=[boards.chapel.pk])).status_code == 404


def test_what_was_held_as_a_joined_record_is_open_too(client, boards, officer):
    """Clem was known twice: as clerk under one record, without anything under the other, which is kept."""
    kept = cast.person("Clement Clerk")
    merge_people(keep=kept, alias=boards.clem, by=officer, now=timezone.now())
    cast.sign_in(client, kept)
    assert "Chapel Lane Primary" in text_of(client.get(reverse("boards")))
    assert client.get(reverse("board", args=[boards.chapel.pk])).status_code == 200


def test_a_clerk_of_a_trust_sees_the_trusts_board_and_not_its_schools(client, boards):
    trust = cast.Organisation.objects.create(name="Otterpool Learning Trust", kind="trust", uid="99001")
    who = cast.person("Tess Trustclerk")
    cast.appoint(who, Role.GOVERNANCE_PROFESSIONAL, trust)
    cast.appoint(cast.person("Tim Trustee"), Role.GOVERNOR, trust)
    cast.sign_in(client, who)
    assert listed(client.get(reverse("board", args=[trust.pk]))) == ["Tim Trustee"]
    assert client.get(reverse("board", args=[boards.chapel.pk])).status_code == 404


# --- The way there --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "way", "shown"),
    [
        ("clem", cast.CODE, True),
        ("clem", cast.LINK, True),
        ("chair", cast.CODE, True),
        ("governor", cast.CODE, False),
        ("elsewhere", cast.CODE, False),
    ],
)
def test_my_boards_stands_in_the_menu_of_those_who_have_one(client, boards, who, way, shown):
    cast.sign_in(client, getattr(boards, who), way)
    assert ('href="/boards/"' in client.get("/my/").content.decode()) is shown


def test_the_menu_costs_a_visitor_nothing(client, boards):
    cast.home_page()
    client.get("/check/")
    with CaptureQueriesContext(connection) as visitor:
        client.get("/check/")
    assert not [query for query in visitor if "appointment" in query["sql"]]
    cast.sign_in(client, boards.clem)
    with CaptureQueriesContext(connection) as clerk:
        client.get("/check/")
    # One for the way to boards, one for the way to films for schools; each once a minute.
    assert len([query for query in clerk if "appointment" in query["sql"]]) == 2


# --- What the clerk sees --------------------------------------------------------------------------


def test_the_sentence_the_figures_and_the_list_say_the_same(clerk_at_work, boards):
    response = clerk_at_work.get(reverse("board", args=[boards.chapel.pk]))
    assert "1 of 7 governors have completed it. 1 has no address. 1 is not to be e-mailed." in text_of(response)
    assert figures(response) == {"completed": 1, "started": 1, "not_started": 3, "no_address": 1, "objected": 1}
    assert sum(figures(response).values()) == len(listed(response)) == 7
    assert "1 clerk, counted apart" in text_of(response)


def test_a_person_of_two_roles_on_one_board_is_one_seat(clerk_at_work, boards):
    cast.appoint(boards.chair, Role.GOVERNOR, boards.chapel)
    response = clerk_at_work.get(reverse("board", args=[boards.chapel.pk]))
    assert sum(figures(response).values()) == 7
    assert listed(response).count("Charlie Chair") == 1


def test_joined_records_are_one_seat_and_the_best_of_them_counts(clerk_at_work, boards, officer):
    """Nell was known twice, was asked twice and has done it under the record that is now an alias."""
    twin = cast.person("Nelly Notyet")
    cast.appoint(twin, Role.GOVERNOR, boards.chapel)
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    complete(enrolment_of(twin, boards.briefing), now=timezone.now())
    merge_people(keep=boards.not_begun, alias=twin, by=officer, now=timezone.now())
    response = clerk_at_work.get(reverse("board", args=[boards.chapel.pk]))
    assert sum(figures(response).values()) == 7
    assert figures(response)["completed"] == 2
    assert "Nelly" not in text_of(response)


def test_done_under_a_joined_record_elsewhere_is_done_here(client, boards, officer):
    """Ada has done it at Chapel Lane; her other record sits at Elm Road and was asked there."""
    twin = cast.person("Adah Done", email=None)
    cast.appoint(twin, Role.GOVERNOR, boards.elm)
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    cast.sign_in(client, boards.otto)
    url = reverse("board", args=[boards.elm.pk])
    assert figures(client.get(url))["completed"] == 0
    merge_people(keep=boards.governor, alias=twin, by=officer, now=timezone.now())
    assert figures(client.get(url)) == {"completed": 1, "started": 0, "not_started": 1, "no_address": 0}


@pytest.mark.parametrize(("done", "state"), [(True, "completed"), (False, "not_asked")])
def test_who_was_not_asked_for_this_board_shows_only_that_they_have_done_it(clerk_at_work, boards, done, state):
    """Elsa was asked for Elm Road. She sits at Chapel Lane too, and nobody asked her for that."""
    cast.appoint(boards.elsewhere, Role.GOVERNOR, boards.chapel)
    enrolment = enrolment_of(boards.elsewhere, boards.briefing)
    (complete if done else do_all_but_declare)(enrolment, now=timezone.now())
    url = reverse("board", args=[boards.chapel.pk])
    assert figures(clerk_at_work.get(url))[state] == (2 if done else 1)


def test_a_board_that_a_briefing_does_not_reach_has_none_for_who_did_it_elsewhere(client, boards):
    other = cast.school("Pier Street Primary")
    cast.appoint(boards.otto, Role.GOVERNANCE_PROFESSIONAL, other)
    cast.appoint(boards.governor, Role.GOVERNOR, other)
    cast.sign_in(client, boards.otto)
    assert boards.briefing.module.title not in text_of(client.get(reverse("board", args=[other.pk])))


def test_completed_beats_no_address(clerk_at_work, boards):
    Person.objects.filter(pk=boards.governor.pk).update(email=None)
    response = clerk_at_work.get(reverse("board", args=[boards.chapel.pk]))
    assert figures(response)["completed"] == 1
    assert figures(response)["no_address"] == 1


def test_an_address_that_is_shared_is_an_address(clerk_at_work, boards):
    Person.objects.filter(pk=boards.unreached.pk).update(shared_address=boards.begun.email)
    assert figures(clerk_at_work.get(reverse("board", args=[boards.chapel.pk])))["no_address"] == 0


@pytest.mark.parametrize(("seats", "vacant"), [(9, 2), (7, 0), (5, 0)])
def test_vacant_seats_count_where_the_size_is_known(clerk_at_work, boards, seats, vacant):
    page = reverse("board", args=[boards.chapel.pk])
    assert "vacant" not in figures(clerk_at_work.get(page))
    clerk_at_work.post(reverse("board_seats", args=[boards.chapel.pk]), {"seats": seats})
    assert figures(clerk_at_work.get(page))["vacant"] == vacant


@pytest.mark.parametrize("seats", ["0", "-1", "61", "twelve", "1.5"])
def test_a_size_that_no_board_has_is_refused(clerk_at_work, boards, seats):
    response = clerk_at_work.post(reverse("board_seats", args=[boards.chapel.pk]), {"seats": seats})
    assert response.status_code == 200
    assert "There is a problem" in text_of(response)
    boards.chapel.refresh_from_db()
    assert boards.chapel.board_size is None


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("completed", ["Ada Done"]),
        ("no_address", ["Una Unreached"]),
        ("objected", ["Olga Objected"]),
        ("not_started", ["Bo Bothboards", "Charlie Chair", "Nell Notyet"]),
        (
            "outstanding",
            ["Ben Begun", "Bo Bothboards", "Charlie Chair", "Nell Notyet", "Olga Objected", "Una Unreached"],
        ),
        ("not_asked", []),
    ],
)
def test_the_list_is_filtered(clerk_at_work, boards, state, names):
    response = clerk_at_work.get(reverse("board", args=[boards.chapel.pk]), {"state": state})
    assert sorted(listed(response)) == names


def test_a_briefing_can_be_chosen_and_the_latest_comes_first(clerk_at_work, boards, officer):
    chairs = cast.Audience.objects.create(name="Chairs", roles=[Role.CHAIR_OF_GOVERNORS])
    other = cast.module(title="For chairs", slug="for-chairs")
    later = operations.issue_briefing(briefing=cast.briefing(other, chairs), by=officer, now=timezone.now())
    page = reverse("board", args=[boards.chapel.pk])
    latest = clerk_at_work.get(page)
    assert "For chairs" in text_of(latest)
    assert figures(latest) == {"completed": 0, "started": 0, "not_started": 1, "no_address": 0, "not_asked": 6}
    assert "0 of 7 governors have completed it. 6 were not asked." in text_of(latest)
    chosen = clerk_at_work.get(page, {"briefing": boards.briefing.pk})
    assert figures(chosen)["completed"] == 1
    for nonsense in ("0", "999999", "x", "-1", "9" * 40, str(later.pk) + "'"):
        assert text_of(clerk_at_work.get(page, {"briefing": nonsense})) == text_of(latest)


def test_a_briefing_that_reaches_others_is_not_a_choice_here(clerk_at_work, boards, officer):
    """Bo chairs a board of somebody else: that briefing stays there."""
    cast.appoint(boards.both, Role.CHAIR_OF_GOVERNORS, boards.elm)
    elm_only = cast.Audience.objects.create(name="Elm", roles=[Role.CHAIR_OF_GOVERNORS])
    elm_only.organisations.add(boards.elm)
    other = cast.module(title="For Elm Road", slug="for-elm")
    theirs = operations.issue_briefing(briefing=cast.briefing(other, elm_only), by=officer, now=timezone.now())
    response = clerk_at_work.get(reverse("board", args=[boards.chapel.pk]), {"briefing": theirs.pk})
    assert "For Elm Road" not in response.content.decode()


def test_all_boards_with_their_numbers_and_the_total(clerk_at_work, boards):
    response = clerk_at_work.get(reverse("boards"))
    words = text_of(response)
    assert "2 boards together" in words
    assert "8 seats, held by 7 people" in words
    assert "1 of 7 governors have completed it. 1 has no address. 1 is not to be e-mailed." in words
    assert "0 of 1 governor has completed it." in words
    assert "Elm Road" not in words
    totals = re.search(r"cg-board-totals.*?</section>", response.content.decode(), re.S)[0]
    numbers = [int(n) for n in re.findall(r"<strong>(\d+)</strong>", totals)]
    assert sum(numbers) == 8


def queries_for(client, url) -> int:
    cache.clear()
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def fill(where, count, briefing):
    """`count` more governors, enrolled, each with a reminder behind them or not."""
    start = Person.objects.count()
    made = Person.objects.bulk_create(
        Person(
            given_name="Extra", family_name=f"No {start + n:04}", email=f"extra{start + n}@people.example", password="!"
        )
        for n in range(count)
    )
    rows = Appointment.objects.bulk_create(
        Appointment(person=who, organisation=where, role=Role.GOVERNOR) for who in made
    )
    operations.enrol_late(briefing=briefing, now=timezone.now())
    assert Enrolment.objects.filter(appointments__in=rows).count() == count


@pytest.mark.parametrize("name", ["board", "board_meeting", "board_remind", "boards"])
def test_a_board_costs_the_same_for_8_people_and_for_80(clerk_at_work, boards, name):
    url = reverse(name, args=[] if name == "boards" else [boards.chapel.pk])
    fill(boards.chapel, 1, boards.briefing)
    operations.remind(briefing=boards.briefing, organisation=boards.gull, by=boards.clem, now=timezone.now())
    few = queries_for(clerk_at_work, url)
    fill(boards.chapel, 72, boards.briefing)
    assert queries_for(clerk_at_work, url) == few


def test_my_boards_cost_the_same_for_1_and_for_20(client, boards):
    """Otto has one board, then 20."""
    cast.sign_in(client, boards.otto)
    one = queries_for(client, reverse("boards"))
    for number in range(19):
        school = cast.school(f"School {number:02}")
        cast.appoint(boards.otto, Role.GOVERNANCE_PROFESSIONAL, school)
        cast.appoint(cast.person(f"Gov Number{number}"), Role.GOVERNOR, school)
    operations.enrol_late(briefing=boards.briefing, now=timezone.now())
    assert queries_for(client, reverse("boards")) == one
    assert "20 boards together" in text_of(client.get(reverse("boards")))


def test_a_briefing_that_reached_only_who_has_left_is_no_choice(clerk_at_work, boards, officer):
    chairs = cast.Audience.objects.create(name="Chairs", roles=[Role.CHAIR_OF_GOVERNORS])
    other = cast.module(title="For chairs", slug="for-chairs")
    operations.issue_briefing(briefing=cast.briefing(other, chairs), by=officer, now=timezone.now())
    Appointment.objects.filter(person=boards.chair).update(ends_on=TODAY() - timedelta(days=1))
    assert "For chairs" not in clerk_at_work.get(reverse("board", args=[boards.chapel.pk])).content.decode()


# --- What the chair sees --------------------------------------------------------------------------


def test_a_chair_sees_who_has_completed_it_and_nothing_else(client, boards):
    cast.sign_in(client, boards.chair)
    response = client.get(reverse("board", args=[boards.chapel.pk]))
    html, words = response.content.decode(), text_of(response)
    assert figures(response) == {"completed": 1, "not_yet": 6}
    assert sorted(listed(response)) == sorted(
        ["Ada Done", "Ben Begun", "Bo Bothboards", "Charlie Chair", "Nell Notyet", "Olga Objected", "Una Unreached"]
    )
    assert "1 of 7 governors have completed it." in words
    assert "@" not in words
    for secret in ("Started", "No address", "no e-mail", "Remind", "Download", "Change", "reminded"):
        assert secret not in words
    for link in ("/people/", "/download", "/add/", "/remind/", "/register/", "/meeting/"):
        assert f"/boards/{boards.chapel.pk}{link}" not in html


def test_a_chairs_overview_tells_no_more(client, boards):
    cast.sign_in(client, boards.chair)
    words = text_of(client.get(reverse("boards")))
    assert "1 of 7 governors have completed it." in words
    assert "address" not in words
    assert "together" not in words


# --- What a clerk changes -------------------------------------------------------------------------


def add(client, where, **fields):
    data = {"given_name": "Jo", "family_name": "Joiner", "role": "governor", "address": "jo.joiner@people.example"}
    return client.post(reverse("board_add", args=[where.pk]), data | fields, follow=True)


def test_a_joiner_is_added_once(clerk_at_work, boards):
    assert "Jo Joiner is on the board." in add(clerk_at_work, boards.chapel).content.decode()
    add(clerk_at_work, boards.chapel)
    row = Appointment.objects.get(person__email="jo.joiner@people.example")
    assert (row.source, row.role, row.organisation) == (Source.CLERK, Role.GOVERNOR, boards.chapel)
    assert AuditEntry.objects.filter(action=APPOINTMENT_ADDED.code, user=boards.clem).count() == 1


@pytest.mark.parametrize("name", ["Joiner", "JOINER", "Jöiner", "Joinar"])
def test_somebody_of_nearly_that_name_is_asked_about(clerk_at_work, boards, name):
    add(clerk_at_work, boards.chapel)
    other = {"family_name": name, "address": "another@people.example"}
    words = text_of(add(clerk_at_work, boards.chapel, **other))
    assert "Jo Joiner sits on this board already. Is it somebody else?" in words
    assert not Person.objects.filter(email="another@people.example").exists()
    add(clerk_at_work, boards.chapel, somebody_else="on", **other)
    assert Person.objects.filter(email="another@people.example").exists()


def test_an_address_of_somebody_elsewhere_is_not_shared(clerk_at_work, boards):
    words = text_of(add(clerk_at_work, boards.chapel, address=boards.elsewhere.email, share="on"))
    assert "cannot be used here" in words and not Person.objects.filter(family_name="Joiner").exists()


def test_more_people_than_seats_is_said(clerk_at_work, boards):
    Organisation.objects.filter(pk=boards.chapel.pk).update(board_size=1)
    words = text_of(clerk_at_work.get(reverse("board", args=[boards.chapel.pk])))
    assert "That is more than its 1 seats." in words


def test_a_joiner_may_have_no_address(clerk_at_work, boards):
    add(clerk_at_work, boards.chapel, address="")
    assert Person.objects.get(family_name="Joiner").email is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"family_name": " "}, "Enter their last name."),
        ({"address": "not an address"}, "Enter an e-mail address like name@example.org."),
        ({"starts_on": "31/02/2026"}, "There is no 31 February 2026"),
        ({"starts_on": "02/03/2026", "ends_on": "01/03/2026"}, "The last day is before the first day."),
        ({"role": "council_officer"}, "Select a valid choice"),
    ],
)
def test_a_joiner_that_cannot_be_is_refused_with_words(clerk_at_work, boards, fields, words):
    before = Person.objects.count()
    assert words in text_of(add(clerk_at_work, boards.chapel, **fields))
    assert Person.objects.count() == before


def test_an_address_of_somebody_here_is_shared_only_when_that_is_said(clerk_at_work, boards):
    page = add(clerk_at_work, boards.chapel, address=boards.begun.email)
    assert "This address belongs to Ben Begun." in text_of(page)
    assert "They share this address" in text_of(page)
    assert not Person.objects.filter(family_name="Joiner").exists()
    add(clerk_at_work, boards.chapel, address=boards.begun.email, share="on")
    joiner = Person.objects.get(family_name="Joiner")
    assert (joiner.email, joiner.shared_address) == (None, boards.begun.email)


def test_an_address_does_not_tell_who_is_behind_it_elsewhere(clerk_at_work, boards):
    page = text_of(add(clerk_at_work, boards.chapel, address=boards.elsewhere.email))
    assert "This address cannot be used here." in page
    assert "Elsa" not in page


def test_a_term_is_ended_and_the_record_stays(clerk_at_work, boards):
    row = board_cast.term(boards.governor, boards.chapel)
    yesterday = TODAY() - timedelta(days=1)
    clerk_at_work.post(reverse("board_end", args=[boards.chapel.pk, row.pk]), {"ends_on": f"{yesterday:%d/%m/%Y}"})
    row.refresh_from_db()
    assert (row.ends_on, row.source) == (yesterday, Source.CLERK)
    assert "Ada Done" not in listed(clerk_at_work.get(reverse("board", args=[boards.chapel.pk])))
    assert Enrolment.objects.get(person=boards.governor).completion is not None


def test_a_term_cannot_end_before_it_begins(clerk_at_work, boards):
    row = board_cast.term(boards.governor, boards.chapel)
    url = reverse("board_end", args=[boards.chapel.pk, row.pk])
    assert "The term began later than that." in text_of(clerk_at_work.post(url, {"ends_on": "01/01/2020"}))
    row.refresh_from_db()
    assert row.ends_on is None


def test_a_name_is_put_right(clerk_at_work, boards):
    url = reverse("board_name", args=[boards.chapel.pk, boards.governor.pk])
    clerk_at_work.post(url, {"given_name": "Adah", "family_name": "Done"})
    boards.governor.refresh_from_db()
    assert boards.governor.full_name == "Adah Done"
    assert boards.governor.named_at is not None


def test_an_address_is_given_changed_shared_and_taken_away(clerk_at_work, boards):
    who = boards.unreached
    url = reverse("board_address", args=[boards.chapel.pk, who.pk])
    clerk_at_work.post(url, {"address": "Una@People.example "})
    who.refresh_from_db()
    assert who.email == "una@people.example"
    assert "This address belongs to Ben Begun." in text_of(clerk_at_work.post(url, {"address": boards.begun.email}))
    clerk_at_work.post(url, {"address": boards.begun.email, "share": "on"})
    who.refresh_from_db()
    assert (who.email, who.shared_address) == (None, boards.begun.email)
    clerk_at_work.post(reverse("board_no_address", args=[boards.chapel.pk, who.pk]))
    who.refresh_from_db()
    assert who.post_address == ""


@pytest.mark.parametrize("what", ["staff", "clerk elsewhere", "chair elsewhere"])
def test_nobody_gets_into_another_board_by_taking_over_an_address(clerk_at_work, boards, what):
    """Whoever has rights that Clem has not is added to Clem's board; their address stays theirs."""
    who = boards.elsewhere
    if what == "staff":
        Person.objects.filter(pk=who.pk).update(is_staff=True)
    else:
        role = Role.GOVERNANCE_PROFESSIONAL if "clerk" in what else Role.CHAIR_OF_GOVERNORS
        cast.appoint(who, role, boards.elm)
    add(clerk_at_work, boards.chapel, given_name="Elsa", family_name="Elsewhere", address=who.email)
    for name in ("board_address", "board_no_address"):
        url = reverse(name, args=[boards.chapel.pk, who.pk])
        assert clerk_at_work.post(url, {"address": "clem.two@people.example"}).status_code == 404
    who.refresh_from_db()
    assert who.email == "elsa.elsewhere@people.example"
    page = clerk_at_work.get(reverse("board_person", args=[boards.chapel.pk, who.pk]))
    assert "only they or the council can change the address" in text_of(page)


@pytest.mark.parametrize(("name", "argument"), PAGES)
def test_every_form_carries_its_token(clerk_at_work, boards, question, name, argument):
    html = clerk_at_work.get(address(name, argument, boards, question)).getvalue().decode(errors="ignore")
    assert html.count('method="post"') == html.count("csrfmiddlewaretoken")


def test_the_actions_need_a_csrf_token(boards):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    cast.sign_in(client, boards.clem)
    assert client.post(reverse("board_seats", args=[boards.chapel.pk]), {"seats": 9}).status_code == 403


# --- Questions ------------------------------------------------------------------------------------


def test_a_question_stands_on_the_board_with_both_answers(clerk_at_work, boards, question):
    words = text_of(clerk_at_work.get(reverse("board", args=[boards.chapel.pk])))
    assert "1 question for you" in words
    assert "The national register of 1 November 2026 says 31 August 2028 . You said 31 August 2027 ." in words
    assert "The national register asks something about" in text_of(clerk_at_work.get(reverse("boards")))


@pytest.mark.parametrize(("right", "ends_on"), [("register", date(2028, 8, 31)), ("ours", date(2027, 8, 31))])
def test_the_clerk_decides(clerk_at_work, boards, question, right, ends_on):
    url = reverse("board_question", args=[boards.chapel.pk, question.pk])
    assert clerk_at_work.post(url, {"right": right}).status_code == 302
    question.refresh_from_db()
    assert question.register_was_right is (right == "register")
    assert question.answered_by == boards.clem
    row = board_cast.term(boards.not_begun, boards.chapel)
    assert row.ends_on == ends_on
    assert (row.registered is None) is (right == "register")


def test_neither_button_is_no_answer(clerk_at_work, boards, question):
    url = reverse("board_question", args=[boards.chapel.pk, question.pk])
    assert clerk_at_work.post(url, {"right": "both"}).status_code == 200
    question.refresh_from_db()
    assert question.answered_at is None


@pytest.mark.parametrize(("way", "status"), [(cast.LINK, 403), (cast.CODE, 404), (cast.SECOND_FACTOR, 302)])
def test_an_officer_decides_with_a_second_factor(client, boards, officer, question, way, status):
    cast.sign_in(client, officer, way)
    url = reverse("board_question", args=[boards.chapel.pk, question.pk])
    assert client.post(url, {"right": "register"}).status_code == status
    question.refresh_from_db()
    assert (question.answered_at is not None) is (status == 302)


def test_who_said_that_they_left_is_news(clerk_at_work, boards):
    row = board_cast.term(boards.begun, boards.chapel)
    Appointment.objects.filter(pk=row.pk).update(source=Source.SELF, said_at=timezone.now(), ends_on=TODAY())
    assert "Ben Begun has said that they have left." in text_of(
        clerk_at_work.get(reverse("board", args=[boards.chapel.pk]))
    )
