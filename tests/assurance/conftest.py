import pytest

from tests.assurance import council as made


@pytest.fixture(autouse=True)
def quick_pdf(request, monkeypatch):
    """Drawing takes seconds. Tests that read the PDF ask for `real_pdf`."""
    if "real_pdf" not in request.fixturenames:
        monkeypatch.setattr("assurance.operations.reports.report_pdf", lambda **words: b"%PDF a stand-in")


@pytest.fixture
def real_pdf():
    """The PDF is drawn."""


@pytest.fixture
def council(module, audience, officer):
    return made.council(module, audience, officer)
