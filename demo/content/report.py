"""The demonstration's Board action and the officer's words in its follow-up report. Invented, but for the method."""

ACTION = {
    "board": "Children’s Safeguarding Board",
    "minute_reference": "23(b)",
    "asked_by": "the Chair",
    "text": (
        "That the presentation on contextual safeguarding be received; that the information be circulated to all "
        "school governors; and that a follow-up report be presented to a future meeting of the Board."
    ),
}
TITLE = "Has every school governor been reached?"
TEXTS = {
    "changed": (
        "<p>The parks team has cleared the hedge at the shelter and the lamps on the path are lit again. Two schools "
        "have told their pupils whom they can talk to. We know it from the partners’ meeting notes, not yet from the "
        "young people themselves.</p>"
    ),
    "next": (
        "<ul><li>Clerks give us the missing addresses, and the 2 missing lists, by the end of the month.</li>"
        "<li>The printed pack goes to boards that e-mail does not reach.</li>"
        "<li>The January workshop brings the agencies together.</li></ul>"
    ),
}
PARTS = {
    "target": (
        "towards",
        "<p>One place, a park, has been looked at and changed. The method is there; the next 2 places are chosen.</p>",
        "",
    ),
    "framework": (
        "in_place",
        "<p>Harm outside the home is in the partnership’s threshold document, and referrals go to the contact and "
        "referral team as child protection, not as nuisance.</p>",
        "",
    ),
    "partnerships": (
        "towards",
        "<p>Police, health, youth work, housing and parks came to the autumn workshop. Shops and transport have been "
        "invited to the next one.</p>",
        "workshop",
    ),
    "outcomes": (
        "not_yet",
        "<p>We can show who has completed the briefing. We cannot show yet that a place is safer.</p>",
        "seats",
    ),
}
COSTS = [
    {"what": "Officers’ time: content, sending, questions", "hours": "46.5", "pounds": None},
    {"what": "Workshop in the autumn: room and lunch", "hours": "12.0", "pounds": "380.00"},
    {"what": "E-mail and hosting", "hours": None, "pounds": "24.00"},
]
ASKS = [
    "to receive this report",
    "to ask the chairs of the schools that have given no list to give it to the council’s governor services",
    "to say when it wants the next report",
]
PILOT = {
    "subject": "12 minutes for safer places around your school",
    "message": (
        "The Board has asked that every school governor hears about contextual safeguarding. We begin with schools in "
        "five wards, to see that it works for you.\n\nTell us if anything was hard."
    ),
}
