"""Quay High School: its teacher Tess, its DSL Dee, its head Hal. Another school, and somebody of it."""

import pytest

from people.enums import Phase, Role
from people.models import Organisation
from tests import cast, films


@pytest.fixture
def page(db):
    return films.awareness_page()


@pytest.fixture
def quay(dsl) -> Organisation:
    return Organisation.objects.get(name="Quay High School")


@pytest.fixture
def tess(quay):
    who = cast.person("Tess Teacher")
    cast.appoint(who, Role.TEACHER, quay)
    return who


@pytest.fixture
def hal(quay):
    who = cast.person("Hal Head")
    cast.appoint(who, Role.HEADTEACHER, quay)
    return who


@pytest.fixture
def elsewhere(db):
    who = cast.person("Ed Elsewhere")
    cast.appoint(who, Role.TEACHER, cast.school("Far Away Primary", phase=Phase.PRIMARY))
    return who


@pytest.fixture
def as_(client):
    """`as_(person)`: the client, signed in as them; `as_(person, cast.LINK)` by a link."""

    def sign_in(who, way=cast.CODE):
        cast.sign_in(client, who, way)
        return client

    return sign_in
