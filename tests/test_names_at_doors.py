"""The one rule for names (people/names.py) is asked at every form that takes one."""

from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from accounts.forms import OwnNameForm, StaffForm
from classrooms.forms import NameStaffForm, WayInForm
from governing_boards.forms import JoinerForm as BoardJoinerForm
from governing_boards.forms import NameOnBoardForm
from people.forms import JoinerForm, NameForm, PersonForm
from people.models import Person
from workshops.forms.officer import BookingByOfficerForm
from workshops.forms.public import ColleagueForm, WalkInForm

pytestmark = pytest.mark.django_db
DOORS = {
    BoardJoinerForm: {},
    BookingByOfficerForm: {},
    ColleagueForm: {},
    JoinerForm: {},
    NameForm: {},
    NameOnBoardForm: {},
    NameStaffForm: {},
    OwnNameForm: {"instance": Person()},
    PersonForm: {},
    StaffForm: {},
    WalkInForm: {},
    WayInForm: {},
}
# Not the finding's own: a sentence over two parts, addresses, a field, an encoded word.
TYPED = [
    ("Your Account", "Is Suspended"),
    ("Ann", "evil.example"),
    ("www", "Smith"),
    ("Ann", "⟦their_address⟧"),
    ("=?iso-8859-1?b?Cg==?=", "Smith"),
    ("Ann", "07700 900123"),
    ("Ann", "x" * 101),
]


def subclasses(of: type) -> set[type]:
    return {of, *(lower for one in of.__subclasses__() for lower in subclasses(one))}


def test_every_form_that_takes_a_name_is_tried_here():
    for config in apps.get_app_configs():
        for module in ("forms", "views", "viewsets"):
            if module_has_submodule(config.module, module):
                import_module(f"{config.name}.{module}")
    taking = {
        form
        for form in subclasses(forms.BaseForm)
        if {"given_name", "family_name"} & set(getattr(form, "base_fields", ()))
        and not form.__module__.startswith(("wagtail", "django", "demo", "abc"))
    }
    assert taking == set(DOORS)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.__module__}.{door.__name__}")
@pytest.mark.parametrize(("given", "family"), TYPED)
def test_what_is_no_name_is_an_error_at_a_part_of_the_name(door, given, family):
    form = door(data={"given_name": given, "family_name": family}, **DOORS[door])
    assert not form.is_valid()
    assert form.has_error("given_name") or form.has_error("family_name")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.__module__}.{door.__name__}")
def test_a_name_is_taken_and_tidied(door):
    form = door(data={"given_name": " Seán\u200b", "family_name": "O’Mock  "}, **DOORS[door])
    form.is_valid()
    assert (form.cleaned_data["given_name"], form.cleaned_data["family_name"]) == ("Seán", "O’Mock")
