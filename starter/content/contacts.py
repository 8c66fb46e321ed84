"""Who to call. Every entry is editable in the admin and carries the date of its last check.

`answering` is "always" or "unconfirmed": the site then says neither open nor closed. A council's own contacts are made
if `needs_all` and one of `needs_any` are known. Without `pupil_text` a contact isn't shown to pupils. `note` is for
officers and isn't shown. A contact has no draft, so no text of it may show a gap: each takes its FirstKnown wording.
"""

from datetime import date
from typing import Any

from starter.filling import FirstKnown

CHECKED_ON = date(2026, 11, 27)  # the national ones, by us

IN_DANGER = "If a child is in danger now, call 999."

CONTACTS: list[dict[str, Any]] = [
    {
        "key": "emergency",
        "name": "Emergency: police, ambulance, fire",
        "purpose": "A child is in danger now.",
        "phone": "999",
        "audience": ["worried", "help"],
        "urgent": True,
        "answering": "always",
        "sort_order": 10,
        "last_checked": CHECKED_ON,
    },
    {
        "key": "team",
        "needs_all": ("team_name", "area_name", "team_phone"),
        "name": "{team_name} ({area_name}’s contact and referral team)",
        "purpose": "You’re worried about a child, and nobody is in danger this minute. You don’t have to be sure.",
        "pupil_text": (
            "People in {area_name} whose job is to help keep children safe. You can ring them yourself, about you or "
            "about a friend. You don’t have to be sure."
        ),
        "if_no_answer": FirstKnown(
            (
                "When {team_name} is closed, call the out-of-hours team. If a child is in danger now, call 999.",
                IN_DANGER,
            )
        ),
        "phone": "{team_phone}",
        "audience": ["worried", "help", "pupils"],
        "answering": "unconfirmed",
        "sort_order": 20,
        "note": "To be confirmed by the officer: the hours, and whether it is closed on bank holidays.",
    },
    {
        "key": "out-of-hours",
        "needs_all": ("team_name", "out_of_hours_phone"),
        "name": "Out of hours: the emergency duty team",
        "purpose": "You’re worried about a child when {team_name} is closed: evenings, nights, weekends and bank holidays.",
        "if_no_answer": IN_DANGER,
        "phone": "{out_of_hours_phone}",
        "audience": ["worried", "help"],
        "answering": "unconfirmed",
        "sort_order": 30,
        "note": "To be confirmed by the officer: when it answers. Choose “whenever the contact below is closed” then.",
    },
    {
        "key": "childline",
        "name": "Childline",
        "purpose": "For children and young people under 19. They can talk about anything. It’s free, day and night.",
        "pupil_text": (
            "You can talk to Childline about anything, big or small. Somebody listens, day and night. It’s free to call."
        ),
        "phone": "0800 1111",
        "website": "https://www.childline.org.uk/",
        "audience": ["worried", "pupils"],
        "answering": "always",
        "sort_order": 40,
        "last_checked": CHECKED_ON,
    },
    {
        "key": "nspcc",
        "name": "NSPCC Helpline",
        "purpose": "For adults who are worried about a child. You can email at any time.",
        "if_no_answer": FirstKnown(
            ("If nobody answers, call {team_name}, or the out-of-hours team when {team_name} is closed.", IN_DANGER)
        ),
        "phone": "0808 800 5000",
        "email": "help@nspcc.org.uk",
        "audience": ["worried"],
        "answering": "unconfirmed",
        "sort_order": 50,
        "note": "To be confirmed by the officer: the hours in which the NSPCC answers the telephone.",
        "last_checked": CHECKED_ON,
    },
    {
        "key": "police",
        "name": "Police, when it’s not urgent",
        "purpose": "To tell the police about something that isn’t happening now. If a child is in danger now, call 999.",
        "phone": "101",
        "audience": ["worried"],
        "answering": "unconfirmed",
        "sort_order": 60,
        "note": "To be confirmed by the officer: the hours in which 101 is answered.",
        "last_checked": CHECKED_ON,
    },
    {
        "key": "ceop",
        "name": "CEOP Safety Centre",
        "purpose": (
            "To report online sexual abuse or grooming of a child, on a form. It isn’t anonymous. "
            "It’s not for bullying, hacking or fake accounts, and not for danger now."
        ),
        "website": "https://www.ceop.police.uk/Safety-Centre/",
        "audience": ["worried"],
        "answering": "unconfirmed",
        "sort_order": 70,
        "last_checked": CHECKED_ON,
    },
    {
        "key": "lado",
        "needs_any": ("lado_phone", "lado_email", "partnership_website"),
        "name": "Local authority designated officer (LADO)",
        "purpose": "For headteachers and chairs of governors, when the worry is about an adult who works with children.",
        "if_no_answer": FirstKnown(
            (
                "If the LADO can’t be reached, call {team_name}, or the out-of-hours team when {team_name} is closed. "
                "Don’t wait for an office to open. If a child is in danger, call 999 first.",
                "Don’t wait for an office to open. If a child is in danger, call 999 first.",
            )
        ),
        "phone": FirstKnown(("{lado_phone}",)),
        "email": FirstKnown(("{lado_email}",)),
        "website": FirstKnown(("{partnership_website}",)),
        "audience": ["worried", "help"],
        "answering": "unconfirmed",
        "sort_order": 80,
        "note": (
            "To be confirmed by the officer: the LADO’s telephone, email and hours, and that the chair of governors rings "
            "the LADO directly."
        ),
    },
]
