"""Pages whose stored text Wagtail's editor could not read open again: from the page, from a revision, and after a save.

The text is put where it was stored before it was sanitised in one form: straight into the rows.
"""

import json

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from assurance.blocks import ReportBlock
from cms.blocks import FEATURES
from cms.models import ModulePage, StandardPage
from tests import cast, films

DAMAGED = {
    "a line break": ("<p>The kiosk<br>on the quay</p>", "The kiosk\\non the quay"),
    "an item alone": ("<p>Three things:</p><li>the kiosk</li><li>the quay</li>", "the quay"),
    "a rule": ("<p>The kiosk</p><hr><p>the quay</p>", "the quay"),
    "text outside a paragraph": ("The kiosk<br>on the quay", "The kiosk\\non the quay"),
}
damaged = pytest.mark.parametrize(("stored", "shown"), DAMAGED.values(), ids=DAMAGED)


@pytest.fixture
def client(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def steps(body: str, *, key="ab12cd34-0000-0000-0000-000000000000") -> str:
    parts = [{"type": "item", "id": f"{key[:-1]}9", "value": {"plain": "The kiosk", "term": "", "text": body}}]
    example = {"title": "Quay", "scenario": body, "first": body, "parts": parts, "closing": body}
    return json.dumps(
        [
            {"type": "text", "id": key, "value": {"title": "The quay", "body": body}},
            {"type": "example", "id": f"{key[:-1]}1", "value": example},
        ]
    )


def store(page: Page, field: str, value: str) -> None:
    with connection.cursor() as cursor:
        table = type(page)._meta.db_table
        cursor.execute(f"UPDATE {table} SET {field} = %s WHERE page_ptr_id = %s", [value, page.pk])


def damage(page: Page, field: str, value: str):
    """The page as it would be stored, and a revision of it."""
    store(page, field, value)
    revision = type(page).objects.get(pk=page.pk).save_revision()
    revision.content = {**revision.content, field: value}
    revision.save()
    return revision


@pytest.fixture
def module(db):
    return cast.module()


@damaged
@pytest.mark.both_databases
def test_a_damaged_page_opens_in_the_editor_and_is_saved_whole(client, module, stored, shown):
    first = module.get_latest_revision()
    revision = damage(module, "steps", steps(stored))
    later = damage(module, "steps", steps(stored))
    for address in (
        reverse("wagtailadmin_pages:edit", args=[module.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[module.pk, revision.pk]),
    ):
        page = client.get(address).content.decode()
        assert shown in page.replace("\\\\n", "\\n"), address
    for address in (
        reverse("wagtailadmin_pages:revisions_compare", args=[module.pk, first.pk, later.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[module.pk, revision.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[module.pk]),
    ):
        assert client.get(address).status_code == 200, address
    assert client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), form(module, stored)).status_code == 302
    kept = ModulePage.objects.get(pk=module.pk).get_latest_revision_as_object().steps[0].value["body"].source
    assert "quay" in kept and rich_text(kept, features=FEATURES)


def form(module, body: str) -> dict:
    """What the editor posts once it has opened the damaged text."""
    from cms.sanitising import sanitise_rich_text

    text = {"title": "The quay", "body": rich_text(sanitise_rich_text(body), features=FEATURES)}
    plain = ("title", "slug", "purpose", "audience_label", "minutes", "content_note", "share_needed", "edition")
    empty = ("renewal_months", "reviewed_on", "seo_title", "search_description")
    return nested_form_data(
        {
            **{name: getattr(module, name) for name in plain},
            **dict.fromkeys(empty, ""),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "steps": streamfield([("text", text)]),
        }
    )


def other_pages():
    text = [{"type": "text", "id": "ab12cd34-0000-0000-0000-000000000000", "value": "<p>a<br>quay</p><li>b</li>"}]
    notice = [{"type": "notice", "id": text[0]["id"], "value": {"text": "<li>a quay</li><br>"}}]
    return [
        (films.awareness_page, "letter", text),
        (films.awareness_page, "if_told", text),
        (standard_page, "body", text),
        (standard_page, "body", notice),
    ]


def standard_page():
    page = cast.home_page().add_child(instance=StandardPage(title="About the quay", slug="about"))
    page.save_revision().publish()
    return page


@pytest.mark.parametrize(("make", "field", "value"), other_pages())
def test_so_does_every_other_page_with_text(client, db, make, field, value):
    page = make()
    revision = damage(page, field, json.dumps(value))
    for address in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk]),
    ):
        assert "quay" in client.get(address).content.decode()


def test_so_does_a_boards_report():
    value = ReportBlock().to_python([{"type": "text", "id": "ab12", "value": "<li>quay<br>kiosk"}])
    assert "quay" in json.dumps(ReportBlock().get_form_state(value))


def test_a_copy_of_a_damaged_page_is_whole(client, module):
    damage(module, "steps", steps("<p>The kiosk<br>on the quay</p>"))
    copy = ModulePage.objects.get(pk=module.pk).copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200
