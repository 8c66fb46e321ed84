"""Whom to call. Every entry is editable in the admin and carries the date of its last check.

`hours` are (weekday, opens, closes), Monday is 0. `covers` names the contact whose closed
hours this one answers, bank holidays included. `note` is for officers and is not shown.
"""

from datetime import date

LAST_CHECKED = date(2026, 11, 2)

ICART_HOURS = [
    (0, "09:00", "17:00"),
    (1, "09:00", "17:00"),
    (2, "09:00", "17:00"),
    (3, "09:00", "17:00"),
    (4, "09:00", "16:30"),
]

CONTACTS = [
    {
        "key": "emergency",
        "name": "Emergency: police, ambulance, fire",
        "purpose": "A child is in danger now.",
        "phone": "999",
        "website": "",
        "email": "",
        "audience": ["worried", "help"],
        "urgent": True,
        "order": 10,
        "hours": [],
        "always": True,
        "covers": "",
        "closed_on_bank_holidays": False,
        "last_checked": LAST_CHECKED,
        "check_every_days": 90,
        "note": "",
    },
    {
        "key": "icart",
        "name": "iCART, Halton’s contact and referral team",
        "purpose": "You are worried about a child, and nobody is in danger this minute. You do not have to be sure.",
        "phone": "0151 907 8305",
        "website": "",
        "email": "",
        "audience": ["worried", "help", "pupils"],
        "urgent": False,
        "order": 20,
        "hours": ICART_HOURS,
        "always": False,
        "covers": "",
        "closed_on_bank_holidays": True,
        "last_checked": LAST_CHECKED,
        "check_every_days": 90,
        "note": "To be confirmed by the officer: closed on bank holidays.",
    },
    {
        "key": "out-of-hours",
        "name": "Out of hours",
        "purpose": "You are worried about a child when iCART is closed: evenings, nights, weekends and bank holidays.",
        "phone": "0345 050 0148",
        "website": "",
        "email": "",
        "audience": ["worried", "help"],
        "urgent": False,
        "order": 30,
        "hours": [],
        "always": False,
        "covers": "icart",
        "closed_on_bank_holidays": False,
        "last_checked": LAST_CHECKED,
        "check_every_days": 90,
        "note": "To be confirmed by the officer: answers at all hours when iCART is closed.",
    },
    {
        "key": "lado",
        "name": "Local authority designated officer (LADO)",
        "purpose": (
            "You are worried about an adult who works with children. That adult may be a headteacher. "
            "Call iCART’s number and ask for the LADO."
        ),
        "phone": "0151 907 8305",
        "website": "",
        "email": "",
        "audience": ["worried", "help"],
        "urgent": False,
        "order": 40,
        "hours": ICART_HOURS,
        "always": False,
        "covers": "",
        "closed_on_bank_holidays": True,
        "last_checked": LAST_CHECKED,
        "check_every_days": 90,
        "note": (
            "To be confirmed by the officer: that iCART’s number is the way to the LADO, and the LADO’s hours. "
            "Replace it with the LADO’s own line if there is one."
        ),
    },
    {
        "key": "childline",
        "name": "Childline",
        "purpose": "For children and young people. You can talk about anything. It is free, day and night.",
        "phone": "0800 1111",
        "website": "https://www.childline.org.uk/",
        "email": "",
        "audience": ["worried", "pupils"],
        "urgent": False,
        "order": 50,
        "hours": [],
        "always": True,
        "covers": "",
        "closed_on_bank_holidays": False,
        "last_checked": LAST_CHECKED,
        "check_every_days": 90,
        "note": "",
    },
]
