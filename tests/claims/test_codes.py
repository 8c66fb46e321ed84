"""What the pages say of a code is true: whether one was sent, which one works, until when, and what to do.

Each test presses the page's own forms and holds what stands there against what was written to be sent.
"""

import re
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.limits import why_not
from distribution.links import LINK_LIVES
from distribution.models import Delivery, Suppression
from distribution.operations import close_mail_queue
from people.models import Person
from people.operations import merge_people
from tests import cast

START, CODE = "/start/", "/start/code/"
MY_ADDRESS, PROVE = "/my/details/address/", "/my/details/address/code/"
STRANGER = "stranger@elsewhere.example"


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)`: that much later. Half past a full minute at first, so that no test is cut by one."""
    real, ahead = time.time, [30 - time.time() % 60]
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    return lambda seconds: ahead.__setitem__(0, ahead[0] + seconds)


def codes() -> list[str]:
    return [row.values["code"] for row in cast.codes_sent()]


def wrong(code: str = "000000") -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def text(response) -> str:
    """What is read on the page, its title first."""
    html = response.content.decode()
    body = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    said = re.search(r'<div class="cg-messages".*?</div>\s*</div>\s*</div>', html, re.S)
    parts = (title and title[1], said and said[0], body)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(part for part in parts if part)).split())


def press(client, response, button: str, **typed):
    """Press a button of the page as a browser without scripts does: that form's own fields and address."""
    for form in re.findall(r"<form.*?</form>", response.content.decode(), re.S):
        if re.search(rf">\s*{re.escape(button)}\s*</button>", form):
            fields = dict(re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form))
            where = re.search(r'action="([^"]*)"', form.split(">")[0])
            address = where[1] if where else response.wsgi_request.get_full_path()
            return client.post(address, {**fields, **typed}, follow=True)
    raise AssertionError(f"no button {button!r} on {response.wsgi_request.path}")


def ask(client, address, **extra):
    return client.post(START, {"email": address, **extra}, follow=True)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def at(seconds: float = 0) -> str:
    """The time of day on the page."""
    from accounts.limits import clock as spoken

    return spoken(timezone.datetime.fromtimestamp(time.time() + seconds, timezone.get_default_timezone()))


def promises(words: str) -> bool:
    """Whether the page says, without an "if", that a code is coming."""
    return bool(re.search(r"(?<!, )\b[Aa] code is on its way|[Ww]e(?:’ve| have) (?:just )?sent", words))


# --- Another code ---------------------------------------------------------------------------------------------------


def test_every_press_says_what_it_did_and_says_sent_only_when_one_was(client, clock, new_governor):
    page = ask(client, new_governor.email)
    for count in range(2, 9):
        clock(20)
        before, was = text(page), len(codes())
        page = press(client, page, "Send another code")
        words = text(page)
        if len(codes()) > was:
            assert words != before  # never silent, not even within one minute
            assert f"You asked for another code at {at()}" in words and f"works until {at(600)}" in words
            assert f"You’ve now asked for {count} codes." in words and "No new code was sent" not in words
        else:
            assert "No new code was sent" in words and "another code at" not in words
    assert len(codes()) == 5
    assert "5 codes have been asked for in the last 5 minutes" in text(page)


def test_when_no_new_one_is_sent_it_says_from_when_on_and_which_one_works(client, clock, new_governor):
    page = ask(client, new_governor.email)
    first = time.time()
    for _press in range(4):
        clock(30)
        page = press(client, page, "Send another code")
    newest_until = at(600)
    clock(30)
    page = press(client, page, "Send another code")
    free = re.search(r"You can ask again at (\S+?)\.", text(page))[1]
    assert free == at(first + 300 - time.time() + 60)
    assert f"works until {newest_until}" in text(page)
    clock(first + 300 - time.time() + 60)  # the minute that was named
    page = press(client, page, "Send another code")
    assert "You asked for another code" in text(page) and len(codes()) == 6


def test_the_newest_code_works_after_a_refusal_and_no_older_one_does(client, clock, new_governor):
    page = ask(client, new_governor.email)
    for _press in range(6):
        page = press(client, page, "Send another code")
    *older, newest = codes()
    assert "No new code was sent" in text(page)
    page = press(client, page, "Continue", code=older[-1])
    assert "Only the newest code works." in text(page) and not signed_in(client)
    press(client, page, "Continue", code=newest)
    assert signed_in(client)


def test_another_code_gets_its_own_10_minutes(client, clock, new_governor):
    page = ask(client, new_governor.email)
    clock(9 * 60)
    page = press(client, page, "Send another code")
    clock(9 * 60)
    press(client, page, "Continue", code=codes()[-1])
    assert signed_in(client)


def test_the_limit_on_the_first_page_says_the_same(client, clock, new_governor):
    for _press in range(6):
        client.post("/start/again/")
        page = ask(client, new_governor.email)
    words = text(page)
    assert "5 codes have been asked for in the last 5 minutes" in words and "You can ask again at" in words
    assert words.startswith("Error:") and not promises(words) and len(codes()) == 5
    assert f'value="{new_governor.email}"' in page.content.decode()  # what was typed stays


def test_a_crowded_network_is_not_told_that_codes_were_sent_to_this_address(client, new_governor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "request_login_code": "2/m/ip,5/5m/key"}
    for n in range(2):
        Client().post(START, {"email": f"governor{n}@people.example"})
    words = text(ask(client, new_governor.email))
    assert "from your network" in words and "You can ask again at" in words and not codes()


def test_a_page_that_lay_open_takes_another_address(client, new_governor, two_schools):
    ask(client, new_governor.email)
    page = ask(client, two_schools.email)
    assert two_schools.email in text(page) and new_governor.email not in text(page)
    assert cast.codes_sent().latest("pk").person == two_schools
    press(client, page, "Continue", code=codes()[-1])
    assert int(client.session["_auth_user_id"]) == two_schools.pk


def test_the_wait_is_for_the_address_in_this_browser_and_no_code_is_lost_by_asking_for_it_again(client, new_governor):
    for _press in range(5):
        ask(client, new_governor.email)
    page = ask(client, new_governor.email)  # typed on a first page that lay open
    assert "No new code was sent" in text(page)
    press(client, page, "Continue", code=codes()[-1])
    assert signed_in(client)


# --- Known and unknown alike ----------------------------------------------------------------------------------------


def same(words: str, address: str) -> str:
    return re.sub(r"\d{1,2}(:\d\d)?[ap]m", "TIME", words.replace(address, "ADDRESS"))


def whole_way(address: str) -> list[tuple[int, str]]:
    """All that somebody sees who asks, asks again too often, types wrong codes and asks once more."""
    client = Client()
    pages = [client.get(START), ask(client, address)]
    pages += [press(client, pages[-1], "Send another code") for _press in range(5)]
    for _try in range(5):
        pages.append(press(client, pages[-1], "Continue", code="000000"))
    pages.append(press(client, pages[-1], "Send a new code"))
    return [(page.status_code, same(text(page), address)) for page in pages]


@pytest.fixture
def addresses(new_governor, two_schools, outsider) -> dict[str, str]:
    """One of each: known, of a record that was closed, not to be written to, and known to nobody."""
    closed, bounced = cast.person("Clara Closed"), cast.person("Bo Bounced")
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    Suppression.objects.create(address=bounced.email, reason="It came back.")
    return {"known": new_governor.email, "closed": closed.email, "bounced": bounced.email, "unknown": STRANGER}


@pytest.mark.both_databases
def test_nothing_tells_a_known_address_from_any_other(addresses, monkeypatch):
    monkeypatch.setattr("accounts.adapters.get_random_string", lambda *_args: "123456")
    ways = {kind: whole_way(address) for kind, address in addresses.items()}
    assert ways["known"] == ways["closed"] == ways["bounced"] == ways["unknown"]
    for _status, words in ways["unknown"]:
        assert not promises(words), words
    helped = [words for _status, words in ways["unknown"] if "We may know you by another address" in words]
    assert len(helped) == len(ways["unknown"])  # the help stands where people are stuck


def test_only_a_known_address_is_written_to(addresses):
    for address in addresses.values():
        ask(Client(), address)
    assert set(cast.codes_sent().values_list("address", flat=True)) == {addresses["known"]}


def test_the_help_names_who_to_write_to(client, new_governor):
    home = cast.home_page()
    from wagtail.models import Site

    from cms.models import PartnershipSettings

    own = PartnershipSettings.for_site(Site.objects.get(is_default_site=True))
    own.contact_email, own.contact_phone = "help@council.example", "0161 496 0009"
    own.save()
    page = ask(client, STRANGER)
    assert "help@council.example" in text(page) and "0161 496 0009" in text(page) and home


# --- A code that ended ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["known", "unknown"])
def test_a_code_that_ran_out_says_so_and_one_press_sends_a_new_one(client, clock, addresses, address):
    page = ask(client, addresses[address], next="/my/details/")
    asked, over = at(), at(600)
    clock(601)
    page = press(client, page, "Continue", code=(codes() or ["123456"])[-1])
    words = text(page)
    assert "You need a new code" in words and "A code works for 10 minutes" in words
    assert f"You asked at {asked}, so the time ran out at {over}." in words
    page = press(client, page, "Send a new code")
    assert f"You asked for another code at {at()}" in text(page)
    if address == "known":
        page = press(client, page, "Continue", code=codes()[-1])
        assert page.wsgi_request.path == "/my/details/"


def test_five_wrong_codes_lead_to_what_happened_and_what_to_do(client, new_governor):
    page = ask(client, new_governor.email)
    right = codes()[-1]
    for left in (4, 3, 2, 1):
        page = press(client, page, "Continue", code=wrong(right))
        assert f"You have {left} {'try' if left == 1 else 'tries'} left." in text(page)
        assert text(page).startswith("Error:")
    page = press(client, page, "Continue", code=wrong(right))
    words = text(page)
    assert page.wsgi_request.path == CODE
    assert "You need a new code" in words and "A wrong code was typed 5 times" in words
    assert "We have just sent" not in words and not promises(words)
    client.post(CODE, {"code": right})
    assert not signed_in(client)
    page = press(client, page, "Send a new code")
    press(client, page, "Continue", code=codes()[-1])
    assert signed_in(client)


def test_a_new_code_that_is_too_many_is_refused_there_too(client, clock, new_governor):
    page = ask(client, new_governor.email)
    for _press in range(4):
        page = press(client, page, "Send another code")
    page = press(client, page, "Send another code")
    for _try in range(5):
        page = press(client, page, "Continue", code=wrong(codes()[-1]))
        assert "No new code was sent" not in text(page)  # said of the press before
    page = press(client, page, "Send a new code")
    words = text(page)
    assert "No new code was sent" in words and "You can ask again at" in words
    assert "works until" not in words  # none does
    assert len(codes()) == 5


@pytest.mark.parametrize("typed", ["", "   ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "noor.newcomer@people.example"])
def test_what_cannot_be_a_code_costs_no_try(client, new_governor, typed):
    page = ask(client, new_governor.email)
    for _try in range(7):
        page = press(client, page, "Continue", code=typed)
        assert text(page).startswith("Error:") and "left" not in text(page)
    press(client, page, "Continue", code=codes()[-1])
    assert signed_in(client)


@pytest.mark.parametrize("spelling", ["{0}{1}{2} {3}{4}{5}", " {0}{1}{2}-{3}{4}{5} "])
def test_a_code_may_be_typed_with_a_gap(client, new_governor, spelling):
    page = ask(client, new_governor.email)
    press(client, page, "Continue", code=spelling.format(*codes()[-1]))
    assert signed_in(client)


def test_while_no_mail_goes_out_no_code_is_promised(client, new_governor):
    close_mail_queue(by=None, reason="A backup was restored.", now=timezone.now())
    for address in (new_governor.email, STRANGER):
        words = text(ask(Client(), address))
        assert "No emails are going out" in words and "is on its way" not in words


def test_without_a_code_that_was_asked_for_the_code_page_leads_to_the_first(client, db):
    assert client.get(CODE)["Location"] == START
    assert client.post(CODE, {"action": "resend"})["Location"] == START


@pytest.mark.parametrize("address", [STRANGER, ""])
@pytest.mark.parametrize("send", [{}, {"code": "123456"}, {"code": "x"}, {"action": "resend"}])
def test_a_sign_in_that_lost_what_was_asked_for_starts_afresh(client, new_governor, address, send):
    ask(client, address or new_governor.email)
    session = client.session
    del session["code_asked"]
    session.save()
    where = f"{CODE}?next=/my/"
    answer = client.post(where, send) if send else client.get(where)
    assert answer["Location"] == f"{START}?next=%2Fmy%2F"
    assert "We no longer know which address you asked a code for." in text(client.get(answer["Location"]))
    assert client.get(CODE)["Location"] == START
    press(client, ask(client, new_governor.email), "Continue", code=codes()[-1])
    assert signed_in(client)


def test_a_refusal_is_an_exception_like_others():
    @contextmanager
    def passing():
        yield

    refused = why_not(RequestFactory().get(START), STRANGER)
    with pytest.raises(type(refused)) as met, passing():
        raise refused
    assert {met.value} == {refused}


def test_using_another_address_forgets_the_one_before(client, new_governor):
    page = press(client, ask(client, new_governor.email), "Use another address")
    assert page.wsgi_request.path == START and new_governor.email not in text(page)
    client.post(CODE, {"code": codes()[-1]})
    assert not signed_in(client)


# --- A link in a second browser -------------------------------------------------------------------------------------


@pytest.fixture
def second_browser(client, issued, new_governor):
    """The page that a link shows to another browser than the first."""
    delivery = Delivery.objects.get(mailing=issued.mailing, person=new_governor)
    link = f"/l/{delivery.link_token}/"
    client.post(link)
    other = Client()
    other.link = link
    return other


def test_a_link_in_a_second_browser_shows_the_address_masked_all_the_way(second_browser, new_governor):
    page = second_browser.post(second_browser.link, follow=True)
    seen = [text(page)]
    assert "A code is on its way to n****@people.example" in seen[0] and len(codes()) == 1
    page = press(second_browser, page, "Send another code")
    seen.append(text(page))
    assert len(codes()) == 2 and "You asked for another code" in seen[-1]
    for _try in range(5):
        page = press(second_browser, page, "Continue", code=wrong(codes()[-1]))
        seen.append(text(page))
    assert "You need a new code" in seen[-1] and "n****@people.example" in seen[-1]
    page = press(second_browser, page, "Send a new code")
    seen.append(text(page))
    assert not any(new_governor.email in words for words in seen)
    page = press(second_browser, page, "Continue", code=codes()[-1])
    assert int(second_browser.session["_auth_user_id"]) == new_governor.pk
    assert page.wsgi_request.path.startswith("/learn/")  # where the link led


def test_a_link_whose_address_is_not_to_be_written_to_says_that_no_code_was_sent(second_browser, new_governor):
    Suppression.objects.create(address=new_governor.email, reason="It came back.")
    words = text(second_browser.post(second_browser.link, follow=True))
    assert "We couldn’t send a code to n****@people.example" in words and not promises(words)


def test_too_many_by_a_link_says_from_when_on_and_offers_the_code_page_only_to_who_has_one(second_browser):
    for _press in range(5):
        second_browser.post(second_browser.link)
    page = second_browser.post(second_browser.link)
    assert page.status_code == 429 and len(codes()) == 5
    assert "You can ask again at" in text(page) and "Type a code" in text(page)
    stranger = Client()
    page = stranger.post(second_browser.link)
    assert "You can ask again at" in text(page) and "Type a code" not in text(page)


def test_a_link_of_somebody_whose_address_changed_writes_to_the_one_they_have(client, issued, new_governor):
    delivery = Delivery.objects.get(mailing=issued.mailing, person=new_governor)
    delivery.mailing.created_at = timezone.now() - LINK_LIVES - timedelta(days=1)
    delivery.mailing.save()
    Person.objects.filter(pk=new_governor.pk).update(email="quite@another.example")
    page = client.post(f"/l/{delivery.link_token}/", follow=True)
    assert "q****@another.example" in text(page)
    page = press(client, page, "Send another code")
    assert set(cast.codes_sent().values_list("address", flat=True)) == {"quite@another.example"}


# --- More than a link is needed -------------------------------------------------------------------------------------


def test_who_may_have_no_more_codes_is_not_signed_out_for_it(client, new_governor):
    for _press in range(5):
        ask(Client(), new_governor.email)
    cast.sign_in(client, new_governor, cast.LINK)
    page = client.post("/start/mine/", {"next": MY_ADDRESS})
    assert page.status_code == 429 and signed_in(client)
    assert "No code was sent" in text(page) and "You can ask again at" in text(page)


def test_a_code_instead_of_the_link_says_what_it_did(client, new_governor):
    cast.sign_in(client, new_governor, cast.LINK)
    page = client.get(MY_ADDRESS)
    assert "signed out until you type it" in text(page)
    page = press(client, page, "Send me a code")
    assert f"A code is on its way to {new_governor.email}" in text(page) and not signed_in(client)
    page = press(client, page, "Send another code")
    page = press(client, page, "Continue", code=codes()[-1])
    assert page.wsgi_request.path == MY_ADDRESS


def test_showing_again_that_it_is_you_tells_of_too_many_tries_and_offers_a_code(client, new_governor, settings):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(
        user=new_governor, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP", "migrated": True}
    )
    cast.sign_in(client, new_governor)
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reauthenticate": "2/m/user"}
    page = client.get("/account/2fa/reauthenticate/")
    page = press(client, page, "Continue", code="123456")
    assert "There is a problem" in text(page)
    press(client, page, "Continue", code="123456")
    last = press(client, page, "Continue", code="123456")
    assert last.status_code == 429 and "Too many tries" in text(last) and "Wait a minute" in text(last)
    page = press(client, page, "Send me a code")
    assert f"A code is on its way to {new_governor.email}" in text(page)


# --- A teacher's way in ---------------------------------------------------------------------------------------------

ASKS = {"given_name": "Nell", "family_name": "Newteacher", "role": "teacher"}


@pytest.fixture
def way_in(dsl):
    from people.models import Organisation

    school = Organisation.objects.get(name="Quay High School")
    return lambda client, address: client.post(
        "/schools/way-in/", {**ASKS, "school": school.pk, "address": address}, follow=True
    )


def test_a_teacher_is_told_the_same_whoever_the_address_is(way_in):
    closed = cast.person("Carl Closed", "carl@quay.example")
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    said = {address: text(way_in(Client(), address)) for address in ("new@quay.example", "carl@quay.example")}
    assert same(said["new@quay.example"], "new@quay.example") == same(said["carl@quay.example"], "carl@quay.example")
    assert not any(promises(words) for words in said.values())
    assert set(cast.codes_sent().values_list("address", flat=True)) == {"new@quay.example"}


def test_a_joined_record_gets_the_code_where_it_was_typed_and_the_other_address_is_not_told(way_in, two_schools):
    joined = cast.person("Gwen Twice", "gwen@quay.example")
    merge_people(keep=two_schools, alias=joined, by=None, now=cast.NOW)
    client = Client()
    page = way_in(client, "gwen@quay.example")
    assert two_schools.email not in text(page)
    assert cast.codes_sent().get().address == "gwen@quay.example"
    press(client, page, "Continue", code=codes()[-1])
    assert int(client.session["_auth_user_id"]) == two_schools.pk


def test_too_many_on_the_way_in_stand_at_the_field(way_in):
    client = Client()
    for _press in range(6):
        page = way_in(client, "new@quay.example")
    assert page.status_code == 429 and len(codes()) == 5
    assert "5 codes have been asked for" in text(page) and "You can ask again at" in text(page)
    assert 'value="Nell"' in page.content.decode()


def test_somebody_whom_a_link_let_in_can_type_the_code_that_they_asked_for(way_in, client, new_governor):
    cast.sign_in(client, new_governor, cast.LINK)
    page = way_in(client, "noor@quay.example")
    assert page.wsgi_request.path == CODE and "noor@quay.example" in text(page)
    page = press(client, page, "Continue", code=codes()[-1])
    assert page.wsgi_request.path == "/schools/way-in/" and "We have asked your DSL" in text(page)


# --- Another address of one's own -----------------------------------------------------------------------------------


def test_a_change_of_address_says_what_each_press_did(client, clock, new_governor):
    cast.sign_in(client, new_governor)
    page = client.post(MY_ADDRESS, {"email": "noor@new.example"}, follow=True)
    assert "If we can write to noor@new.example , a code is on its way there." in text(page)
    for _press in range(4):
        clock(10)
        page = press(client, page, "Send another code")
        assert f"You asked for another code at {at()}" in text(page)
    page = press(client, page, "Send another code")
    assert "No new code was sent" in text(page) and "You can ask again at" in text(page) and len(codes()) == 5
    page = press(client, page, "Use this address", code=codes()[0])
    assert "Only the newest code works." in text(page)
    page = press(client, page, "Use this address", code=codes()[-1])
    assert "We write to noor@new.example from now on" in text(page)


def test_a_change_of_address_says_the_same_whoever_has_the_address(client, new_governor, two_schools):
    Suppression.objects.create(address="bounced@new.example", reason="It came back.")
    cast.sign_in(client, new_governor)
    pages = {}
    for address in ("free@new.example", two_schools.email, "bounced@new.example"):
        page = client.post(MY_ADDRESS, {"email": address}, follow=True)
        pages[address] = same(text(page), address)
        assert not promises(pages[address])
    assert len(set(pages.values())) == 1


def test_five_wrong_codes_for_an_address_say_so_at_once_and_keep_the_address(client, new_governor):
    cast.sign_in(client, new_governor)
    page = client.post(MY_ADDRESS, {"email": "noor@new.example"}, follow=True)
    right = codes()[-1]
    for left in (4, 3, 2, 1):
        page = press(client, page, "Use this address", code=wrong(right))
        assert f"You have {left} " in text(page)
    page = press(client, page, "Use this address", code=wrong(right))
    assert page.wsgi_request.path == MY_ADDRESS
    assert "A wrong code was typed 5 times" in text(page) and 'value="noor@new.example"' in page.content.decode()


def test_a_code_for_an_address_that_ran_out_says_so(client, clock, new_governor):
    cast.sign_in(client, new_governor)
    page = client.post(MY_ADDRESS, {"email": "noor@new.example"}, follow=True)
    clock(601)
    page = press(client, page, "Use this address", code=codes()[-1])
    assert "That code has run out: a code works for 10 minutes." in text(page)
    assert "wrong code" not in text(page)


def test_who_asked_for_no_code_is_told_nothing_of_one(client, new_governor):
    cast.sign_in(client, new_governor)
    page = client.get(PROVE, follow=True)
    assert page.wsgi_request.path == MY_ADDRESS and "no longer works" not in text(page)


@pytest.mark.parametrize("name", ["code", "address_code"])
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_the_email_says_which_code_works(name, kind):
    from django.template.loader import render_to_string

    assert "only the newest works" in render_to_string(f"email/{name}.{kind}")


def test_the_way_back_is_kept_by_another_code(client, new_governor):
    page = client.post(f"{START}?{urlencode({'next': '/my/details/'})}", {"email": new_governor.email}, follow=True)
    page = press(client, page, "Send another code")
    page = press(client, page, "Continue", code=codes()[-1])
    assert page.wsgi_request.path == "/my/details/"
