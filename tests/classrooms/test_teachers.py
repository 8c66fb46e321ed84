"""What a teacher does: find, watch, tell the DSL, log. And what everybody else may not."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import escape

from classrooms import operations
from classrooms.models import DslNotice, PackFetched, ParentLink, Showing
from cms import pack_building
from cms.models import AwarenessPage
from distribution.models import Delivery
from people.enums import Role
from tests import cast, films
from tests.classrooms.showing import log

PATHS = [
    "/schools/",
    "/schools/films/{page}/",
    "/schools/films/{page}/files/film.mp4",
    "/schools/films/{page}/classroom/",
    "/schools/films/{page}/log/",
    "/schools/showings/",
]


@pytest.mark.parametrize("path", PATHS)
def test_who_gets_in(client, page, tess, officer, outsider, clerk, path):
    address = path.format(page=page.pk)
    assert client.get(address).url.startswith("/start/")
    for who, way, status in (
        (outsider, cast.CODE, 302), (clerk, cast.CODE, 302), (officer, cast.CODE, 302), (tess, cast.LINK, 200),
        (tess, cast.CODE, 200),
    ):  # fmt: skip
        cast.sign_in(client, who, way)
        response = client.get(address)
        assert response.status_code == status, (who, path)
        if status == 302:
            assert response.url == "/schools/way-in/"
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    assert client.get(address).status_code in (200, 302)


def test_a_teacher_who_left_gets_in_no_more(as_, page, tess):
    tess.appointments.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert as_(tess).get("/schools/").status_code == 302


def test_films_are_found_by_age_theme_and_length(as_, page, tess):
    films.awareness_page("Chatting", "chatting", key_stage="ks4", theme="online")
    client = as_(tess)
    for query, found in (("", 2), ("age=ks4", 1), ("theme=parks", 1), ("age=ks4&theme=parks", 0), ("length=short", 2),
                         ("length=long", 0), ("age=nonsense&theme=%07", 2)):  # fmt: skip
        assert len(client.get(f"/schools/?{query}").context["films"]) == found, query


def test_the_library_costs_the_same_for_10_films_and_for_500(as_, page, tess, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(tess)
    for number in range(9):
        films.awareness_page(f"Film {number}", f"film-{number}", film=page.film)
    client.get("/schools/")
    with CaptureQueriesContext(connection) as few:
        assert len(client.get("/schools/").context["films"]) == 10
    for number in range(9, 40):
        films.awareness_page(f"Film {number}", f"film-{number}", film=page.film)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/schools/").context["films"]) == 41
    assert len(few) == len(many)


def test_safety_stands_before_the_film(as_, page, tess):
    words = as_(tess).get(f"/schools/films/{page.pk}/").content.decode()
    assert words.index("A secret that feels wrong.") < words.index("We listen.") < words.index("<video")


def test_a_draft_is_not_there_for_schools(as_, page, tess):
    page.unpublish()
    client = as_(tess)
    assert client.get(f"/schools/films/{page.pk}/").status_code == 404
    assert client.get(f"/schools/films/{page.pk}/files/film.mp4").status_code == 404


# --- Telling the DSL -------------------------------------------------------------------------------------------------


def tell(client, page, **changes):
    tomorrow = timezone.localdate() + timedelta(days=1)
    values = {"planned_on": f"{tomorrow:%d/%m/%Y}", "year_group": "8", **changes}
    return client.post(f"/schools/films/{page.pk}/", values)


@pytest.mark.both_databases
def test_the_dsl_gets_one_message_with_day_and_year(as_, page, tess, dsl):
    client = as_(tess)
    assert tell(client, page).status_code == 302
    tell(client, page)
    message = Delivery.objects.get()
    assert message.person == dsl
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "Year 8" in message.mailing.text_body and str(tomorrow.year) in message.mailing.text_body
    assert message.mailing.link_path == f"/schools/films/{page.pk}/"
    assert DslNotice.objects.get().told == 1


def test_a_school_without_a_dsl_says_so(as_, page, tess, dsl):
    dsl.appointments.all().delete()
    response = tell(as_(tess), page)
    assert "We know no DSL" in response.content.decode()
    assert not DslNotice.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"planned_on": "1/1/2020"}, {"planned_on": "soon"}, {"year_group": "99"}, {"year_group": ""}]
)
def test_a_wrong_notice_is_told(as_, page, tess, wrong):
    response = tell(as_(tess), page, **wrong)
    assert response.status_code == 200 and "There is a problem" in response.content.decode()
    assert not Delivery.objects.exists()


# --- Showings -----------------------------------------------------------

FORM = {"shown_on": "", "year_group": "8", "pupils": "28", "went": "well", "wants": ["lighting", "buses"]}


def post(client, page, **changes):
    values = {**FORM, "key": str(uuid.uuid4()), "shown_on": f"{timezone.localdate():%d/%m/%Y}", **changes}
    return client.post(f"/schools/films/{page.pk}/log/", values)


def test_a_showing_is_logged_once_however_often_it_is_pressed(as_, page, tess, quay):
    client, key = as_(tess), str(uuid.uuid4())
    assert post(client, page, key=key).url == "/schools/showings/"
    post(client, page, key=key)
    showing = Showing.objects.get()
    assert (showing.organisation, showing.pupils, showing.wants) == (quay, 28, ["lighting", "buses"])
    assert (showing.title, showing.theme, showing.phase) == ("The long way", "parks", "secondary")


@pytest.mark.parametrize(
    "wrong",
    [{"pupils": "0"}, {"pupils": "501"}, {"pupils": "many"}, {"pupils": "-3"}, {"shown_on": "1/1/2020"}, {"went": "x"},
     {"shown_on": "1/1/2050"}, {"wants": ["Tell us about Kai"]}, {"year_group": ""}, {"key": "x"}],
)  # fmt: skip
def test_what_makes_no_sense_is_not_logged(as_, page, tess, wrong):
    assert post(as_(tess), page, **wrong).status_code == 200
    assert not Showing.objects.exists()


def test_no_field_takes_free_words():
    from django.forms import CharField, Textarea

    from classrooms.forms import ShowingForm, TellDslForm

    for form in (ShowingForm(schools=[]), TellDslForm(schools=[])):
        for field in form.fields.values():
            assert type(field) is not CharField and not isinstance(field.widget, Textarea)


def test_a_teacher_of_two_schools_says_which(as_, page, tess, quay):
    other = cast.school("Second School")
    cast.appoint(tess, Role.TEACHER, other)
    client = as_(tess)
    assert post(client, page).status_code == 200
    post(client, page, school=str(other.pk))
    assert Showing.objects.get().organisation == other
    foreign = cast.school("Not Hers")
    assert post(client, page, school=str(foreign.pk)).status_code == 200


def test_a_school_sees_all_of_its_own_and_nothing_of_others(as_, page, tess, elsewhere, quay):
    log(page, quay, tess, pupils=3)
    words = as_(tess).get("/schools/showings/").content.decode()
    assert ">3<" in words
    assert "Nothing is logged yet" in as_(elsewhere).get("/schools/showings/").content.decode()
    sheet = as_(tess).get("/schools/showings/showings.csv").getvalue().decode("utf-8-sig")
    assert "The long way" in sheet and ",3," in sheet


def test_taken_back_by_who_logged_it_or_the_dsl_and_nobody_else(as_, page, tess, dsl, quay, elsewhere):
    colleague = cast.person("Cole League")
    cast.appoint(colleague, Role.TEACHER, quay)
    for who, gone in ((elsewhere, False), (colleague, False), (tess, True)):
        row = log(page, quay, tess)
        as_(who).post(f"/schools/showings/{row.pk}/take-back/")
        assert Showing.objects.filter(pk=row.pk).exists() is not gone
    row = log(page, quay, tess)
    as_(dsl).post(f"/schools/showings/{row.pk}/take-back/")
    assert not Showing.objects.filter(pk=row.pk).exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("wrong", [{"pupils": 0}, {"pupils": 501}, {"went": "x"}, {"year_group": "x"}])
def test_the_database_refuses_it_too(page, quay, tess, wrong):
    row = log(page, quay, tess)
    with pytest.raises(IntegrityError), transaction.atomic():
        Showing.objects.filter(pk=row.pk).update(**wrong)


def test_a_showing_outlives_its_page(page, quay, tess):
    row = log(page, quay, tess)
    AwarenessPage.objects.get(pk=page.pk).delete()
    row.refresh_from_db()
    assert (row.page, row.title) == (None, "The long way")


def test_the_film_may_come_from_memory_in_the_classroom_and_nowhere_else(as_, page, tess):
    client = as_(tess)
    assert "media-src 'self' blob:" in client.get(f"/schools/films/{page.pk}/classroom/")["Content-Security-Policy"]
    assert "blob:" not in client.get(f"/schools/films/{page.pk}/")["Content-Security-Policy"]


def test_a_film_taken_off_the_shelf_is_withdrawn_from_the_sticks_too(as_, page, pack, tess, officer):
    as_(tess).get(f"/schools/films/{page.pk}/pack/1/")
    as_(officer, cast.SECOND_FACTOR).post(f"/admin/pages/{page.pk}/unpublish/")
    assert Delivery.objects.get().person == tess
    assert not page.packs.ready().exists()


# --- Parents -----------------------------------------------------------


def test_parents_see_the_material_by_the_schools_link_without_a_cookie(as_, client, page, tess, quay):
    as_(tess).post(f"/schools/films/{page.pk}/parents/", {"school": quay.pk})
    client.logout()
    client.cookies.clear()
    link = ParentLink.objects.get()
    response = client.get(f"/parents/{link.token}/")
    assert "Dear parents" in response.content.decode() and not response.cookies
    assert client.get(f"/parents/{link.token}/files/film.mp4").status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    operations.end_parent_link(link=link, now=timezone.now())
    assert client.get(f"/parents/{link.token}/").status_code == 404
    assert client.get(f"/parents/{link.token}/files/film.mp4").status_code == 404
    assert client.get("/parents/guessed/").status_code == 404


def test_a_link_is_made_for_ones_own_school_alone(as_, page, tess, elsewhere, quay):
    assert as_(elsewhere).post(f"/schools/films/{page.pk}/parents/", {"school": quay.pk}).status_code == 404


# --- Packs -----------------------------------------------------------


@pytest.fixture
def pack(page):
    (made,) = pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=timezone.now())
    pack_building.make(pack=made, now=timezone.now())
    made.refresh_from_db()
    return made


def test_a_pack_is_resumed_and_noted_once(as_, page, pack, tess):
    client, address = as_(tess), f"/schools/films/{page.pk}/pack/1/"
    whole = b"".join(client.get(address).streaming_content)
    rest = client.get(address, headers={"range": "bytes=1000-"})
    assert rest.status_code == 206 and b"".join(rest.streaming_content) == whole[1000:]
    assert 'filename="the-long-way-version-1.zip"' in rest["Content-Disposition"]
    assert pack.sha256 in client.get(f"/schools/films/{page.pk}/").content.decode()
    assert PackFetched.objects.count() == 1


WHY = "Ms O'Hara & the DSL found a wrong number <on the poster>: ⟦link⟧."


@pytest.mark.both_databases
def test_who_fetched_a_pack_is_told_once_that_it_is_withdrawn_and_why(as_, page, pack, tess, elsewhere, officer):
    as_(tess).get(f"/schools/films/{page.pk}/pack/1/")
    client = as_(officer, cast.SECOND_FACTOR)
    address = f"/admin/packs/{page.pk}/withdraw/1/"
    client.post(address, {"because": WHY})
    again = client.post(address, {"because": "Another reason."}, follow=True).content.decode()
    assert "already withdrawn" in again and escape(WHY) in again and "Another reason" not in again
    message = Delivery.objects.get()
    assert message.person == tess and "Do not use this any more" in message.mailing.subject
    kept = WHY.replace("⟦link⟧", "⟦bracket⟧link⟧")  # shown as it was typed, never taken for the link
    assert kept in message.mailing.text_body and escape(kept) in message.mailing.html_body
    assert as_(tess).get(f"/schools/films/{page.pk}/pack/1/").status_code == 302


def test_withdrawing_asks_first_and_takes_a_reason(as_, page, pack, tess, elsewhere, officer):
    for teacher in (tess, elsewhere):
        as_(teacher).get(f"/schools/films/{page.pk}/pack/1/")
    elsewhere.email = None
    elsewhere.save()
    client = as_(officer, cast.SECOND_FACTOR)
    address = f"/admin/packs/{page.pk}/withdraw/1/"
    asked = " ".join(client.get(address).content.decode().split())
    assert "2 people fetched it. 1 person will get an email with your reason. We can’t email 1 person" in asked
    for nothing in ("", "   ", "x" * 301):
        refused = client.post(address, {"because": nothing}).content.decode()
        assert "error" in refused and nothing.strip() in refused
    assert page.packs.ready().exists() and not Delivery.objects.exists()


def test_the_reason_is_in_the_list_and_on_the_lesson_of_who_fetched_it(as_, page, pack, tess, elsewhere, officer):
    as_(tess).get(f"/schools/films/{page.pk}/pack/1/")
    client = as_(officer, cast.SECOND_FACTOR)
    client.post(f"/admin/packs/{page.pk}/withdraw/1/", {"because": WHY})
    listed = client.get("/admin/packs/").content.decode()
    assert escape(WHY) in listed and "Oona Officer" in listed and "Make a new pack" in listed
    lesson = as_(tess).get(f"/schools/films/{page.pk}/").content.decode()
    assert escape(WHY) in lesson and "Delete it" in lesson
    assert "no offline pack of this film at the moment" in lesson and "is being made" not in lesson
    assert escape(WHY) not in as_(elsewhere).get(f"/schools/films/{page.pk}/").content.decode()


def test_a_new_pack_of_withdrawn_content_is_made_when_an_officer_asks(as_, page, pack, officer):
    client = as_(officer, cast.SECOND_FACTOR)
    assert "Make a new pack" not in client.get("/admin/packs/").content.decode()
    assert (
        "There is a pack of this content already"
        in client.post(f"/admin/packs/{page.pk}/make/", follow=True).content.decode()
    )
    client.post(f"/admin/packs/{page.pk}/withdraw/1/", {"because": WHY})
    for _press in range(2):
        client.post(f"/admin/packs/{page.pk}/make/")
    assert list(page.packs.values_list("version", "withdrawn_because")) == [(2, ""), (1, WHY)]
    page.unpublish()
    assert "Publish the page" in client.post(f"/admin/packs/{page.pk}/make/", follow=True).content.decode()


@pytest.mark.parametrize("address", ["/admin/packs/{}/withdraw/1/", "/admin/packs/{}/make/"])
def test_only_who_may_change_packs_withdraws_or_makes_one(as_, page, pack, tess, address):
    auditor = cast.person("Ari Auditor", is_staff=True)
    call_command("set_up_roles")
    auditor.groups.add(Group.objects.get(name="Auditors"))
    for who, way in ((auditor, cast.SECOND_FACTOR), (tess, cast.CODE)):
        as_(who, way).post(address.format(page.pk), {"because": WHY})
    assert page.packs.ready().count() == page.packs.count() == 1


def test_a_film_unpublished_and_published_again_has_no_pack_until_somebody_asks(as_, page, pack, officer):
    client = as_(officer, cast.SECOND_FACTOR)
    for _twice in range(2):
        client.post(f"/admin/pages/{page.pk}/unpublish/")
    assert page.packs.get().withdrawn_because == "The film is no longer published."
    AwarenessPage.objects.get(pk=page.pk).save_revision().publish()
    assert pack_building.ask_for_packs(pages=AwarenessPage.objects.live(), now=timezone.now()) == []
