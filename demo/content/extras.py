"""What the demonstration adds to the standard content: what its council would have confirmed, and that it is one."""

from datetime import date
from typing import Any

REVIEWED_ON = date(2026, 11, 2)  # the modules
FILMS = {"reviewed_on": date(2026, 11, 16), "check_again_by": date(2027, 7, 31)}
CONTACTS_CHECKED_ON = date(2026, 11, 27)
PARTNERS = "Book a place at the January workshop for you and your colleagues."
NOTICES = {
    "privacy": (
        "<p>This is the demonstration council. The people and schools in it are invented, and no mail leaves it. "
        "A council that uses this website puts its own facts here.</p>"
    ),
    "accessibility": "<p>This is a demonstration, so the schools and the people in it are invented.</p>",
}
CONTACTS: dict[str, dict[str, Any]] = {
    "team": {
        "answering": "hours",
        "hours": [
            (0, "09:00", "17:00"),
            (1, "09:00", "17:00"),
            (2, "09:00", "17:00"),
            (3, "09:00", "17:00"),
            (4, "09:00", "16:30"),
        ],
        "closed_on_bank_holidays": True,
        "note": "To be confirmed by the officer: closed on bank holidays.",
    },
    "out-of-hours": {
        "answering": "otherwise",
        "covers": "team",
        "note": "To be confirmed by the officer: answers at all hours when iCART is closed, bank holidays included.",
    },
    "lado": {
        "purpose": (
            "For headteachers and chairs of governors, when the worry is about an adult who works with children. "
            "The partnership’s website says how to reach the LADO."
        ),
        "note": (
            "To be confirmed by the officer: the LADO’s telephone, email and hours, and that the chair of governors rings "
            "the LADO directly. We found none of them, so none is given."
        ),
    },
}
