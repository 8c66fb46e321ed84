import pytest

from tests.assurance import council as made


@pytest.fixture
def council(module, audience, officer):
    return made.council(module, audience, officer)
