"""Links that editors type: where they may lead."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCHEMES = ("https://", "http://", "mailto:", "tel:")
# Browsers read a backslash as a slash, and leave out blanks and control characters that hide a scheme.
NEVER = re.compile(r"[\\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def is_safe_link(value: str) -> bool:
    """Whether it leads to the web, a mailbox, a telephone or a path of this site, and a browser runs none of it."""
    if NEVER.search(value):
        return False
    if value.startswith("/"):
        return not value.startswith("//")
    scheme = next((scheme for scheme in SCHEMES if value.lower().startswith(scheme)), "")
    return bool(scheme) and len(value) > len(scheme) and value[len(scheme)] != "/"


def validate_link(value: str) -> None:
    if not is_safe_link(value):
        raise ValidationError(
            _("Start with https://, mailto: or tel:, or with / for a page of this site, and leave no spaces."),
            code="link",
        )
