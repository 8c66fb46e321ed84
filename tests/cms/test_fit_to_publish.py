"""A module that nobody could complete is not published, whichever way is tried; a draft of it is saved like any."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState
from wagtail.test.utils.form_data import rich_text

from cms.blocks import FEATURES
from cms.models import Film, ModuleIndexPage, ModulePage, PublishingRefused
from cms.publishing import publish_due
from people.staff_groups import APPROVERS, OFFICERS
from tests import cast, films
from tests.cms.test_workflow import act, declaration, form, text

TEXT = ("text", {"title": "What it is", "body": "<p>Places matter.</p>"})
DECLARATION = cast.STEPS[-1]


def silent_film() -> Film:
    """Ready, and without captions."""
    film = Film(title="Silent", narration_says_all=True, file=ContentFile(cast.tiny_mp4(), "film.mp4"))
    film.full_clean()
    film.save()
    return film


def check(*rights) -> tuple:
    choices = [{"text": f"Answer {n}", "correct": right, "explanation": "So."} for n, right in enumerate(rights)]
    return "check", {"title": "Try it", "questions": [{"question": "Which?", "choices": choices}]}


FAULTS = {
    "no declaration": (lambda: [TEXT], "Add a declaration as the last step."),
    "no step": (lambda: [], "Add a declaration as the last step."),
    "the declaration in between": (lambda: [DECLARATION, TEXT], "Move the declaration to the end."),
    "two declarations": (lambda: [TEXT, DECLARATION, DECLARATION], "Keep one declaration"),
    "nothing declared": (
        lambda: [TEXT, ("declaration", {"title": "Declare", "statement": "  "})],
        "Write what the person declares.",
    ),
    "a film in work": (
        lambda: [("video", {"title": "See it", "film": films.unready_film()}), DECLARATION],
        "Step 1, “See it”: The film is not ready yet.",
    ),
    "a film without captions": (
        lambda: [TEXT, ("video", {"title": "See it", "film": silent_film()}), DECLARATION],
        "Step 2, “See it”: The film has no captions.",
    ),
    "no film": (lambda: [("video", {"title": "See it", "film": None}), DECLARATION], "Choose a film."),
    "no right answer": (lambda: [check(False, False), DECLARATION], "Question 1: Mark at least one answer as right"),
    "one answer": (lambda: [check(True), DECLARATION], "leave at least one wrong"),
    "no answers": (lambda: [check(), DECLARATION], "Question 1: Mark at least one answer as right"),
    "no questions": (lambda: [("check", {"title": "Try it", "questions": []}), DECLARATION], "Add a question."),
}


@pytest.fixture(autouse=True)
def roles(db):
    call_command("set_up_roles")


@pytest.fixture
def module(db):
    return cast.module()


def staff(name: str, group: str) -> Client:
    person = cast.person(name, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    cast.sign_in(client, person, cast.SECOND_FACTOR)
    return client


@pytest.fixture
def writer():
    return staff("Wanda Writer", OFFICERS)


@pytest.fixture
def approver():
    return staff("Ada Approver", APPROVERS)


def draft_of(module, steps, **fields):
    """A draft with these steps, as an import or an earlier version of ours may have left it."""
    module.steps = steps
    for name, value in fields.items():
        setattr(module, name, value)
    return module.save_revision()


def as_it_was(module) -> bool:
    """Whether the published module is still that of the cast."""
    live = ModulePage.objects.get(pk=module.pk)
    return live.live and [step.kind for step in live.step_list] == ["video", "text", "check", "declaration"]


# --- Without a form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
def test_no_command_publishes_what_nobody_could_complete(module, fault):
    steps, words = FAULTS[fault]
    revision = draft_of(module, steps())
    with pytest.raises(PublishingRefused) as refused:
        revision.publish()
    assert words in " ".join(refused.value.messages)
    assert as_it_was(module)


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_of_the_kind_is_scheduled(module, fault):
    revision = draft_of(module, FAULTS[fault][0](), go_live_at=timezone.now() + timedelta(days=1))
    with pytest.raises(PublishingRefused):
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def due(module, **fields):
    """Scheduled a day ago, and due now."""
    fields["go_live_at"] = timezone.now() + timedelta(hours=1)
    revision = draft_of(module, module.steps, **fields)
    revision.publish()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    return revision


def test_what_has_become_unfit_by_its_date_stays_and_says_so_and_holds_nobody_up(module, approver):
    other = cast.module(title="Online safety", slug="online-safety")
    revision = due(module, title="A new title")
    due(other, title="Online and safe")
    Film.objects.filter(title="Places and safety").first().captions.delete()
    publish_due(now=timezone.now())
    assert ModulePage.objects.get(pk=module.pk).title == "Contextual safeguarding"
    assert ModulePage.objects.get(pk=other.pk).title == "Online and safe"
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(hours=1))
    first_page = approver.get("/admin/").content.decode()
    assert "Pages that should be live" in first_page
    assert reverse("wagtailadmin_pages:edit", args=[module.pk]) in first_page


def test_a_film_for_schools_holds_nobody_up_either(module):
    page = films.awareness_page()
    due(module, title="A new title")
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(hours=1)
    revision.save()
    page.film.captions.delete()
    assert publish_due(now=timezone.now()) == 1
    assert ModulePage.objects.get(pk=module.pk).title == "A new title"


def test_a_copy_is_published_only_if_it_is_fit(module):
    ModulePage.objects.filter(pk=module.pk).update(steps=[TEXT])
    broken = ModulePage.objects.get(pk=module.pk)
    with pytest.raises(PublishingRefused):
        broken.copy(update_attrs={"slug": "a-copy"})
    assert not broken.copy(update_attrs={"slug": "a-copy"}, keep_live=False).live


# --- In the admin, where no form of the page is shown ---------------------------------------------------------------


def refused(client, response, module) -> str:
    """What the page's editor says after a refusal."""
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_pages:edit", args=[module.pk])
    return client.get(response.url).content.decode()


def test_an_approval_is_refused_and_can_still_be_sent_back(approver, writer, module):
    officer = cast.Person.objects.get(given_name="Wanda")
    draft_of(module, [TEXT])
    module.get_workflow().start(module, officer)
    page = refused(approver, act(approver, module, "approve"), module)
    assert "was not published. Add a declaration as the last step." in page and "Nothing else" not in page
    assert as_it_was(module)
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert act(approver, module, "reject").status_code == 302
    assert TaskState.objects.get().status == TaskState.STATUS_REJECTED


def test_an_approval_in_a_window_of_its_own_is_led_to_the_words(approver, writer, module):
    draft_of(module, [TEXT])
    module.get_workflow().start(module, cast.Person.objects.get(given_name="Wanda"))
    url = reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", TaskState.objects.get().pk])
    answer = approver.post(url, {"comment": "Fine"}, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "redirect": reverse("wagtailadmin_pages:edit", args=[module.pk])}


@pytest.mark.parametrize("of", ["itself", "its parent"])
def test_a_bulk_action_publishes_all_or_says_why_not(approver, module, of):
    other = cast.module(title="Online safety", slug="online-safety")
    other.unpublish()
    module.unpublish()
    draft_of(module, [TEXT])
    pages = [other, module] if of == "itself" else [ModuleIndexPage.objects.get()]
    ids = "&".join(f"id={page.pk}" for page in pages)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    page = refused(approver, approver.post(f"{url}?{ids}", {"include_descendants": "on"}), module)
    assert "was not published. Add a declaration as the last step." in page
    assert "Nothing else that you chose was published either." in page
    assert not ModulePage.objects.live().exists()


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_a_copy_of_what_was_broken_before_is_made_as_a_draft(approver, module, how):
    ModulePage.objects.filter(pk=module.pk).update(steps=[TEXT])
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": module.get_parent().pk}
    url = reverse("wagtailadmin_pages:copy", args=[module.pk])
    assert "Add a declaration" in refused(approver, approver.post(url, data | {how: "on"}), module)
    assert not Page.objects.filter(slug="copy").exists()
    assert approver.post(url, data).status_code == 302
    assert not Page.objects.get(slug="copy").live


# --- In the editor --------------------------------------------------------------------------------------------------


def empty():
    return rich_text("", features=FEATURES)


def posted_check(*rights) -> tuple:
    def item(n, value):
        return {"deleted": "", "order": n, "type": "item", "id": "", "value": value}

    choices = [
        item(n, {"text": f"a{n}", "explanation": "why", **({"correct": "on"} if r else {})})
        for n, r in enumerate(rights)
    ]
    question = {"question": "Which?", "choices": {"count": len(choices), **dict(enumerate(choices))}}
    return "check", {"title": "Check", "introduction": empty(), "questions": {"count": 1, 0: item(0, question)}}


def posted_film(film) -> tuple:
    return "video", {"title": "See it", "introduction": empty(), "film": film.pk if film else ""}


UNFINISHED = {
    "no declaration": (lambda: [text()], "Add a declaration as the last step."),
    "the declaration in between": (lambda: [declaration(), text()], "Move the declaration to the end."),
    "nothing declared": (lambda: [text(), declaration("")], "This field is required."),
    "a film in work": (lambda: [posted_film(films.unready_film()), declaration()], "The film is not ready yet."),
    "a film without captions": (lambda: [posted_film(silent_film()), declaration()], "The film has no captions."),
    "no film": (lambda: [posted_film(None), declaration()], "This field is required."),
    "one answer": (lambda: [posted_check(False), declaration()], "The minimum number of items is 2"),
    "no right answer": (lambda: [posted_check(False, False), declaration()], "Mark at least one answer as right"),
    "all answers right": (lambda: [posted_check(True, True), declaration()], "leave at least one wrong."),
}


@pytest.mark.parametrize("fault", UNFINISHED)
def test_a_draft_of_it_is_saved(writer, module, fault):
    steps = UNFINISHED[fault][0]()
    url = reverse("wagtailadmin_pages:edit", args=[module.pk])
    assert writer.post(url, form(module, steps=steps)).status_code == 302
    draft = ModulePage.objects.get(pk=module.pk).get_latest_revision_as_object()
    assert [block.block_type for block in draft.steps] == [kind for kind, _value in steps]
    assert as_it_was(module)


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
@pytest.mark.parametrize("fault", UNFINISHED)
def test_the_editor_says_it_before_an_approver_sees_it_and_before_it_is_out(approver, module, fault, button):
    steps, words = UNFINISHED[fault]
    url = reverse("wagtailadmin_pages:edit", args=[module.pk])
    response = approver.post(url, form(module, steps=steps(), **{button: "1"}))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not TaskState.objects.exists()
    assert as_it_was(module)


def test_an_old_version_that_is_not_fit_is_not_published_again(approver, module):
    old = draft_of(module, [TEXT])
    url = reverse("wagtailadmin_pages:revisions_revert", args=[module.pk, old.pk])
    response = approver.post(url, form(module, steps=[text()], **{"action-publish": "1"}))
    assert response.status_code == 200
    assert as_it_was(module)


def test_a_new_module_is_not_published_either(approver, module):
    url = reverse("wagtailadmin_pages:add", args=["cms", "modulepage", module.get_parent().pk])
    data = form(module, steps=[text()]) | {"title": "New", "slug": "new"}
    assert approver.post(url, data | {"action-publish": "1"}).status_code == 200
    assert approver.post(url, data | {"action-submit": "1"}).status_code == 200
    assert not Page.objects.filter(slug="new").exists()
    assert approver.post(url, data).status_code == 302
    assert not Page.objects.get(slug="new").live


def test_a_block_made_lenient_by_somebody_elses_draft_does_not_let_it_out(approver, module):
    """The mark is on blocks that all threads share."""
    block = ModulePage.steps.field.stream_block
    url = reverse("wagtailadmin_pages:edit", args=[module.pk])
    data = form(module, steps=[text()], **{"action-publish": "1"})
    block.defer_required_validation()
    try:
        response = approver.post(url, data)
    finally:
        block.restore_deferred_validation()
    assert response.status_code == 200
    assert "Add a declaration as the last step." in response.content.decode()
    assert as_it_was(module)
