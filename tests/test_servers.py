"""What the tests themselves stand on."""

import os
import sqlite3

import pytest
from django.db import connection

from people.models import Person
from tests import cast, servers


@pytest.mark.skipif(servers.ON_POSTGRESQL, reason="PostgreSQL ends every connection to a database that it drops")
def test_a_connection_that_was_left_open_does_not_spoil_the_next_database(transactional_db):
    left_open = sqlite3.connect(os.environ["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    left_open.execute("CREATE TABLE left_behind AS SELECT * FROM django_content_type")
    servers.restore_database()
    assert "left_behind" not in connection.introspection.table_names()
    cast.outsider()
    left_open.close()
    assert Person.objects.count() == 1
