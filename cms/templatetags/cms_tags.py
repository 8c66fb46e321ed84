import base64

from django import template
from django.utils import timezone
from wagtail.images.models import SourceImageIOError

from cms.models import Picture
from cms.queries import Card
from cms.queries import support_contacts as find_contacts

register = template.Library()


@register.simple_tag
def support_contacts(audience: str) -> list[Card]:
    return find_contacts(audience, timezone.now())


@register.simple_tag
def picture_as_data(picture: Picture) -> str:
    """A picture as an address that holds it, for what is printed: PDFs fetch nothing. Empty if its file is missing."""
    try:
        with picture.get_rendition("max-1280x960|format-jpeg").open_file() as file:
            return f"data:image/jpeg;base64,{base64.b64encode(file.read()).decode()}"
    except SourceImageIOError:
        return ""
