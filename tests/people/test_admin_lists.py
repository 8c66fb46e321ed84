"""The officer's lists in the admin: open to the officer, closed to others, and no dearer for more rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.models import Certificate, Completion
from people.enums import Role
from tests import cast

pytestmark = pytest.mark.django_db
LISTS = ["people:index", "organisation:index", "appointment:index", "certificate:index", "audience:index"]


def fill(number: int, offset: int = 0) -> None:
    for n in range(offset, offset + number):
        who = cast.person(f"Many Governor{n}", f"many{n}@people.example")
        cast.appoint(who, Role.GOVERNOR, cast.school(f"School {n}"), starts_on=date(2025, 9, 1))
        done = Completion.objects.create(
            number=n + 1, subject="00000000-0000-0000-0000-000000000000", module_id=1, module_title="Module", edition=1,
            content_digest="", steps=[], credits=[], source="read", completed_at=cast.NOW, previous_hash=f"p{n}",
            hash=f"h{n}",
        )  # fmt: skip
        Certificate.objects.create(completion=done, person=who, name=str(who), code=f"CODE{n:04}")


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_3_rows_and_for_15(client, officer, name):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    url = reverse(name)
    fill(3)
    client.get(url)
    before = queries(client, url)
    fill(12, offset=3)
    assert queries(client, url) == before


@pytest.mark.parametrize("name", LISTS)
def test_a_governor_sees_none_of_them(client, new_governor, name):
    cast.sign_in(client, new_governor, cast.CODE)
    assert client.get(reverse(name)).status_code in (302, 403)
