"""The demonstration's people never move into a database of somebody else's."""

import pytest
from django.core.management import CommandError

from demo.management.commands.load_demo import Command
from people.models import Person


def test_a_database_with_other_people_is_left_as_it_is(officer):
    with pytest.raises(CommandError, match="somebody else"):
        Command().handle()
    assert list(Person.objects.all()) == [officer]
