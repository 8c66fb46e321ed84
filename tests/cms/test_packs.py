"""The offline pack: whole, the same for the same content, made anew when that changes."""

import hashlib
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms import operations, pack_building, tasks
from cms.enums import PackState
from cms.models import AwarenessPage, Pack, SupportContact
from tests import cast, films


@pytest.fixture
def page(db):
    SupportContact.objects.create(
        name="Childline",
        purpose="For children.",
        pupil_text="You can talk to us.",
        phone="0800 1111",
        for_pupils=True,
        answering="always",
    )
    return films.awareness_page("The <long> way & back", check_again_by="2027-07-31")


def ask() -> list[Pack]:
    return pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=timezone.now())


def test_the_pack_holds_all_that_a_lesson_needs(page):
    (pack,) = ask()
    assert pack_building.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    body = pack.file.open().read()
    assert (pack.state, pack.size, pack.sha256) == (PackState.READY, len(body), hashlib.sha256(body).hexdigest())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        names = {name.partition("/")[2] for name in archive.namelist()}
        assert {"START-HERE.html", "films/film.mp4", "films/captions.vtt", "films/poster.jpg", "READ-ME.txt",
                "lesson-plan.pdf", "letter-to-parents.pdf", "support-poster.pdf"} == names  # fmt: skip
        folder = archive.namelist()[0].partition("/")[0]
        start = archive.read(f"{folder}/START-HERE.html").decode()
        assert archive.read(f"{folder}/lesson-plan.pdf").startswith(b"%PDF")
        read_me = archive.read(f"{folder}/READ-ME.txt").decode()
    assert "Version 1. Check again by 31 July 2027" in start and "31 July 2027" in read_me
    assert "&lt;long&gt; way &amp; back" in start and "<long>" not in start
    assert "The <long> way & back" in read_me
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?/""", start)  # nothing comes from anywhere else


def test_a_caption_cannot_end_the_script_it_stands_in(page):
    page.film.cues = [{"start": 0, "end": 1, "clock": "0:00", "text": "</script><script>alert(1)</script>"}]
    page.film.save()
    (pack,) = ask()
    pack.page.film.refresh_from_db()
    words = pack_building._player({**pack_building.contents(pack.page), "pack": pack}, {"main": "films/film.mp4"})
    assert "<script>alert" not in words


def test_the_same_content_asks_for_nothing_and_gives_the_same_file(page):
    (pack,) = ask()
    assert ask() == []
    pack_building.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    assert ask() == []


@pytest.mark.parametrize("what", ["page", "contact", "captions"])
def test_a_change_makes_a_new_version(page, what):
    (first,) = ask()
    pack_building.make(pack=first, now=timezone.now())
    if what == "page":
        page.step_out = "Another way."
        page.save_revision().publish()
    elif what == "contact":
        SupportContact.objects.update(phone="0800 2222")
    else:
        page.film.cues = page.film.cues[:1]
        page.film.save()
    (second,) = ask()
    assert second.version == 2


def test_two_sweeps_at_once_ask_once(page):
    (pack,) = ask()
    page.step_out = "Another way."
    page.save_revision().publish()
    (again,) = ask()
    assert (again.pk, again.version) == (pack.pk, 1)  # nobody has it yet


def test_a_pack_whose_worker_died_is_made_by_another(page):
    (pack,) = ask()
    pack.claim(state=PackState.WAITING, now=timezone.now())
    assert pack_building.packs_to_requeue() == []
    operations.reclaim(now=timezone.now() + timedelta(hours=1))
    assert pack_building.packs_to_requeue() == [pack]


def test_a_machine_that_draws_no_pdf_still_makes_a_pack(page, monkeypatch):
    from core.pdf import PdfUnavailable

    def missing(*_args, **_how):
        raise PdfUnavailable("no Pango")

    monkeypatch.setattr(pack_building, "as_pdf", missing)
    (pack,) = ask()
    pack_building.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    with zipfile.ZipFile(pack.file.open()) as archive:
        assert any(name.endswith("/lesson-plan.html") for name in archive.namelist())


# --- Withdrawn ------------------------------------------------------------------------------------------------------


def made() -> Pack:
    (pack,) = ask()
    pack_building.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    return pack


def withdraw(page, up_to: int) -> None:
    operations.withdraw_packs(page=page, up_to=up_to, because="The poster is wrong.", by=None, now=timezone.now())


def publish_again(page):
    page.save_revision().publish()


def unpublish_and_publish(page):
    page.unpublish()
    page.save_revision().publish()


def check_the_contact(page):
    SupportContact.objects.update(last_checked=timezone.localdate() - timedelta(days=1))


def new_form_of_our_files(page):
    pack_building.FORM += 1


def other_film_of_the_same_page_is_deleted(page):
    cast.film("Another").delete()


def move_the_site(page):
    settings.PUBLIC_URL = "https://moved.example"


@pytest.fixture
def as_it_was(monkeypatch):
    """What a test changes of the code itself is put back."""
    monkeypatch.setattr(pack_building, "FORM", pack_building.FORM)
    monkeypatch.setattr(settings, "PUBLIC_URL", settings.PUBLIC_URL)


NOT_A_CHANGE = [
    publish_again,
    unpublish_and_publish,
    check_the_contact,
    new_form_of_our_files,
    move_the_site,
    other_film_of_the_same_page_is_deleted,
]


@pytest.mark.both_databases
@pytest.mark.parametrize("happens", NOT_A_CHANGE)
def test_what_was_withdrawn_does_not_come_back_by_itself(page, as_it_was, happens):
    made()
    withdraw(page, 1)
    assert not Pack.objects.ready().exists() and ask() == []
    happens(AwarenessPage.objects.get(pk=page.pk))
    assert ask() == [] and tasks_refresh() == 1


def tasks_refresh() -> int:
    """The schedule's own task; how many packs there are then."""
    tasks.refresh_packs()
    return Pack.objects.count()


def test_a_film_prepared_again_for_another_page_brings_nothing_back(page):
    made()
    withdraw(page, 1)
    films.awareness_page("Another way", slug="another-way")
    assert [pack.page.title for pack in ask()] == ["Another way"]


def test_changed_content_makes_a_new_version(page):
    made()
    withdraw(page, 1)
    SupportContact.objects.update(phone="0800 3333")
    second = made()
    assert (second.version, second.withdrawn_at) == (2, None)


def test_content_changed_back_to_what_was_withdrawn_stays_withdrawn(page):
    made()
    withdraw(page, 1)
    was, page.step_out = page.step_out, "Another way."
    publish_again(page)
    assert made().version == 2
    page.step_out = was
    publish_again(page)
    assert ask() == []


def test_a_pack_withdrawn_before_it_was_made_is_not_made_with_other_content(page):
    (_waiting,) = ask()
    withdraw(page, 1)
    assert pack_building.packs_to_requeue() == []
    page.step_out = "Another way."
    publish_again(page)
    (second,) = ask()
    assert (second.version, second.withdrawn_at) == (2, None)


def test_an_officer_can_have_it_made_on_purpose(page, officer):
    made()
    withdraw(page, 1)
    again = pack_building.ask_on_purpose(page=page, by=officer, now=timezone.now())
    assert (again.version, again.withdrawn_at) == (2, None)
    assert pack_building.ask_on_purpose(page=page, by=officer, now=timezone.now()) is None  # pressed twice
    pack_building.make(pack=again, now=timezone.now())
    assert ask() == []
    assert Pack.objects.ready().get() == again


def test_an_officer_can_have_one_tried_again_that_could_not_be_made(page, officer):
    (pack,) = ask()
    lease = pack.claim(state=PackState.WAITING, now=timezone.now())
    lease.fail(state=PackState.FAILED, error="The disk is full.")
    assert ask() == []
    assert pack_building.ask_on_purpose(page=page, by=officer, now=timezone.now()).version == 2


@pytest.mark.both_databases
def test_it_is_withdrawn_once_and_for_a_reason(page):
    pack = made()
    withdraw(page, 1)
    with pytest.raises(operations.AlreadyWithdrawn):
        withdraw(page, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pack.objects.filter(pk=pack.pk).update(withdrawn_because="")
