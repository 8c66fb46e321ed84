"""Who helps, wherever a film for pupils leads: in a child's words for children, for their parents in an adult's."""

import io
import zipfile

import pypdf
import pytest
from django.utils import timezone

from classrooms.models import ParentLink
from cms import pack_building
from cms.models import AwarenessPage, OpeningHours, SupportContact
from learning.packs import pack_pdf
from tests import cast


@pytest.fixture
def contacts(db):
    """The council's own line stands first in the officer's order, and the one for children last."""
    line = SupportContact(
        name="Front Line", purpose="For adults in Mereside.", phone="0161 496 0001", sort_order=1,
        for_pupils=True, pupil_text="Ring us about yourself.", if_no_answer="Ring the night line instead.",
    )  # fmt: skip
    line.hours = [OpeningHours(weekday=day, opens="10:00", closes="15:00") for day in range(5)]
    line.save()
    SupportContact.objects.create(
        name="Unsure Line",
        purpose="For adults, at times.",
        phone="0161 496 0002",
        answering="unconfirmed",
        sort_order=2,
    )
    SupportContact.objects.create(
        name="Emergency", purpose="In danger.", phone="999", answering="always", urgent=True, sort_order=3
    )
    SupportContact.objects.create(
        name="Young Voices", purpose="Children may call.", phone="0161 496 0003", answering="always", sort_order=4,
        for_pupils=True, pupil_text="We listen to you.",
    )  # fmt: skip


NEVER_ON_PAPER = ("Open now", "Closed now", "answers now")


def in_order(text: str, *words: str) -> None:
    places = [text.find(word) for word in words]
    assert -1 not in places and places == sorted(places), dict(zip(words, places, strict=True))


def for_children(text: str) -> None:
    in_order(text, "999", "Young Voices", "0161 496 0003", "We listen to you.", "Front Line", "0161 496 0001")
    assert "Ring us about yourself." in text and "10am to 3pm" in text and "day and night" in text
    for words in ("For adults", "Children may call.", "Unsure Line", "night line", *NEVER_ON_PAPER):
        assert words not in text


def for_adults(text: str) -> None:
    in_order(text, "Emergency", "Front Line", "Young Voices", "Unsure Line")
    assert "For adults in Mereside." in text and "Ring the night line instead." in text
    assert "Opening hours not confirmed" in text and "We listen to you." not in text


def words_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())


def test_the_classrooms_last_screen(as_, page, tess, contacts):
    html = as_(tess).get(f"/schools/films/{page.pk}/classroom/").content.decode()
    for_children(html[html.index('data-screen="end"') :])
    start = html[html.index('data-screen="start"') : html.index('data-screen="film"')]
    in_order(start, "Young Voices", "day and night", "Front Line", "10am to 3pm")


def test_the_pack_that_plays_from_a_stick(page, contacts):
    (pack,) = pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=timezone.now())
    pack_building.make(pack=pack, now=timezone.now())
    pack.refresh_from_db()
    with zipfile.ZipFile(pack.file.open()) as archive:
        files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    start = files["START-HERE.html"].decode()
    for_children(start[start.index('data-screen="end"') :])
    for_children(words_of(files["support-poster.pdf"]))
    letter = words_of(files["letter-to-parents.pdf"])
    for_adults(letter)
    assert not any(words in letter for words in NEVER_ON_PAPER)
    plan = words_of(files["lesson-plan.pdf"])
    in_order(plan, "Young Voices", "We listen to you.", "Front Line")


def test_parents_read_what_is_for_adults(as_, client, page, tess, quay, contacts):
    as_(tess).post(f"/schools/films/{page.pk}/parents/", {"school": quay.pk})
    client.logout()
    html = client.get(f"/parents/{ParentLink.objects.get().token}/").content.decode()
    assert "For adults in Mereside." in html and "We listen to you." not in html
    in_order(html, "Emergency", "Unsure Line")


def test_the_printed_briefing_has_the_numbers(briefing, contacts):
    text = words_of(pack_pdf(briefing))
    for_adults(text[text.rindex("Worried about a child?") :])
    assert not any(words in text for words in NEVER_ON_PAPER)
    for number in ("0161 496 0001", "0161 496 0002", "0161 496 0003"):
        assert number in text


def test_the_pack_does_not_change_with_the_hour(page, contacts, monkeypatch):
    (pack,) = pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=timezone.now())
    for hour in (1, 11, 23):
        monkeypatch.setattr(timezone, "now", lambda hour=hour: cast.NOW.replace(hour=hour))
        assert pack_building.fingerprints(page) == {"fingerprint": pack.fingerprint, "content": pack.content}


def test_an_officer_is_told_of_a_contact_that_pupils_do_not_see(client, officer):
    silent = SupportContact.objects.create(name="Silent Line", purpose="p", phone="0161", for_pupils=True)
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    admin = client.get("/admin/").content.decode()
    assert "pupils don’t see them until" in admin and "Silent Line" in admin
    SupportContact.objects.filter(pk=silent.pk).update(pupil_text="Ring us.")
    assert "Silent Line" not in client.get("/admin/").content.decode()
