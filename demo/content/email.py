"""First wording for the demonstration's e-mails. An officer edits it before each mailing.

Neutral: a service message that is needed for the council's task, with nothing to sell. The
mail queue adds the greeting, the person's boards, the button, the address to type, why the
person gets the message and how to correct or object. So none of that is repeated here.
"""

BRIEFING = {
    "subject": "Your safeguarding briefing, about 12 minutes",
    "message": (
        "The safeguarding partnership asks every school governor to do a short briefing. "
        "It is about harm outside the home: among friends, in parks, on buses and online.\n\n"
        "It has a short film, some reading and 4 questions. It takes about 12 minutes. "
        "You can stop and come back, on any device. You get a certificate at the end.\n\n"
        "One briefing counts for all your schools. It adds to your safeguarding training and does not replace it.\n\n"
        "The briefing talks about harm to children. It shows no pictures of harm.\n\n"
        "Do not reply with anything about a child, a group or a place. "
        "If you are worried about a child, use “Worried about a child?” on our website. "
        "If a child is in danger now, call 999."
    ),
}

COUNCILLOR_BRIEFING = {
    "subject": "How ward councillors can help: a 4-minute briefing",
    "message": (
        "The Board asked how ward councillors can help to keep young people safe outside the home. "
        "This short briefing answers that. It says what you can do in your ward, and whom to call.\n\n"
        "Do not reply with anything about a child, a group or a place. "
        "If you are worried about a child, use “Worried about a child?” on our website. "
        "If a child is in danger now, call 999."
    ),
}
