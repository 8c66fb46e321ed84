"""The offline pack: whole, the same for the same content, made anew when that changes."""

import hashlib
import io
import re
import zipfile

import pytest
from django.utils import timezone

from cms import operations, packing
from cms.enums import PackState
from cms.models import AwarenessPage, Pack, SupportContact
from tests import films


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
    return packing.ask_for_packs(pages=AwarenessPage.objects.live(), now=timezone.now())


def test_the_pack_holds_all_that_a_lesson_needs(page):
    (pack,) = ask()
    assert packing.make(pack=pack, now=timezone.now())
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
    words = packing._player({**packing.contents(pack.page), "pack": pack}, {"main": "films/film.mp4"})
    assert "<script>alert" not in words


def test_the_same_content_asks_for_nothing_and_gives_the_same_file(page):
    (pack,) = ask()
    assert ask() == []
    packing.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    assert ask() == []


@pytest.mark.parametrize("what", ["page", "contact", "captions"])
def test_a_change_makes_a_new_version(page, what):
    (first,) = ask()
    packing.make(pack=first, now=timezone.now())
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
    operations.take(row=pack, now=timezone.now())
    assert packing.packs_to_take_up() == []
    operations.take_back(now=timezone.now() + operations.LEASE * 2)
    assert packing.packs_to_take_up() == [pack]


def test_a_machine_that_draws_no_pdf_still_makes_a_pack(page, monkeypatch):
    from cms.printing import PdfUnavailable

    def missing(*_args, **_how):
        raise PdfUnavailable("no Pango")

    monkeypatch.setattr(packing, "as_pdf", missing)
    (pack,) = ask()
    packing.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    with zipfile.ZipFile(pack.file.open()) as archive:
        assert any(name.endswith("/lesson-plan.html") for name in archive.namelist())


def test_what_is_withdrawn_cannot_be_fetched_and_the_next_is_a_new_version(page):
    (pack,) = ask()
    packing.make(pack=pack, now=timezone.now())
    operations.withdraw_packs(page=page, up_to=1, by=None, now=timezone.now())
    assert not Pack.objects.ready().exists()
    (second,) = ask()
    assert second.version == 2
