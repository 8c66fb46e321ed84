"""What templates/layouts and the pages on them are put together with."""

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("components/back_link.html")
def back_to(view_name: str, *args: object, label: object) -> dict[str, object]:
    """`{% back_to "board" organisation.pk label=organisation %}` draws the link above a page, in its block `back`."""
    return {"url": reverse(view_name, args=args), "label": label}
