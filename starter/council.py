"""What differs from council to council in the standard content."""

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator, validate_email

Check = Callable[[str], None]
# A bracket would look like a gap, and an angle or a curly one like a mark of ours.
NO_BRACKETS = RegexValidator(r"[\[\]{}<>]", "Leave out brackets of the kinds [ ], { } and < >.", inverse_match=True)
TELEPHONE = RegexValidator(r"^\+?[0-9][0-9 ()-]{1,30}$", "Write a telephone number, for example 0151 496 0000.")
WEB_ADDRESS = URLValidator(["https", "http"], message="Write a whole web address, for example https://www.example.org/")


def _value(gap: str, *checks: Check, most: int = 200, is_option: bool = True) -> Any:
    """A value that may be missing. `gap` says in the texts what belongs there; `most` is in characters."""
    return field(default="", metadata={"gap": gap, "checks": (NO_BRACKETS, *checks), "most": most, "option": is_option})


@dataclass(frozen=True, kw_only=True)
class Council:
    """The values of one council. An empty one stands in the texts as a gap in square brackets."""

    council_name: str = _value("name of your council", most=120)
    area_name: str = _value("name of your area", most=40)
    partnership_name: str = _value("name of your safeguarding partnership", most=120)
    partnership_email: str = _value("email address of your partnership", validate_email)
    partnership_website: str = _value("website of your partnership", WEB_ADDRESS)
    team_name: str = _value("name of your contact and referral team", most=45)
    team_phone: str = _value("telephone number of your contact and referral team", TELEPHONE)
    out_of_hours_phone: str = _value("telephone number of your emergency duty team", TELEPHONE)
    lado_phone: str = _value("telephone number of your LADO", TELEPHONE)
    lado_email: str = _value("email address of your LADO", validate_email)
    checked_on: str = _value("the day on which you checked this page", is_option=False)

    def gap(self, name: str) -> str:
        """What stands for the value `name` while it's missing."""
        return f"[{_field(name).metadata['gap']}]"

    def why_unfit(self) -> dict[str, str]:
        """{name: a sentence} for each value that can't be used."""
        return {name: reason for name in value_names() if (reason := _why_unfit(_field(name), getattr(self, name)))}


def value_names(*, options_only: bool = False) -> list[str]:
    return [one.name for one in fields(Council) if one.metadata["option"] or not options_only]


def gap_of(name: str) -> str:
    """What the value is, in words: "name of your council"."""
    words: str = _field(name).metadata["gap"]
    return words


def _field(name: str) -> "Field[str]":
    return next(one for one in fields(Council) if one.name == name)


def _why_unfit(one: "Field[str]", value: str) -> str:
    if len(value) > one.metadata["most"]:
        return f"Use at most {one.metadata['most']} characters."
    for check in one.metadata["checks"] if value else ():
        try:
            check(value)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""
