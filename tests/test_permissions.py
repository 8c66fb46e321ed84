"""Who gets to what: every address of people, post and learning, against everybody of the cast and each way in.

The addresses come from the resolver: one that DOORS does not name fails the first test. Give it the door that it has,
and all the others try it with everybody.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from cms.models import ClosedDay, Film, Picture, SupportContact
from distribution.models import Delivery, Suppression
from governing_boards.enums import TablingOutcome
from governing_boards.operations.paper_briefings import record_tabling
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from learning.models import Briefing, Enrolment
from people.audit.registry import codes_in
from people.models import Appointment, AuditEntry, Authority, Merge, Organisation, Person, Question
from people.operations import merge_people
from people.staff_groups import OFFICERS
from tests import cast
from tests.governing_boards import board_cast
from tests.learning.factories import complete, enrolment_of

# --- Doors ----------------------------------------------------------------------------------------------------------

SIGNED_OUT, LINK, CODE, FACTOR = "signed out", "link", "code", "second factor"
WAYS = {LINK: cast.LINK, CODE: cast.CODE, FACTOR: cast.SECOND_FACTOR}
CAST = ["outsider", "governor", "chair", "clerk", "other clerk", "councillor", "partner", "dsl", "officer", "superuser"]
STAFF = {"officer", "superuser"}


def ways_of(who: str) -> list[str]:
    return [SIGNED_OUT] if who == "nobody" else list(WAYS)


Door = Callable[[str, str], bool]


def anybody(who: str, way: str) -> bool:
    return True


def signed_in(who: str, way: str) -> bool:
    return way != SIGNED_OUT


def by_code(who: str, way: str) -> bool:
    """Whoever moves an account to another address, or sets up a passkey; staff with their second factor."""
    return way == FACTOR or (way == CODE and who not in STAFF)


def by_code_or_first_factor(who: str, way: str) -> bool:
    """Where a second factor is set up: staff without one come by code."""
    return way in (CODE, FACTOR)


def owner(who: str, way: str) -> bool:
    """What is the governor's own: an enrolment, a certificate, a term. The others ask for the governor's."""
    return who == "governor"


def has_a_board(who: str, way: str) -> bool:
    return way in (CODE, FACTOR) and who in ("clerk", "other clerk", "chair")


def reader(who: str, way: str) -> bool:
    """The clerk and the chair of Chapel Lane."""
    return way in (CODE, FACTOR) and who in ("clerk", "chair")


def clerk(who: str, way: str) -> bool:
    return way in (CODE, FACTOR) and who == "clerk"


def officer(who: str, way: str) -> bool:
    return who in STAFF and way == FACTOR


def clerk_or_officer(who: str, way: str) -> bool:
    return clerk(who, way) or officer(who, way)


def administrator(who: str, way: str) -> bool:
    return who == "superuser" and way == FACTOR


def no_one(who: str, way: str) -> bool:
    return False


# Rooms of the admin, each with the door that its addresses have unless DOORS says otherwise.
ROOMS: dict[str, Door] = {
    "people": officer,
    "organisation": officer,
    "appointment": officer,
    "imports": officer,
    "audience": officer,
    "briefings": officer,
    "certificate": officer,
    "suppression": officer,
    "wagtails_lists": officer,
    "authority": officer,
    "wagtailusers_users": administrator,
    "wagtailusers_groups": administrator,
}
DOORS: dict[str, Door] = {
    # Boards
    "boards": has_a_board,
    "board": reader,
    "board_meeting": clerk,
    "board_download": clerk,
    "board_corrections": clerk,
    "board_corrections_download": clerk,
    "board_import": clerk,
    "board_import_look": clerk,
    "board_add": clerk,
    "board_seats": clerk,
    "board_remind": clerk,
    "board_person": clerk,
    "board_name": clerk,
    "board_address": clerk,
    "board_no_address": clerk,
    "board_end": clerk,
    "board_question": clerk_or_officer,
    "board_pack": reader,
    "board_tabled": clerk,
    "board_tabled_back": clerk,
    # Wagtail's own lists that ask for more than officers have
    "wagtails_lists:reports/locked_pages": administrator,
    "wagtails_lists:reports/locked_pages_results": administrator,
    "wagtails_lists:redirects/index": administrator,
    "wagtails_lists:redirects/index_results": administrator,
    # Own details and own learning
    "my_briefings": signed_in,
    "my_details": signed_in,
    "my_name": signed_in,
    "my_messages": signed_in,
    "my_sign_ins": by_code_or_first_factor,
    "mfa_activate_totp": by_code_or_first_factor,
    "account_logout": signed_in,
    "my_address": by_code,
    "prove_address": by_code,
    "i_have_left": owner,
    "not_me": signed_in,
    "certificate": owner,
    "certificate_pdf": owner,
    "beats": anybody,  # what is nobody's own enrolment counts for nothing: tests/learning/test_beats_view.py
    "continue_step": owner,
    "read_step": owner,
    "answer_step": owner,
    "declare_step": owner,
    # The public's
    "try_step": anybody,
    "check_certificate": anybody,
    "checked_certificate": anybody,
    "open_link": anybody,
    "account_request_login_code": anybody,
    "account_login": anybody,
    "account_confirm_login_code": anybody,
    "start_again": anybody,
    "code_for_me": anybody,
    "address_taken_off": anybody,
    "film_file": anybody,
    "picture_file": officer,  # of a picture that no published module shows
    # The cast has no film for pupils: everybody finds nothing, and who finds one is in tests/cms/test_pupils.py.
    "for_pupils": no_one,
    "pupils_file": no_one,
    "mfa_add_webauthn": by_code_or_first_factor,
    # Officers
    "duplicates": officer,
    "compare_people": officer,
    "find_double": officer,
    "merged_records": officer,
    "unmerge_record": officer,
    "delivery_report": officer,
    "delivery_report_results": officer,
    "audit_report": officer,
    "audit_report_results": officer,
    "own_account": officer,
    "bulk_people": no_one,
    "admin_login": no_one,  # Wagtail's ways in with a password lead to ours
    "admin_password_reset": no_one,
    "page_login": no_one,
    "mail_queue": officer,
    "film_uploads": officer,
    "wagtailsnippets_cms_film:add": officer,
    "wagtailsnippets_cms_film:edit": officer,
    "wagtailsnippets_cms_supportcontact:add": officer,
    "wagtailsnippets_cms_supportcontact:edit": officer,
    "wagtailsnippets_cms_closedday:add": officer,
    "wagtailsnippets_cms_closedday:edit": officer,
    "certificate:add": no_one,
    "certificate:delete": no_one,
    "wagtailusers_users:delete": no_one,
    "people:add": no_one,
    "people:delete": no_one,
    "organisation:delete": no_one,
    "appointment:delete": no_one,
}
FLOORS = ("people.", "imports.", "accounts.", "learning.", "governing_boards.", "distribution.")
OURS = (*FLOORS, "cms.")
EXPORTS = ("organisation:index", "appointment:index", "audit_report")


def _is_ours(view) -> bool:
    model = getattr(view, "view_initkwargs", {}).get("model")  # Wagtail's own view over a model of ours
    return view.__module__.startswith(OURS) or getattr(model, "__module__", "").startswith(FLOORS)


def addresses() -> dict[str, str]:
    """{name: route} of every address that our apps answer, whoever wrote its view."""

    def walk(resolver, prefix="", space="") -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                yield from walk(pattern, route, pattern.namespace or space)
            elif space in ROOMS or _is_ours(pattern.callback):
                yield f"{space}:{pattern.name}" if space else pattern.name, route

    return dict(walk(get_resolver()))


def door_of(name: str) -> Door | None:
    return DOORS.get(name) or ROOMS.get(name.partition(":")[0])


ADDRESSES = addresses()


def test_the_table_names_every_address():
    unnamed = [name for name in ADDRESSES if door_of(name) is None]
    assert not unnamed, f"Say in DOORS who may open {unnamed}."
    assert not [name for name in DOORS if name not in ADDRESSES], "an address of the table is gone"
    assert len(ADDRESSES) > 90


# --- What stands behind them ----------------------------------------------------------------------------------------


@dataclass
class Things:
    """What the addresses are about: of Chapel Lane, and of its governor Nell."""

    visitors: dict[str, Person]
    values: dict[str, dict]  # by name of the address, or of its group; "" for all others


@pytest.fixture(scope="module")
def what_is_there(django_db_setup, django_db_blocker):
    """Made once for all tests of this file."""
    with django_db_blocker.unblock(), cast.undone():
        yield make_things()


@pytest.fixture
def things(what_is_there) -> Things:
    """Each test undoes what it did."""
    with cast.undone():
        yield what_is_there


def make_things() -> Things:
    module, audience, officer = cast.module(), cast.all_governors(), cast.officer()
    made = board_cast.boards(module, audience, officer)
    nell = made.not_begun
    enrolment = enrolment_of(nell, made.briefing)
    complete(enrolment, now=timezone.now())
    enrolment.refresh_from_db()
    term = board_cast.term(nell, made.chapel)
    question = Question.objects.create(
        appointment=term, register_says={"ends_on": "2028-08-31"}, extract_on=cast.NOW.date(), asked_at=cast.NOW
    )
    options = {"organisations": [made.chapel.pk], "boards": [made.chapel.pk], "source": "clerk"}
    sheet = ImportRun.objects.create(
        kind=ImportKind.CONTACTS, state=ImportState.PREVIEWED, options=options, started_by=made.clem,
        started_at=cast.NOW, extract_on=cast.NOW.date(), file_name="sheet.csv",
    )  # fmt: skip
    run = ImportRun.objects.create(
        kind=ImportKind.LINKS, state=ImportState.PREVIEWED, started_by=officer, started_at=cast.NOW,
        extract_on=cast.NOW.date(), file_name="links.csv",
    )  # fmt: skip
    double = cast.person("Bob Bothboards", email=None)
    merge_people(keep=made.both, alias=double, by=officer, now=cast.NOW)
    stopped = Suppression.objects.create(address="gone@people.example", reason="They asked.")
    film, certificate = Film.objects.get(), enrolment.completion.certificate
    unused = Picture.objects.create(title="Unused", file=film.poster.file).get_rendition("width-60")
    tabling = record_tabling(
        briefing=made.briefing, organisation=made.chapel, on=timezone.localdate(), present=5,
        outcome=TablingOutcome.values[0], by=made.clem, now=timezone.now(),
    )  # fmt: skip
    step = module.step_list[0].key
    delivery = Delivery.objects.first()
    visitors = {
        "outsider": cast.outsider(), "governor": nell, "chair": made.chair, "clerk": made.clem,
        "other clerk": made.otto, "councillor": cast.councillor(), "partner": cast.police_partner(), "dsl": cast.dsl(),
        "officer": cast.officer_of_the_group(), "superuser": officer,
    }  # fmt: skip
    contact = SupportContact.objects.create(name="Childline", purpose="Talk.", phone="0800 1111", answering="always")
    closed = ClosedDay.objects.create(day=date(2026, 12, 28), reason="Christmas")
    return Things(
        visitors,
        {
            "": {
                "organisation_id": made.chapel.pk, "person_id": nell.pk, "appointment_id": term.pk, "run_id": sheet.pk,
                "question_id": question.pk, "enrolment_id": enrolment.pk, "enrolment_pk": enrolment.pk,
                "step_key": step, "code": certificate.code, "page_id": module.pk, "token": delivery.link_token,
                "file_type": "csv", "one": nell.pk, "other": made.both.pk, "pk": nell.pk,
                "uuid": film.uuid, "part": "film.mp4", "slug": "no-film", "tabling_id": tabling.pk,
            },
            "film_uploads": {"pk": film.pk},
            "picture_file": {"pk": unused.image.pk, "size": unused.filter_spec, "name": "unused.jpg"},
            "wagtailsnippets_cms_film": {"pk": film.pk},
            "wagtailsnippets_cms_supportcontact": {"pk": contact.pk},
            "wagtailsnippets_cms_closedday": {"pk": closed.pk},
            "i_have_left": {"pk": term.pk},
            "unmerge_record": {"pk": Merge.objects.get(alias=double).pk},
            "organisation": {"pk": made.chapel.pk},
            "appointment": {"pk": term.pk},
            "imports": {"pk": run.pk},
            "audience": {"pk": audience.pk},
            "briefings": {"pk": made.briefing.pk},
            "certificate": {"pk": certificate.pk},
            "suppression": {"pk": stopped.pk},
            "wagtailusers_groups": {"pk": Group.objects.get(name=OFFICERS).pk},
            "authority": {"pk": Authority.objects.create(code="876", name="Mereside").pk},
        },
    )  # fmt: skip


def url_of(name: str, things: Things) -> str:
    values = {**things.values[""], **things.values.get(name.partition(":")[0], {}), **things.values.get(name, {})}
    parts = re.findall(r"<(?:\w+:)?(\w+)>", ADDRESSES[name])
    return reverse(name, kwargs={part: values[part] for part in parts})


# --- The table ------------------------------------------------------------------------------------------------------

LEADS_HOME = {"mail_queue", "account_logout"}  # a press that leads to a first page
# They lead to where a code is asked for.
STARTS_A_CODE = {"account_request_login_code", "account_login", "account_confirm_login_code", "start_again",
                 "code_for_me"}  # fmt: skip
METHODS = ("get", "post", "put", "delete")
ADMINS = tuple(ROOMS)  # shut by their path, whatever the method


def outcome(response) -> str:
    """What an address answered: in, sign in, code, factor, no, method; or its number, where it is none of these."""
    where = urlsplit(response.headers.get("Location", "")).path
    if response.status_code == 302 and where == "/start/":
        return "sign in"
    if response.status_code == 302 and where in ("/account/2fa/", "/account/reauthenticate/"):
        return "factor"
    if response.status_code == 302 and where in ("/admin/", "/"):
        return "no"  # Wagtail sends whoever may not to its first page, with a message
    if response.status_code == 403 and b"For this page you need a code" in response.content:
        return "code"
    answers = {200: "in", 302: "in", 400: "in", 403: "no", 404: "no", 405: "method"}
    return answers.get(response.status_code, str(response.status_code))


def snapshot() -> tuple:
    """All that a refused visitor must leave as it is."""
    rows = (Person, Appointment, Organisation, Enrolment, Briefing, ImportRun, Question, Suppression)
    return (
        *(list(model.objects.order_by("pk").values()) for model in rows),
        Delivery.objects.count(),
        AuditEntry.objects.count(),
    )


def taken_back(client, method: str, url: str) -> str:
    """What comes back; what it changed is taken back, so that every address meets the same things."""
    with transaction.atomic():
        found = outcome(getattr(client, method)(url))
        transaction.set_rollback(True)
    return found


@pytest.fixture
def visit(client, things):
    """`visit(who, way)`: their browser, just come in. The session is opened once and kept as it was then."""
    sessions = {}

    def arrive(who: str, way: str):
        client.cookies.clear()
        if way == SIGNED_OUT:
            return client
        if (who, way) not in sessions:
            cast.sign_in(client, things.visitors[who], WAYS[way])
            sessions[who, way] = client.session
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[who, way].session_key
        return client

    return arrive


@pytest.mark.parametrize("who", ["nobody", *CAST])
def test_who_is_refused_where_and_changes_nothing(visit, things, who):
    wrong = []
    for way in ways_of(who):
        visit(who, way)
        before = snapshot()
        for name in (name for name in ADDRESSES if not door_of(name)(who, way)):
            client = visit(who, way)  # anew, or each page would carry the messages of all before it
            for method in METHODS if way == FACTOR and not name.startswith(ADMINS) else METHODS[:2]:
                found = outcome(getattr(client, method)(url_of(name, things)))
                if found not in ("sign in", "code", "factor", "no", "method"):
                    wrong.append(f"{way}: {method.upper()} {name}: {found}")
        assert snapshot() == before, way
    assert not wrong


@pytest.mark.parametrize("who", ["nobody", *CAST])
def test_who_is_let_in_where(visit, things, who):
    wrong = []
    for way in ways_of(who):
        for name in (name for name in ADDRESSES if door_of(name)(who, way)):
            client = visit(who, way)  # anew, since some pages sign out
            found = {taken_back(client, method, url_of(name, things)) for method in METHODS} - {"method"}
            if way == SIGNED_OUT or name in STARTS_A_CODE:
                found -= {"sign in"}
            if name in LEADS_HOME:
                found = {"in"} if found <= {"in", "no"} else found
            if found not in ({"in"}, set() if name in STARTS_A_CODE else {"in"}):
                wrong.append(f"{way}: {name}: {', '.join(sorted(found))}")
    assert not wrong


@pytest.mark.parametrize("who", ["nobody", *CAST])
def test_who_takes_a_list_out(visit, things, settings, who):
    """Officers with a second factor shown just now; each list that goes out is kept in the log."""
    urls = [f"{url_of(name, things)}?export={kind}" for name in EXPORTS for kind in ("csv", "xlsx")]
    for way in ways_of(who):
        client = visit(who, way)
        found = {outcome(client.get(url)) for url in urls}
        if officer(who, way):
            assert found == {"in"}
            assert AuditEntry.objects.filter(action__in=codes_in("exports")).count() == len(urls)
            settings.SECOND_FACTOR_FRESH_SECONDS = 0
            assert {outcome(client.get(url)) for url in urls} == {"factor"}
        else:
            assert "in" not in found, way
            assert not AuditEntry.objects.filter(action__in=codes_in("exports")).exists()


@pytest.mark.parametrize("who", ["officer", "superuser"])
@pytest.mark.parametrize(
    ("name", "says"), [("briefings:delete", "You can close it"), ("audience:delete", "it is kept")]
)
def test_what_others_stand_on_is_kept_with_a_word(visit, things, who, name, says):
    client = visit(who, FACTOR)
    response = client.post(url_of(name, things), follow=True)
    assert response.status_code == 200 and says in response.content.decode()
    assert Briefing.objects.exists() and Briefing.objects.get().audience


# --- Objects of another board ---------------------------------------------------------------------------------------

OF_A_BOARD = [name for name in DOORS if name.startswith("board_")]
SMALL = {"person_id", "appointment_id", "question_id", "run_id", "tabling_id"}


@pytest.mark.parametrize("method", METHODS)
def test_a_clerk_finds_nothing_of_another_board_under_their_own(visit, things, method):
    """Otto's own board, with people, terms, questions and sheets of Chapel Lane in the address."""
    client, wrong = visit("other clerk", CODE), []
    own = Appointment.objects.get(person=things.visitors["other clerk"]).organisation_id
    before = snapshot()
    for name in OF_A_BOARD:
        if any(part in ADDRESSES[name] for part in SMALL):
            theirs = url_of(name, things)
            mine = theirs.replace(f"/boards/{things.values['organisation']['pk']}/", f"/boards/{own}/")
            assert mine != theirs
            if outcome(getattr(client, method)(mine)) not in ("no", "method"):
                wrong.append(name)
    assert not wrong
    assert snapshot() == before


@pytest.mark.parametrize("who", [who for who in CAST if who not in ("clerk", "chair")])
def test_a_board_of_others_and_one_that_does_not_exist_look_alike(visit, things, who):
    client = visit(who, CODE)
    here = f"/boards/{things.values['organisation']['pk']}/"
    for name in OF_A_BOARD:
        url = url_of(name, things)
        others, none = client.get(url), client.get(url.replace(here, "/boards/987654/", 1))
        assert others.status_code == none.status_code
        assert others.content.replace(b"987654", b"") == none.content.replace(b"987654", b"") or len(
            others.content
        ) == len(none.content)
