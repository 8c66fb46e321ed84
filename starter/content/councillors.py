"""A short second module, for ward councillors. Same manner as `governors.py`."""

WHAT_IT_IS = """
<p>This briefing talks about harm to children. It shows no pictures of harm. You can stop at any time.</p>
<p>Young people can be harmed outside the home: in a park, a bus station, a group of friends or online. <b>Contextual safeguarding</b> looks at that place or group and asks what has to change there.</p>
<p>It has 4 parts:</p>
<ul>
<li><b>Change the place</b> (“Target”). For example, lamps, things to do, and who is there after school.</li>
<li><b>Keep it child protection</b> (“Legislative framework”). It is about children’s welfare, not only about crime or nuisance.</li>
<li><b>Work together</b> (“Partnerships”). Everyone who has a hold on the place takes part.</li>
<li><b>Check that it worked</b> (“Outcomes measurement”). Ask if the place is safer, and ask young people.</li>
</ul>
<p>A child who has been hurt always comes first. Changing the place is added. It is never done instead.</p>
<h2>Is it proactive?</h2>
<p>Yes. It aims to change a place before the next child is hurt there.</p>
<h2>Take care with words</h2>
<p>Young people in a park are not a problem to be moved on. Some children are seen as older than they are, and get less care. This is called adultification, and racism makes it worse. Councillors set the tone. Say “children”.</p>
"""

MODULE = {
    "title": "How ward councillors can help",
    "slug": "ward-councillors",
    "purpose": "Learn what you can do in your ward, and who to call when something worries you.",
    "audience_label": "For ward councillors",
    "minutes": 4,
    "content_note": (
        "This briefing talks about harm to children. It shows no pictures of harm. "
        "“Worried about a child?” at the top of each page shows you who can help."
    ),
    "renewal_months": 12,
    "share_needed": 90,
    "search_description": (
        "A 4-minute briefing for ward councillors: what contextual safeguarding is, how you can help, and who to call."
    ),
    "steps": [
        ("text", {"title": "Safer places for young people", "body": WHAT_IT_IS}),
        (
            "actions",
            {
                "title": "What you can do in your ward",
                "introduction": "<p>You know your ward, and people talk to you. Here are 4 ways to help.</p>",
                "actions": [
                    {
                        "heading": "Call {team_name} when you are worried",
                        "text": "<p>{team_name} is {area_name}’s contact and referral team. It is the point of contact for "
                        "councillors too. If a child is in danger now, call 999. The numbers are on "
                        '<a href="/worried/">Worried about a child?</a></p>',
                    },
                    {
                        "heading": "Show people the way",
                        "text": "<p>A resident may tell you about a child. Listen. Do not promise to keep it secret. "
                        "Pass it on the same day, and tell them how they can call as well.</p>"
                        "<p>If it’s about an adult who works at a school, it goes to the headteacher. If it’s about the "
                        "headteacher, it goes to the chair of governors, who brings in the local authority designated "
                        "officer (LADO) the same day. If a child is in danger, call 999 first.</p>",
                    },
                    {
                        "heading": "Get small things mended",
                        "text": "<p>Broken lamps, or a hedge that hides a path: report them in the usual "
                        "way. If children may be at risk there, call {team_name} as well. Do not wait for the lamp.</p>",
                    },
                    {
                        "heading": "Ask for what lasts",
                        "text": "<p>Ask for youth workers, things to do, and a real say for young people. Ask how long "
                        "it will last, and how we will know that the place is safer.</p>",
                    },
                ],
                "closing": """
<p>Do not investigate. Do not go to look. Do not write about a child, a group or a place in an e-mail, online or in a public meeting. A place that is named can lead to a child.</p>
""",
            },
        ),
        (
            "check",
            {
                "title": "Check what you know",
                "introduction": """
<p>There are 2 questions. You can try as often as you like. We tell you why each answer is right or not.</p>
""",
                "questions": [
                    {
                        "question": "A resident says that young people meet older strangers behind the shops. "
                        "What do you do?",
                        "choices": [
                            {
                                "text": "Ask for the young people to be moved on.",
                                "correct": False,
                                "explanation": "They may be the ones who are being harmed. If they are moved on, the "
                                "strangers find them somewhere else.",
                            },
                            {
                                "text": "Call {team_name} the same day. Call 999 if a child is in danger now.",
                                "correct": True,
                                "explanation": "Yes. {team_name} is the point of contact. You do not have to be sure.",
                            },
                            {
                                "text": "Walk past tonight and see for yourself.",
                                "correct": False,
                                "explanation": "You mean well, but it could put you or a child at risk. "
                                "Leave it to those whose job it is.",
                            },
                            {
                                "text": "Post a warning on your ward’s page.",
                                "correct": False,
                                "explanation": "It could point to a child. It could also warn the people who cause "
                                "the harm.",
                            },
                        ],
                    },
                    {
                        "question": "The lamps in a park are out. You hear that children may be at risk there. "
                        "Which 2 things do you do?",
                        "choices": [
                            {
                                "text": "Report the lamps in the usual way.",
                                "correct": True,
                                "explanation": "Yes. It helps to mend the place.",
                            },
                            {
                                "text": "Call {team_name} about the children.",
                                "correct": True,
                                "explanation": "Yes. This is child protection. It must not wait for a lamp.",
                            },
                            {
                                "text": "Ask the children what is going on.",
                                "correct": False,
                                "explanation": "Questions from the wrong person can upset a child and harm a case. "
                                "Trained workers do this.",
                            },
                            {
                                "text": "Wait to see if it gets better.",
                                "correct": False,
                                "explanation": "Waiting can cost a child dear. It is better to call and be wrong.",
                            },
                        ],
                    },
                ],
            },
        ),
        (
            "declaration",
            {
                "title": "Confirm and finish",
                "introduction": """
<p>When you confirm, we record that you have done this briefing. You get a certificate.</p>
<p>This briefing adds to your other training. It does not replace it.</p>
<h2>Where this comes from</h2>
<p>We wrote this in our own words. To read more, go to the <a href="https://www.contextualsafeguarding.org.uk/">Global Centre for Contextual Safeguarding, Durham University</a>. You can also do the <a href="/learn/contextual-safeguarding/">briefing for governors</a>, which has a short film.</p>
""",
                "statement": (
                    "I have read and understood this briefing. "
                    "I know who to call if I am worried about a child in my ward."
                ),
            },
        ),
    ],
}
