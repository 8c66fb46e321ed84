"""The pupils' page: support first, nothing kept, nothing told."""

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError

from cms.models import SupportContact
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
    SupportContact.objects.create(name="Council team", purpose="For adults.", phone="0151 000", for_pupils=False)
    return films.awareness_page()


def test_support_stands_before_all_else(client, page):
    words = client.get("/pupils/the-long-way/").content.decode()
    assert words.index("999") < words.index("0800 1111") < words.index("It is not your fault") < words.index("<video")
    assert "Council team" not in words
    assert "Exit this page" in words


@pytest.mark.parametrize("part", ["", "film.mp4", "captions.vtt", "poster.jpg"])
def test_no_cookie_no_session_nothing_kept(client, page, part, monkeypatch):
    touched = []
    monkeypatch.setattr(SessionBase, "_session", property(lambda self: touched.append(1) or {}))
    response = client.get(f"/pupils/the-long-way/{part}")
    assert response.status_code == 200
    assert not response.cookies
    assert not touched
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Cookie" not in response.get("Vary", "")


def test_it_is_the_same_for_somebody_signed_in(client, page, officer):
    before = client.get("/pupils/the-long-way/").content
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    assert client.get("/pupils/the-long-way/").content == before


def test_it_is_there_only_if_the_officer_allows_it(client, page):
    page.pupil_page_open = False
    page.save_revision().publish()
    assert client.get("/pupils/the-long-way/").status_code == 404
    assert client.get("/pupils/the-long-way/film.mp4").status_code == 404


def test_a_whole_class_behind_one_address_is_let_through(client, page):
    """30 devices, and each asks for the page and for pieces of the film."""
    for _device in range(30):
        assert client.get("/pupils/the-long-way/").status_code == 200
        for start in (0, 50, 100):
            assert client.get("/pupils/the-long-way/film.mp4", headers={"range": f"bytes={start}-"}).status_code == 206


def test_seeking_works_there(client, page):
    response = client.get("/pupils/the-long-way/film.mp4", headers={"range": "bytes=-5"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == cast.tiny_mp4()[-5:]


# --- Publishing ------------------------------------------------------------------------------------------------------


def test_no_way_to_publish_lets_a_film_out_without_captions(db):
    film = films.unready_film()
    with pytest.raises(ValidationError, match="not ready yet"):
        films.awareness_page(film=film)
    ready = cast.film("No captions")
    ready.captions.delete(save=True)
    with pytest.raises(ValidationError, match="no captions"):
        films.awareness_page("Another", "another", film=ready)
    silent = cast.film("Needs description")
    type(silent).objects.filter(pk=silent.pk).update(narration_says_all=False)
    with pytest.raises(ValidationError, match="audio-described"):
        films.awareness_page("Third", "third", film=silent)


def test_a_stop_after_the_end_of_the_film_is_told(page):
    page.pauses = [("pause", {"at": "1:30", "heading": "Late", "prompts": ["?"]})]
    with pytest.raises(ValidationError, match="over before"):
        page.full_clean()


# --- The editor ------------------------------------------------------------------------------------------------------


def test_the_officer_finds_every_part_of_a_lesson_in_the_editor(client, page, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    words = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    for field in ("key_stage", "content_note", "ground_rules", "step_out", "if_told", "lesson_short", "lesson_long",
                  "lesson_send", "pauses", "letter", "pupil_page_open", "check_again_by"):  # fmt: skip
        assert f'data-contentpath="{field}"' in words, field


@pytest.mark.parametrize("mode", ["", "lesson", "pupils"])
def test_a_draft_can_be_looked_at_in_each_way(page, mode):
    assert page.make_preview_request(preview_mode=mode).status_code == 200


def test_the_publish_button_says_at_the_field_what_is_missing(page):
    film = films.unready_film()
    form_class = page.get_edit_handler().get_form_class()
    streams = (
        "ground_rules",
        "if_told",
        "lesson_short",
        "lesson_long",
        "lesson_send",
        "pauses",
        "letter",
        "pupil_text",
    )
    values = {"film": film.pk, **{f"{name}-count": "0" for name in streams}}
    form = form_class({**values, "action-publish": "yes"}, instance=page, for_user=None)
    form.is_valid()
    assert "The film is not ready yet. Look at its own page under Films." in form.errors["film"]
    draft = form_class(values, instance=page, for_user=None)
    draft.is_valid()
    assert "film" not in draft.errors
