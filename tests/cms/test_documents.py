"""Documents for reading, such as the pro forma of a child missing from school."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from tests import cast

pytestmark = pytest.mark.django_db


def test_a_document_comes_with_headers_that_mean_something(client):
    cast.home_page()
    document = get_document_model().objects.create(title="Pro forma", file=ContentFile(b"%PDF-1.7 form", "form.pdf"))
    answer = client.get(document.url)
    assert b"".join(answer) == b"%PDF-1.7 form"
    assert answer["Content-Type"] == "application/pdf"
    assert "Content-Encoding" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"
