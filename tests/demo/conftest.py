"""The demonstration council, loaded once for all tests here and taken away when they are done."""

import shutil

import pytest

from tests import servers
from tests.cast import undone
from tests.sites import demonstration_template


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    from django.conf import settings

    if servers.ON_POSTGRESQL:
        pytest.skip("the demonstration of the tests is kept as an SQLite file")
    media = tmp_path_factory.mktemp("demonstration") / "media"
    shutil.copytree(demonstration_template() / "media", media)
    servers.use_sqlite_database(demonstration_template() / "common-ground.sqlite3")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", media)
        patch.setattr(settings, "DEMO", True)
        patch.setattr(settings, "MAIL_RELAY", "mailbox")
        yield
    servers.restore_database()


@pytest.fixture
def council(loaded):
    with undone():
        yield
