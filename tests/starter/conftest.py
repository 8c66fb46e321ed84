import pytest


@pytest.fixture(autouse=True)
def quick_pictures(request, monkeypatch):
    """Drawing the standard pictures anew takes a while. Tests that look at them ask for `real_pictures`."""
    if "real_pictures" not in request.fixturenames:
        monkeypatch.setattr("cms.models.pictures.redrawn", lambda content: content)
        monkeypatch.setattr("cms.models.media.re_encode", lambda content, name, widest: content)


@pytest.fixture
def real_pictures():
    """The pictures are drawn anew."""
