"""A number in an address that no database can hold is an address that leads nowhere, never an error."""

import re

import pytest
from django.urls import get_resolver

from tests import cast

TOO_LARGE = "9" * 26


def numbered(patterns, before=""):
    """Every address with a number in it, the numbers too large."""
    for entry in patterns:
        path = before + str(entry.pattern).lstrip("^").rstrip("$\\Z")
        if hasattr(entry, "url_patterns"):
            yield from numbered(entry.url_patterns, path)
        elif re.search(r"<num:\w+>", path):
            yield re.sub(r"<num:\w+>", TOO_LARGE, path)


OURS = ("bookings/", "boards/", "schools/", "door/", "briefings/", "my/", "admin/duplicates/", "admin/board-actions/",
        "admin/sessions/", "admin/imports/", "admin/people/", "admin/briefings/")  # fmt: skip
PATHS = sorted(
    {f"/{path}" for path in numbered(get_resolver().url_patterns) if path.startswith(OURS) and "<" not in path}
)


@pytest.mark.django_db
def test_no_address_breaks_on_it(client, module):
    cast.sign_in(client, cast.officer(), cast.SECOND_FACTOR)
    assert len(PATHS) > 30
    found = {path: client.get(path).status_code for path in PATHS}
    assert {path: code for path, code in found.items() if code not in (301, 302, 403, 404, 405)} == {}
