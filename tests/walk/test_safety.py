"""Who helps, as it's read by a child, by an adult at night, and on paper."""

import re

import pytest

from tests.walk.conftest import DESK, PHONE

PAGES = ("/worried/", "/help/", "/pupils/the-way-home/", "/pupils/a-favour/")

NUMBERS = """() => [...document.querySelectorAll('.cg-call')].map(link => {
    const style = getComputedStyle(link), card = link.closest('article, section');
    const name = card.querySelector('h3, p');
    return {
        words: link.innerText.trim(), shown: link.getClientRects().length > 0,
        colour: style.color, background: style.backgroundColor, picture: style.backgroundImage,
        name: name.innerText.trim(), nameShown: name.getClientRects().length > 0,
        nameColour: getComputedStyle(name).color,
        size: parseFloat(style.fontSize),
    };
})"""


def darkness(colour: str) -> float:
    """0 for black to 255 for white."""
    return max(float(part) for part in re.findall(r"[\d.]+", colour)[:3])


@pytest.mark.parametrize("path", PAGES)
def test_every_number_prints_black_on_white_with_its_name(visitor, path):
    v = visitor(DESK)
    v.open(path)
    on_screen = v.page.evaluate(NUMBERS)
    v.page.emulate_media(media="print")
    printed = v.page.evaluate(NUMBERS)
    assert [number["words"] for number in printed] == [number["words"] for number in on_screen]
    assert any("999" in number["words"] for number in printed) and len(printed) > 1
    for number in printed:
        assert number["shown"] and number["nameShown"] and number["name"]
        assert re.search(r"\d{3}", number["words"])
        assert darkness(number["colour"]) < 60 and darkness(number["nameColour"]) < 60, number
        assert number["background"] == "rgba(0, 0, 0, 0)" and number["picture"] == "none", number
        assert number["size"] >= 16
    paper = v.page.locator("main").inner_text()
    assert not re.search(r"(open|closed) now|answers now", paper, re.I)
    assert "9am" in paper  # the opening hours are what paper says instead


@pytest.mark.parametrize("path", PAGES[2:])
def test_a_child_finds_childline_first_in_words_for_a_child(visitor, path):
    v = visitor(PHONE)
    v.open(path, "what pupils read")
    cards = v.page.locator(".cg-contact")
    assert "Childline" in cards.nth(0).inner_text() and "You can talk to Childline" in cards.nth(0).inner_text()
    assert "0800 1111" in cards.nth(0).inner_text()
    assert "You’re worried about a child" not in v.page.locator("main").inner_text()
    assert "Opening hours not confirmed" not in v.page.locator("main").inner_text()
