"""The admin's search takes whatever is typed."""

import pytest

from tests import cast


@pytest.mark.both_databases
@pytest.mark.parametrize("words", ['"', "o'", "'\">", 'the "way" home', "a:b*", "(", "%", "%s", "\\", "-", "AND"])
def test_no_search_breaks(client, module, words):
    cast.sign_in(client, cast.officer(), cast.SECOND_FACTOR)
    assert client.get("/admin/pages/search/", {"q": words}).status_code == 200
    assert client.get("/admin/documents/", {"q": words}).status_code == 200
