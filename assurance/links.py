"""The link of a report: whoever has it reads the report, without an account. Signed, not stored."""

from django.urls import reverse

from distribution.links import fits, sign

PURPOSE = "report"


def token_of(page_number: int) -> str:
    return f"{page_number}-{sign(PURPOSE, page_number)}"


def read_token(token: str) -> int | None:
    """The number of the report's page, or None if the signature is not ours."""
    number, _dash, signature = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return int(number) if fits(PURPOSE, int(number), signature) else None


def link_of(page_number: int) -> str:
    return reverse("report", args=[token_of(page_number)])
