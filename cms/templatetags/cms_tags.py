from django import template
from django.utils import timezone

from cms.queries import support_contacts as find_contacts

register = template.Library()


@register.simple_tag
def support_contacts(audience):
    return find_contacts(audience, timezone.now())
