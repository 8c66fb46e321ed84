"""A page whose address changes: whatever led to it before still does."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from cms.models import ModuleIndexPage
from tests import cast, films

CHANGED = "safe-places"


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def change(page, slug: str):
        with django_capture_on_commit_callbacks(execute=True):
            page.slug = slug
            page.save_revision().publish()
        page.refresh_from_db()
        return page

    return change


def where(client, path: str) -> tuple[int, str]:
    """The status and the address at the end of all redirects."""
    response = client.get(path, follow=True)
    return response.status_code, response.redirect_chain[-1][0] if response.redirect_chain else path


def test_the_modules_old_address_leads_to_the_new_one(client, module, rename):
    old = module.get_url()
    rename(module, CHANGED)
    assert where(client, old) == (200, f"/learn/{CHANGED}/")
    assert where(client, f"{old}?utm_source=poster")[0] == 200


def test_each_step_is_found_again(client, module, rename):
    old = [step.url for step in module.step_list]
    rename(module, CHANGED)
    for address in old:
        status, found = where(client, address)
        assert (status, found) == (200, address.replace("contextual-safeguarding", CHANGED))


def test_a_step_that_was_taken_out_leads_to_the_module(client, module, rename):
    old = module.step_list[1].url
    del module.steps[1]
    rename(module, CHANGED)
    assert where(client, old) == (200, f"/learn/{CHANGED}/")


def test_a_link_sent_before_signs_in_and_opens_the_module(client, issued, module, rename):
    delivery = issued.mailing.deliveries.first()
    rename(module, CHANGED)
    response = client.post(reverse("open_link", args=[delivery.link_token]), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == f"/learn/{CHANGED}/"


def test_a_pupils_page_keeps_the_address_on_its_poster(client, db, rename):
    page = films.awareness_page()
    old = page.slug
    rename(page, "on-the-bus")
    rename(page, "on-the-tram")
    for slug in (old, "on-the-bus"):
        response = client.get(f"/pupils/{slug}/")
        assert response["Location"] == "/pupils/on-the-tram/"
        assert response["Cache-Control"] == "no-store" and not response.cookies


def test_a_pupils_page_that_is_closed_is_not_found_by_its_old_address(client, db, rename):
    page = films.awareness_page()
    old = page.slug
    page.pupil_page_open = False
    rename(page, "on-the-bus")
    assert client.get(f"/pupils/{old}/").status_code == 404


def test_what_lies_below_a_list_that_moved_is_found_even_if_it_was_not_published_then(client, module, rename):
    module.unpublish()
    rename(ModuleIndexPage.objects.get(), "briefings")
    module.refresh_from_db()
    module.save_revision().publish()
    assert where(client, "/learn/contextual-safeguarding/") == (200, "/briefings/contextual-safeguarding/")


def test_a_module_that_was_moved_to_another_list_is_found(client, module):
    old = module.step_list[0].url
    other = module.get_parent().add_sibling(pos="right", instance=ModuleIndexPage(title="More", slug="more"))
    module.move(other, pos="last-child")
    assert where(client, old) == (200, old.replace("/learn/", "/more/"))


def test_an_address_that_is_given_back_goes_round_in_no_circle(client, module, rename):
    """A browser would keep a permanent redirect for ever, so it is told not to."""
    first = module.get_url()
    rename(module, CHANGED)
    assert "no-cache" in client.get(first)["Cache-Control"]
    rename(module, "contextual-safeguarding")
    assert client.get(first).status_code == 200
    assert where(client, f"/learn/{CHANGED}/") == (200, first)


def test_a_page_that_has_its_first_address_back_never_leads_to_itself(client, module, rename):
    first = module.get_url()
    rename(rename(module, CHANGED), "contextual-safeguarding")
    assert client.get(f"{first}nope/").status_code == 404
    module.unpublish()
    assert client.get(first).status_code == 404
    assert where(client, f"/learn/{CHANGED}/")[0] == 404


def test_no_address_leads_to_another_site(client, module):
    home = module.get_parent().get_parent()
    Redirect.add_redirect("/old", home)
    assert client.get("/old/")["Location"] == "/"
    for path in ("/old//evil.example/", "/old///evil.example", "/old/%2F/evil.example/", "//evil.example/old/x/"):
        location = client.get(path).headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith("//")


@pytest.mark.parametrize("path", ["/nowhere/", "/a/b/c/d/", "/" + "a/" * 500])
def test_what_is_not_found_costs_few_queries_however_long_it_is(client, module, path, django_assert_max_num_queries):
    client.get("/nowhere/at-all/")
    with django_assert_max_num_queries(8):
        assert client.get(path).status_code == 404


def test_a_new_page_at_an_old_address_comes_first(client, module, rename):
    old = module.get_url()
    rename(module, CHANGED)
    other = cast.module(title="Another", slug="contextual-safeguarding")
    assert client.get(old).context["page"].pk == other.pk


@pytest.mark.parametrize("path", ["/learn/never-was/", "/nowhere/at/all/", "/%07/", "/learn/%F0%9F%8C%B3/x/"])
def test_what_never_was_there_is_not_found(client, module, path):
    assert client.get(path).status_code == 404
