"""Who to call. Every entry is editable in the admin and carries the date of its last check.

`answering` is "always", "hours" (with `hours`: weekday, opens, closes; Monday is 0), "otherwise" (whenever the contact
in `covers` is closed, bank holidays included) or "unconfirmed": the site then says neither open nor closed. Without
`pupil_text` a contact isn't shown to pupils. `note` is for officers and isn't shown.
"""

from datetime import date

LAST_CHECKED = date(2026, 11, 27)

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
        "audience": ["worried", "help"],
        "urgent": True,
        "answering": "always",
    },
    {
        "key": "icart",
        "name": "iCART (Halton’s contact and referral team)",
        "purpose": "You’re worried about a child, and nobody is in danger this minute. You don’t have to be sure.",
        "pupil_text": (
            "People in Halton whose job is to help keep children safe. You can ring them yourself, about you or about a "
            "friend. You don’t have to be sure."
        ),
        "if_no_answer": "When iCART is closed, call the out-of-hours team. If a child is in danger now, call 999.",
        "phone": "0151 907 8305",
        "audience": ["worried", "help", "pupils"],
        "answering": "hours",
        "hours": ICART_HOURS,
        "closed_on_bank_holidays": True,
        "note": "To be confirmed by the officer: closed on bank holidays.",
    },
    {
        "key": "out-of-hours",
        "name": "Out of hours: the emergency duty team",
        "purpose": "You’re worried about a child when iCART is closed: evenings, nights, weekends and bank holidays.",
        "if_no_answer": "If a child is in danger now, call 999.",
        "phone": "0345 050 0148",
        "audience": ["worried", "help"],
        "answering": "otherwise",
        "covers": "icart",
        "note": "To be confirmed by the officer: answers at all hours when iCART is closed, bank holidays included.",
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
    },
    {
        "key": "nspcc",
        "name": "NSPCC Helpline",
        "purpose": "For adults who are worried about a child. You can email at any time.",
        "if_no_answer": "If nobody answers, call iCART, or the out-of-hours team when iCART is closed.",
        "phone": "0808 800 5000",
        "email": "help@nspcc.org.uk",
        "audience": ["worried"],
        "answering": "unconfirmed",
        "note": "To be confirmed by the officer: the hours in which the NSPCC answers the telephone.",
    },
    {
        "key": "police",
        "name": "Police, when it’s not urgent",
        "purpose": "To tell the police about something that isn’t happening now. If a child is in danger now, call 999.",
        "phone": "101",
        "audience": ["worried"],
        "answering": "unconfirmed",
        "note": "To be confirmed by the officer: the hours in which 101 is answered.",
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
    },
    {
        "key": "lado",
        "name": "Local authority designated officer (LADO)",
        "purpose": (
            "For headteachers and chairs of governors, when the worry is about an adult who works with children. "
            "The partnership’s website says how to reach the LADO."
        ),
        "if_no_answer": (
            "If the LADO can’t be reached, call iCART, or the out-of-hours team when iCART is closed. "
            "Don’t wait for an office to open. If a child is in danger, call 999 first."
        ),
        "website": "https://haltonsafeguardingchildrenpartnership.org.uk/",
        "audience": ["worried", "help"],
        "answering": "unconfirmed",
        "note": (
            "To be confirmed by the officer: the LADO’s telephone, email and hours, and that the chair of governors rings "
            "the LADO directly. We found none of them, so none is given."
        ),
    },
]
