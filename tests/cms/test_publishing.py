"""What is set for a date happens: pages go live and expire by themselves."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.models import ModulePage, StandardPage
from cms.publishing import publish_due
from cms.tasks import publish_scheduled
from tests import cast
from tests.servers import wait_until

HOUR = timedelta(hours=1)
SOON = timedelta(minutes=30)


def draft(title: str, **fields) -> StandardPage:
    return cast.home_page().add_child(instance=StandardPage(title=title, live=False, **fields))


def an_hour_passes() -> None:
    """Wagtail asks the clock itself, so what was set for a time is moved back instead."""
    for revision in Revision.objects.all():
        for name in ("go_live_at", "expire_at"):
            if at := revision.content.get(name):
                revision.content[name] = (datetime.fromisoformat(at) - HOUR).isoformat()
        if revision.approved_go_live_at:
            revision.approved_go_live_at -= HOUR
        Revision.objects.filter(pk=revision.pk).update(
            content=revision.content, approved_go_live_at=revision.approved_go_live_at
        )
    Page.objects.update(expire_at=F("expire_at") - HOUR, go_live_at=F("go_live_at") - HOUR)


def schedule(page, *, go_live_at=None, expire_at=None):
    page.go_live_at, page.expire_at = go_live_at, expire_at
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.mark.both_databases
def test_a_page_goes_live_at_its_time_and_not_before(client, db):
    now = timezone.now()
    page = draft("Half term")
    schedule(page, go_live_at=now + SOON)
    publish_due(now=now)
    assert client.get(page.get_url()).status_code == 404
    an_hour_passes()
    assert publish_due(now=now) == 1
    assert client.get(page.get_url()).status_code == 200
    assert publish_due(now=now) == 0


@pytest.mark.both_databases
def test_a_page_is_taken_down_at_its_time_and_not_before(client, db):
    now = timezone.now()
    page = draft("Summer fair")
    schedule(page, expire_at=now + SOON)
    publish_due(now=now)
    assert client.get(page.get_url()).status_code == 200
    an_hour_passes()
    publish_due(now=now)
    assert client.get(page.get_url()).status_code == 404


def test_a_changed_page_keeps_its_old_words_until_the_new_ones_are_due(client, db):
    now = timezone.now()
    page = draft("Numbers", introduction="Old words.")
    schedule(page)
    page.introduction = "New words."
    schedule(page, go_live_at=now + SOON)
    publish_due(now=now)
    assert b"Old words." in client.get(page.get_url()).content
    an_hour_passes()
    publish_due(now=now)
    assert b"New words." in client.get(page.get_url()).content


def test_a_page_that_cannot_go_live_holds_up_no_other_and_is_named(client, officer, db, caplog):
    now = timezone.now()
    broken, whole = draft("Broken"), draft("Whole")
    schedule(broken, go_live_at=now + SOON)
    schedule(whole, go_live_at=now + SOON)
    Revision.objects.filter(pk=broken.latest_revision_id).update(
        content={**broken.latest_revision.content, "title": ""}
    )
    an_hour_passes()
    assert publish_due(now=now) == 1
    assert client.get(whole.get_url()).status_code == 200
    assert "cannot" in caplog.text
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    home = client.get("/admin/").content.decode()
    assert "Pages that should be live" in home
    assert reverse("wagtailadmin_pages:edit", args=[broken.pk]) in home


@pytest.mark.both_databases
def test_whatever_goes_wrong_with_one_page_the_others_go_on(client, db, monkeypatch, caplog):
    now = timezone.now()
    pages = [draft(title) for title in ("Down first", "Down second", "Up first", "Up second")]
    for page in pages[:2]:
        schedule(page, expire_at=now + SOON)
    for page in pages[2:]:
        schedule(page, go_live_at=now + SOON)
    an_hour_passes()
    unpublish, publish = StandardPage.unpublish, StandardPage.publish

    def broken(change):
        def fails(page, *args, **kwargs):
            if page.title.endswith("first"):
                raise RuntimeError(page.title)
            return change(page, *args, **kwargs)

        return fails

    monkeypatch.setattr(StandardPage, "unpublish", broken(unpublish))
    monkeypatch.setattr(StandardPage, "publish", broken(publish))
    assert publish_due(now=now) == 2
    assert [client.get(page.get_url()).status_code for page in pages] == [200, 404, 404, 200]
    assert "tried again" in caplog.text
    monkeypatch.undo()
    assert publish_due(now=now) == 2


def test_an_officer_sets_both_times_in_the_editor(client, officer, module, django_capture_on_commit_callbacks):
    """By the editor's own form, as the Status panel posts it."""
    now = timezone.now()
    page = draft("Newsletter")
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    local = timezone.localtime(now + SOON)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            "title": "Newsletter",
            "slug": page.slug,
            "introduction": "",
            "body-count": "0",
            "go_live_at": f"{local:%d/%m/%Y %H:%M}",
            "expire_at": f"{local + HOUR:%d/%m/%Y %H:%M}",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "action-publish",
        },
    )
    assert client.get(page.get_url()).status_code == 404
    an_hour_passes()
    publish_due(now=now)
    assert client.get(page.get_url()).status_code == 200
    an_hour_passes()
    publish_due(now=now)
    assert client.get(page.get_url()).status_code == 404


def test_a_real_worker_does_it(celery_worker_process, module):
    celery_worker_process()
    ModulePage.objects.filter(pk=module.pk).update(expire_at=timezone.now() - SOON)
    publish_scheduled.delay()
    wait_until(lambda: not ModulePage.objects.get(pk=module.pk).live, "the module is taken down")
