"""The register's numbers as they should look, and what a spreadsheet makes of them."""

import re

URN = re.compile(r"[1-9]\d{5}", re.ASCII)
NUMBER = re.compile(r"[1-9]\d{0,9}", re.ASCII)
SPREADSHEET = re.compile(r"\d+\.0+|\d+(\.\d+)?[eE]\+?\d+|\d{1,3}(,\d{3})+")


def wrong_number(what: str, value: str, form: re.Pattern[str] = NUMBER) -> str:
    """Why `value` is no URN, UID or GID, or an empty string if it is one."""
    if form.fullmatch(value):
        return ""
    if not value:
        return f"The {what} is missing."
    if SPREADSHEET.fullmatch(value):
        return f"{value} is a {what} that a spreadsheet has changed. Download the file again and do not save it there."
    return f"{value} is not a {what}. It has {'6 digits' if form is URN else 'digits only'}, and the first is not 0."
