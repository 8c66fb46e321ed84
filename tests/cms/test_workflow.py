"""An officer writes, an approver lets it out: through Wagtail's own views, with the rights of `set_up_roles`."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.blocks import FEATURES
from cms.models import ModulePage
from people.staff_groups import APPROVERS, OFFICERS
from tests import cast


@pytest.fixture(autouse=True)
def roles(db):
    call_command("set_up_roles")


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


@pytest.fixture
def module(db):
    page = cast.module()
    page.steps = [("text", {"title": "What it is", "body": "<p>Places matter.</p>"}), cast.STEPS[-1]]
    page.save_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


def text(body="<p>Places matter more.</p>") -> tuple:
    return "text", {"title": "What it is", "body": rich_text(body, features=FEATURES)}


def declaration(statement="I have read this.") -> tuple:
    empty = rich_text("", features=FEATURES)
    return "declaration", {"title": "Declare", "introduction": empty, "statement": statement}


def form(module, body="<p>Places matter more.</p>", steps=None, **action) -> dict:
    """What the editor posts: a text and a declaration, or `steps`."""
    data = nested_form_data(
        {
            "title": module.title,
            "slug": module.slug,
            "purpose": module.purpose,
            "audience_label": module.audience_label,
            "minutes": 12,
            "content_note": module.content_note,
            "share_needed": 90,
            "renewal_months": "",
            "edition": 1,
            "reviewed_on": "",
            "seo_title": "",
            "search_description": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "steps": streamfield([text(body), declaration()] if steps is None else steps),
        }
    )
    if steps is None:
        data["steps-0-id"] = module.steps[0].id
    return data | action


def edit(client, module, **data):
    return client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), form(module, **data))


def live_text(module) -> str:
    return ModulePage.objects.get(pk=module.pk).steps[0].value["body"].source


def act(client, module, name, state=None):
    state = state or TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    url = reverse("wagtailadmin_pages:workflow_action", args=[module.pk, name, state.pk])
    return client.post(url, {"comment": "Thank you"})


def test_there_is_one_approval_and_it_is_ours(module):
    assert module.get_workflow().name == "Approval"
    assert Workflow.objects.get(name="Approval").tasks.get().name == "An approver looks"


def test_setting_up_twice_changes_nothing(module):
    call_command("set_up_roles")
    assert Workflow.objects.filter(name="Approval").count() == 1
    assert Group.objects.filter(name__in=[OFFICERS, APPROVERS]).count() == 2


def test_an_officers_change_goes_to_an_approver_and_then_out(writer, approver, module):
    key = module.step_list[0].key
    assert edit(writer, module, **{"action-submit": "1"}).status_code == 302
    assert live_text(module) == "<p>Places matter.</p>"
    assert act(approver, module, "approve").status_code == 302
    assert "Places matter more." in live_text(module)
    assert ModulePage.objects.get(pk=module.pk).step_list[0].key == key
    assert TaskState.objects.get().status == TaskState.STATUS_APPROVED


def test_an_officer_cannot_publish_alone(writer, module):
    edit(writer, module, **{"action-publish": "1"})
    assert live_text(module) == "<p>Places matter.</p>"


def test_an_officer_cannot_approve_their_own_change(writer, module):
    edit(writer, module, **{"action-submit": "1"})
    act(writer, module, "approve")
    assert live_text(module) == "<p>Places matter.</p>"
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_an_approver_sends_it_back(writer, approver, module):
    edit(writer, module, **{"action-submit": "1"})
    act(approver, module, "reject")
    assert live_text(module) == "<p>Places matter.</p>"
    assert TaskState.objects.get().status == TaskState.STATUS_REJECTED


def test_an_officer_cannot_unpublish_or_delete(writer, module):
    for name in ("wagtailadmin_pages:unpublish", "wagtailadmin_pages:delete"):
        writer.post(reverse(name, args=[module.pk]))
    assert ModulePage.objects.get(pk=module.pk).live


def test_what_an_editor_pastes_is_cleaned_on_its_way_in(approver, module):
    paste = "<p>Places <script>alert(1)</script><a href='javascript:alert(1)'>matter</a><b>!</b></p>"
    edit(approver, module, body=paste, **{"action-publish": "1"})
    assert "Places" in live_text(module)
    assert "script" not in live_text(module)


@pytest.mark.parametrize("way", [cast.LINK, cast.CODE])
def test_without_the_second_factor_nobody_edits(module, way):
    person = cast.person("Wanda Writer", is_staff=True)
    person.groups.add(Group.objects.get(name=APPROVERS))
    client = Client()
    cast.sign_in(client, person, way)
    edit(client, module, **{"action-publish": "1"})
    assert live_text(module) == "<p>Places matter.</p>"


def test_a_question_needs_a_right_and_a_wrong_answer(approver, module):
    def question(*rights):
        choices = [
            {
                "deleted": "",
                "order": n,
                "type": "item",
                "id": "",
                "value": {"text": f"a{n}", "explanation": "why", **({"correct": "on"} if right else {})},
            }
            for n, right in enumerate(rights)
        ]
        items = {"count": len(choices), **dict(enumerate(choices))}
        block = {"question": "Which?", "choices": items}
        questions = {"count": 1, 0: {"deleted": "", "order": 0, "type": "item", "id": "", "value": block}}
        check = {"title": "Check", "introduction": rich_text("", features=FEATURES), "questions": questions}
        data = form(module, steps=[("check", check), declaration()], **{"action-publish": "1"})
        return approver.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data)

    for rights in ((True, True), (False, False)):
        response = question(*rights)
        assert response.status_code == 200
        assert "Mark at least one answer as right and leave at least one wrong." in response.content.decode()
    assert question(True, False).status_code == 302
    assert ModulePage.objects.get(pk=module.pk).steps[0].block_type == "check"
