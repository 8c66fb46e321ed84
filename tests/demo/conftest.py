"""The demonstration council, loaded once for all tests here and rolled back when they are done."""

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    from django.conf import settings

    from demo.management.commands.load_demo import Command

    whole = transaction.atomic()
    whole._from_testcase = True  # as in Django's TestCase: durable blocks may run inside
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(settings, "DEMO", True)
        patch.setattr(settings, "MAIL_RELAY", "mailbox")
        with whole:
            call_command(Command())
            yield
            transaction.set_rollback(True)


@pytest.fixture
def council(loaded):
    """Each test undoes what it did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
