"""The page that shows every component in every state: whole, and not part of an installation."""

import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from django.test.signals import template_rendered
from django.urls import NoReverseMatch, reverse

from config.urls import urlpatterns as those_of_an_installation
from demo import component_urls
from demo.component_examples import EXAMPLES
from tests.servers import HERE

FOLDER = HERE / "templates" / "components"
urlpatterns = [*component_urls.urlpatterns, *those_of_an_installation]


@pytest.fixture
def shown(client, db, settings):
    """The page, and the names of all templates that were drawn for it."""
    settings.ROOT_URLCONF = __name__
    drawn = set()

    def note(template, **kwargs):
        drawn.add(template.name)

    template_rendered.connect(note)
    try:
        answer = client.get("/components/")
    finally:
        template_rendered.disconnect(note)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser"), drawn


def test_every_component_has_an_example_and_every_example_a_component():
    assert {path.stem for path in FOLDER.glob("*.html")} == set(EXAMPLES)


def test_every_component_says_what_it_takes():
    silent = [path.name for path in FOLDER.rglob("*.html") if not path.read_text().startswith("{# args: ")]
    assert not silent, "The first line of a component is {# args: … #}."


def test_all_of_them_are_drawn_with_what_they_are_made_of(shown):
    page, drawn = shown
    files = {f"components/{path.relative_to(FOLDER)}" for path in FOLDER.rglob("*.html")}
    assert files <= drawn
    assert {heading.text for heading in page.main("h2")} >= {path.name for path in FOLDER.glob("*.html")}


def test_no_state_is_empty_but_the_hidden_field_and_the_picture_that_nobody_chose(shown):
    page, _drawn = shown
    empty = {
        section.h2.text
        for section in page.main("section", attrs={"aria-labelledby": lambda name: name and "component-" in name})
        for state in section.find_all(["div", "ul", "ol"], recursive=False)
        if not state.get_text(strip=True) and not state.find(["svg", "img", "input"])
    }
    assert empty == {"picture.html"}


def test_an_installation_has_no_such_page(client, db):
    assert client.get("/components/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("components")


@pytest.mark.parametrize("own", [{"DJANGO_SETTINGS_MODULE": "config.demo_settings"}, {"DEBUG": "1"}], ids=str)
def test_the_demonstration_and_a_developers_machine_have_it(own):
    program = "import django; django.setup(); from django.urls import reverse; print(reverse('components'))"
    env = {**os.environ, **own}
    done = subprocess.run([sys.executable, "-c", program], cwd=HERE, env=env, capture_output=True, text=True)
    assert done.stdout.split() == ["/components/"], done.stderr[-2000:]
