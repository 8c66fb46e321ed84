"""The page that shows every component in every state, on a telephone and on a desk."""

import pytest

from tests.conftest import WCAG
from tests.walk.conftest import DESK, NARROWEST


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_every_component_in_every_state(visitor, width):
    """Not by the rules of best practice: no real page has the same landmark twice, as its states have here."""
    one = visitor(width)
    one.open("/components/")
    assert one.axe(one.page, "html", WCAG) == []
    one.fits("components")
