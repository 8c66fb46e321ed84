"""What was typed, before it is read: tidied, and refused where it is no date at all."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 80  # characters; "Wednesday the 30th of September 2026 at 12.30 p.m." has 50


class BadDate(ValueError):
    """A text that is no date or time; the message says what to write.

    `shaped`: it was meant as a date. `turned`: it is one only with the month first.
    """

    def __init__(self, message: str, *, shaped: bool = True, turned: bool = False) -> None:
        super().__init__(message)
        self.shaped, self.turned = shaped, turned


def tidy(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise BadDate(_("Enter a date like 31/8/2027 or 31 August 2027."), shaped=False)
    text = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
    return " ".join(text.replace(",", " ").lower().split())
