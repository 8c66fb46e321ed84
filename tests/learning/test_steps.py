"""The steps of a module as its readers meet them: what is recorded, what is refused, what is never told too early."""

import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.enums import StepKind
from learning.enums import CompletionSource, EnrolmentState, StepEvidence
from learning.models import Attempt, Completion, Declaration, StepRecord
from learning.operations import issue_briefing
from tests import cast
from tests.learning.factories import (
    RIGHT,
    WRONG,
    answers_at,
    as_form,
    complete,
    do_all_but_declare,
    enrolment_of,
    post_url,
    step_of,
)

TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken" value="[^"]*">')
POSTS = [
    ("continue_step", StepKind.TEXT),
    ("read_step", StepKind.VIDEO),
    ("answer_step", StepKind.CHECK),
    ("declare_step", StepKind.DECLARATION),
]


@pytest.fixture
def gwen(client, two_schools):
    cast.sign_in(client, two_schools, cast.LINK)
    return client


@pytest.fixture
def enrolment(issued, two_schools):
    return enrolment_of(two_schools, issued)


def how_done(enrolment) -> dict[str, str]:
    titles = {step.key: step.kind for step in enrolment.briefing.module.step_list}
    return {titles[key]: how for key, how in enrolment.step_records.values_list("step_key", "how")}


def html_of(response) -> str:
    return TOKEN.sub("", response.content.decode())


# --- Going through --------------------------------------------------------------------------------


def test_the_link_in_the_mail_is_enough_for_ones_own_learning(gwen, enrolment):
    page = gwen.get(enrolment.briefing.module.get_url())
    assert page.status_code == 200
    assert "Nothing is recorded" not in page.content.decode()


def test_continue_records_and_leads_to_the_next_step(gwen, enrolment):
    response = gwen.post(post_url("continue_step", enrolment, StepKind.TEXT))
    assert response.status_code == 302
    assert response.url == step_of(enrolment.briefing.module, StepKind.CHECK).url
    assert how_done(enrolment) == {"text": StepEvidence.CONTINUED}
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.STARTED


def test_continue_twice_is_done_once(gwen, enrolment):
    for _ in range(2):
        assert gwen.post(post_url("continue_step", enrolment, StepKind.TEXT)).status_code == 302
    assert StepRecord.objects.count() == 1


def test_the_transcript_read_counts_as_read(gwen, enrolment):
    response = gwen.post(post_url("read_step", enrolment, StepKind.VIDEO))
    assert response.url == step_of(enrolment.briefing.module, StepKind.TEXT).url
    assert how_done(enrolment) == {"video": StepEvidence.READ}


@pytest.mark.parametrize("kind", [StepKind.VIDEO, StepKind.CHECK, StepKind.DECLARATION])
def test_only_reading_is_done_by_pressing_continue(gwen, enrolment, kind):
    response = gwen.post(post_url("continue_step", enrolment, kind))
    assert response.url == step_of(enrolment.briefing.module, kind).url
    assert not StepRecord.objects.exists()


def test_continue_on_a_film_that_is_done_goes_on(gwen, enrolment):
    gwen.post(post_url("read_step", enrolment, StepKind.VIDEO))
    response = gwen.post(post_url("continue_step", enrolment, StepKind.VIDEO))
    assert response.url == step_of(enrolment.briefing.module, StepKind.TEXT).url


def test_the_way_on_from_a_film_opens_when_it_is_done(gwen, enrolment):
    url = step_of(enrolment.briefing.module, StepKind.VIDEO).url
    assert 'aria-disabled="true"' in gwen.get(url).content.decode()
    gwen.post(post_url("read_step", enrolment, StepKind.VIDEO))
    page = gwen.get(url).content.decode()
    assert 'aria-disabled="true"' not in page
    assert "I have read the whole transcript" not in page


# --- The knowledge check --------------------------------------------------------------------------


def check_url(enrolment):
    return step_of(enrolment.briefing.module, StepKind.CHECK).url


def check_of(enrolment):
    return step_of(enrolment.briefing.module, StepKind.CHECK)


def form_of(enrolment, places):
    """What the page's form sends for choices at these places."""
    return as_form(answers_at(check_of(enrolment), places))


def answer(client, enrolment, places, **extra):
    return client.post(post_url("answer_step", enrolment, StepKind.CHECK), form_of(enrolment, places), **extra)


def test_right_answers_pass(gwen, enrolment):
    response = answer(gwen, enrolment, RIGHT, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(f"{check_url(enrolment)}#answers", 302)]
    assert "All correct" in page
    assert "Yes: the place first." in page
    assert how_done(enrolment) == {"check": StepEvidence.ANSWERED}
    assert Attempt.objects.get().answers == answers_at(check_of(enrolment), RIGHT)
    assert Attempt.objects.get().revision_id == enrolment.briefing.module.live_revision_id


def test_wrong_answers_say_why_and_nothing_else(gwen, enrolment):
    page = answer(gwen, enrolment, WRONG, follow=True).content.decode()
    assert "No: a child is never the problem." in page
    assert "A right answer is still missing." in page
    assert "Yes: the place first." not in page
    assert "They know the route." not in page
    assert not StepRecord.objects.exists()
    assert Attempt.objects.get().passed is False


def test_one_may_try_again_as_often_as_one_likes(gwen, enrolment):
    for answers in (WRONG, [[1], [0, 1]], [[0], [0, 1, 2]], RIGHT):
        answer(gwen, enrolment, answers)
    assert list(Attempt.objects.order_by("pk").values_list("passed", flat=True)) == [False, False, False, True]
    assert how_done(enrolment) == {"check": StepEvidence.ANSWERED}


def test_a_wrong_attempt_later_does_not_undo_it(gwen, enrolment):
    answer(gwen, enrolment, RIGHT)
    answer(gwen, enrolment, WRONG)
    assert how_done(enrolment) == {"check": StepEvidence.ANSWERED}


def test_a_missing_answer_brings_the_page_again_with_what_was_chosen(gwen, enrolment):
    response = answer(gwen, enrolment, [[], [2]])
    page = response.content.decode()
    assert response.status_code == 200
    assert "Question 1: choose an answer" in page
    assert "Question 2: choose an answer" not in page
    assert re.search(r'id="question-1-3" value="[\w-]{36}" checked', page)
    assert "Everybody can do something." not in page  # no verdict before all is answered
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("chosen", [["7"], ["-1"], ["0 or 1=1"], ["٠"], [""]])
def test_an_answer_that_was_not_offered_is_none(gwen, enrolment, chosen):
    first = check_of(enrolment).value["questions"].bound_blocks[0].id
    posted = {**form_of(enrolment, RIGHT), f"question-{first}": chosen}
    response = gwen.post(post_url("answer_step", enrolment, StepKind.CHECK), posted)
    assert "Question 1: choose an answer" in response.content.decode()
    assert not Attempt.objects.exists()


def test_an_answer_stays_with_its_question_when_another_is_put_before_it(gwen, enrolment):
    answer(gwen, enrolment, WRONG)
    module = enrolment.briefing.module
    check = next(block for block in module.steps if block.block_type == "check")
    _first, second = check.value["questions"]
    check.value["questions"].insert(0, second)
    module.save_revision().publish()
    page = gwen.get(check_url(enrolment)).content.decode()
    assert "No: a child is never the problem." in page  # what was said of "Whom do we change first?"
    assert re.search(r'id="question-1-2" value="[\w-]{36}" checked', page)
    assert not re.search(r'id="question-0-\d" value="[\w-]{36}" checked', page)


def secrets(module) -> list[str]:
    questions = step_of(module, StepKind.CHECK).value["questions"]
    return [choice["explanation"] for question in questions for choice in question["choices"]]


@pytest.mark.parametrize("who", ["signed out", "enrolled"])
def test_no_page_tells_the_answers_before_an_attempt(client, enrolment, two_schools, who):
    if who == "enrolled":
        cast.sign_in(client, two_schools)
    module = enrolment.briefing.module
    for url in [module.get_url(), *(step.url for step in module.step_list)]:
        page = client.get(url).content.decode()
        assert not [words for words in secrets(module) if words in page]
        assert "correct" not in page.lower()


def test_the_page_is_the_same_whichever_answer_is_right(client, db):
    """Two modules that differ only in which answer is right: no byte of the page may differ."""
    pages = []
    module = cast.module()
    for right in (0, 1):
        block = next(b for b in module.steps if b.block_type == "check")
        for n, choice in enumerate(block.value["questions"][0]["choices"]):
            choice["correct"] = n == right
        module.save_revision().publish()
        pages.append(html_of(client.get(step_of(module, StepKind.CHECK).url)))
    assert pages[0] == pages[1]


# --- The declaration ------------------------------------------------------------------------------


def declare(client, enrolment, **data):
    return client.post(post_url("declare_step", enrolment, StepKind.DECLARATION), data)


def test_the_declaration_completes(gwen, enrolment):
    do_all_but_declare(enrolment)
    response = declare(gwen, enrolment, declared="yes")
    completion = Completion.objects.get()
    assert response.url == reverse("certificate", args=[completion.certificate.code])
    assert Declaration.objects.get().statement == "I have read and understood this."
    assert completion.source == CompletionSource.WATCHED
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.COMPLETED
    page = gwen.get(response.url).content.decode()
    assert "Gwen Twoschools" in page
    assert "It counts for Elm Road Infants, Mersey View Primary." in page


def test_the_declaration_comes_last(gwen, enrolment):
    response = declare(gwen, enrolment, declared="yes")
    assert response.url == step_of(enrolment.briefing.module, StepKind.DECLARATION).url
    page = gwen.get(response.url).content.decode()
    assert "3 steps are still to be done." in page
    assert "Step 1: See it" in page
    assert not Completion.objects.exists() and not Declaration.objects.exists()


@pytest.mark.parametrize("data", [{}, {"declared": ""}, {"declared": "no"}])
def test_declaring_without_the_tick_is_an_error(gwen, enrolment, data):
    do_all_but_declare(enrolment)
    response = declare(gwen, enrolment, **data)
    assert response.status_code == 200
    assert "Tick the box to confirm" in response.content.decode()
    assert not Completion.objects.exists()


def test_declaring_twice_leads_to_the_same_certificate(gwen, enrolment):
    do_all_but_declare(enrolment)
    first, second = declare(gwen, enrolment, declared="yes"), declare(gwen, enrolment, declared="yes")
    assert first.url == second.url
    assert Completion.objects.count() == 1


def test_a_read_transcript_makes_a_completion_by_reading(enrolment):
    assert complete(enrolment, film=StepEvidence.READ).source == CompletionSource.READ


def test_after_completion_every_step_can_be_read_again(gwen, enrolment):
    complete(enrolment)
    for step in enrolment.briefing.module.step_list:
        assert gwen.get(step.url).status_code == 200
    assert "See your certificate" in gwen.get(enrolment.briefing.module.get_url()).content.decode()


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), POSTS)
def test_signed_out_leads_to_the_sign_in(client, enrolment, name, kind):
    response = client.post(post_url(name, enrolment, kind), {"declared": "yes"})
    assert response.status_code == 302
    assert response.url.startswith("/start/?next=")
    assert not StepRecord.objects.exists()


@pytest.mark.parametrize(("name", "kind"), POSTS)
def test_whoever_signs_in_after_that_lands_on_a_page(client, enrolment, two_schools, name, kind):
    """The session may end between reading and pressing: the address to come back to must open by itself."""
    back = client.post(post_url(name, enrolment, kind)).url.partition("next=")[2]
    cast.sign_in(client, two_schools)
    assert client.get(back, follow=True).status_code == 200


@pytest.mark.parametrize(("name", "kind"), POSTS)
def test_another_persons_enrolment_does_not_exist(client, enrolment, new_governor, officer, name, kind):
    for person in (new_governor, officer):
        cast.sign_in(client, person)
        response = client.post(post_url(name, enrolment, kind), {"declared": "yes", **form_of(enrolment, RIGHT)})
        assert response.status_code == 404
    assert not StepRecord.objects.exists() and not Attempt.objects.exists()


@pytest.mark.parametrize(("name", "kind"), POSTS)
def test_only_post(gwen, enrolment, name, kind):
    assert gwen.get(post_url(name, enrolment, kind)).status_code == 405


@pytest.mark.parametrize(("name", "kind"), POSTS)
def test_a_form_of_another_site_is_refused(enrolment, two_schools, name, kind):
    strict = Client(enforce_csrf_checks=True)
    cast.sign_in(strict, two_schools)
    assert strict.post(post_url(name, enrolment, kind), {"declared": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("read_step", StepKind.TEXT),
        ("answer_step", StepKind.VIDEO),
        ("declare_step", StepKind.CHECK),
        ("read_step", StepKind.CHECK),
        ("answer_step", StepKind.DECLARATION),
    ],
)
def test_a_step_of_another_kind_is_not_done_that_way(gwen, enrolment, name, kind):
    response = gwen.post(post_url(name, enrolment, kind), {"declared": "yes", **form_of(enrolment, RIGHT)})
    assert response.url == enrolment.briefing.module.get_url()
    assert not StepRecord.objects.exists()


def test_a_step_that_was_taken_out_leads_to_the_overview(gwen, enrolment):
    response = gwen.post(reverse("continue_step", args=[enrolment.pk, "gone1234"]))
    assert response.url == enrolment.briefing.module.get_url()


# --- Two briefings of one module ------------------------------------------------------------------


def test_a_second_briefing_of_the_module_does_not_throw_the_reader_back(gwen, enrolment, officer, audience):
    """Progress that falls back is what people complain of most."""
    gwen.post(post_url("read_step", enrolment, StepKind.VIDEO))
    gwen.post(post_url("continue_step", enrolment, StepKind.TEXT))
    again = cast.briefing(enrolment.briefing.module, audience)
    issue_briefing(briefing=again, by=officer, now=timezone.now())
    page = gwen.get(enrolment.briefing.module.get_url()).content.decode()
    assert "2 of 4 steps done" in page


# --- Anybody --------------------------------------------------------------------------------------


def learning_rows() -> int:
    return sum(model.objects.count() for model in apps.get_app_config("learning").get_models())


def test_anybody_reads_every_step_and_leaves_no_trace(client, module):
    for url in [module.get_url(), *(step.url for step in module.step_list)]:
        response = client.get(url)
        assert response.status_code == 200
        assert "sessionid" not in response.cookies
        assert "data-ticket" not in response.content.decode()
    assert learning_rows() == 0
    assert not Session.objects.exists()


@pytest.mark.parametrize(("answers", "words"), [(RIGHT, "All correct"), (WRONG, "a child is never the problem")])
def test_anybody_tries_the_check_and_leaves_no_trace(client, module, answers, words):
    step = step_of(module, StepKind.CHECK)
    response = client.post(reverse("try_step", args=[module.pk, step.key]), as_form(answers_at(step, answers)))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "sessionid" not in response.cookies
    assert learning_rows() == 0
    assert not Session.objects.exists()


def test_anybody_who_leaves_a_question_out_is_told_so(client, module):
    step = step_of(module, StepKind.CHECK)
    page = client.post(
        reverse("try_step", args=[module.pk, step.key]), as_form(answers_at(step, [[0], []]))
    ).content.decode()
    assert "Question 2: choose an answer" in page
    assert "Yes: the place first." not in page


def test_only_a_check_can_be_tried(client, module):
    step = step_of(module, StepKind.TEXT)
    assert client.post(reverse("try_step", args=[module.pk, step.key])).url == module.get_url()


def test_a_check_that_is_not_published_cannot_be_tried(client, module):
    step = step_of(module, StepKind.CHECK)
    module.unpublish()
    assert (
        client.post(reverse("try_step", args=[module.pk, step.key]), as_form(answers_at(step, RIGHT))).status_code
        == 404
    )


def test_signed_in_without_a_briefing_reads_and_nothing_is_recorded(client, module, outsider):
    cast.sign_in(client, outsider)
    for step in module.step_list:
        assert client.get(step.url).status_code == 200
    assert "not one of yours" in client.get(module.get_url()).content.decode()
    assert learning_rows() == 0
