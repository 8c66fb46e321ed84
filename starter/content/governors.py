"""The governors' module, in our own words. A council officer approves it before use.

Plain data: kinds and fields are those of the step blocks in `cms`. What an officer must confirm is in `to-confirm.md`.
"""

from typing import Any

from starter.content.governors_check import QUESTIONS
from starter.filling import Reference

FOUR_PARTS = [
    {"plain": "Change the place", "term": "Target"},
    {"plain": "Keep it child protection", "term": "Legislative framework"},
    {"plain": "Work together", "term": "Partnerships"},
    {"plain": "Check that it worked", "term": "Outcomes measurement"},
]

CONTENT_NOTE = (
    "This briefing talks about harm to children. It shows no pictures of harm. "
    "You can stop at any time and come back later. "
    "“Worried about a child?” at the top of each page shows you who can help."
)

WHAT_IT_IS = """
<p>This briefing talks about harm to children. It shows no pictures of harm. You can stop at any time and come back later. If it upsets you, talk to someone you trust.</p>
<p>Most child protection starts at home, with the family. But young people are also harmed in other places:</p>
<ul>
<li>in groups of friends, by other young people or by older ones</li>
<li>at school, or on the way there and back</li>
<li>in parks, shops and on buses</li>
<li>online.</li>
</ul>
<p>Guidance calls this <b>harm outside the home</b>. You may also read “extra-familial harm”. It means the same.</p>
<p>It takes many forms. Someone may use a child for sex, or make a child carry drugs or money. Guidance calls this exploitation. A child may face serious violence, or go missing. Young people may harm each other, face to face or online.</p>
<p><b>Contextual safeguarding</b> looks at the place or the group where the harm happens. It asks what has to change there. It does not blame the child. It does not expect parents to fix a place on their own.</p>
<h2>How this fits with your other training</h2>
<p>National guidance says that all governors should have safeguarding training when they start, and updates after that. This briefing adds to that training. It does not replace it.</p>
<p>It takes about 12 minutes. Your place is saved when you sign in from our e-mail.</p>
"""

FOUR_PARTS_TEXT = """
<p>Contextual safeguarding has 4 parts. They work at the same time. Each has a plain name and a name that you may hear in meetings.</p>
<h2>1. Change the place (“Target”)</h2>
<p>Look at what lets the harm happen. It could be the way a place is built. It could be who is there, and who is not. It could be what a group of friends sees as normal. Change that, and not only what one child does.</p>
<h2>2. Keep it child protection (“Legislative framework”)</h2>
<p>Use the laws and the services that protect children. Do not treat it only as crime or as a nuisance. The police still deal with people who break the law.</p>
<h2>3. Work together (“Partnerships”)</h2>
<p>Work with the people who have a hold on the place. They may be park staff, shopkeepers, bus firms, schools, youth workers, people who live there, and young people.</p>
<h2>4. Check that it worked (“Outcomes measurement”)</h2>
<p>Ask if the place is safer now. Closing a case is not proof. Ask young people if they feel safer there.</p>
<h2>The child comes first</h2>
<p>All 4 parts come <b>as well as</b> helping the child. A child who has been hurt is protected and supported first. Changing the place is added. It is never done instead.</p>
"""

WORDS = """
<h2>Two levels of work</h2>
<ul>
<li><b>Level 1</b> is about one child. Workers ask about the child’s family, and also about their friends, school, streets and life online.</li>
<li><b>Level 2</b> is about a place or a group. Workers find out what goes on there, and then they change it.</li>
</ul>
<h2>Tools that you may hear named</h2>
<ul>
<li><b>Context weighting</b> asks which place or group matters most for this child, so that it is changed first.</li>
<li><b>Context assessment triangles</b> help workers to look at more than the family. There is 1 for friends, 1 for schools and 1 for the area.</li>
<li><b>Peer mapping</b> shows who is friends with whom, so that children can be kept well. It is never a list of suspects.</li>
<li><b>School and neighbourhood assessments</b> use walks, surveys, maps and what young people say.</li>
</ul>
<p>Trained workers use these tools. What they find is private. It does not come to a governors’ meeting.</p>
<h2>Who is seen, and who is missed</h2>
<p>Some children are seen as older than they are. People think that they need less care, so they get less care. This is called <b>adultification</b>. Racism makes it worse. Black children are often seen this way. It can happen to other children too.</p>
<p>A child is a child. A child cannot agree to be exploited. A child may break rules, be rude or look grown up. That child may still be one who is being harmed.</p>
<p>So when someone tells you about “young people causing trouble”, ask: who is being protected here, and who is missing?</p>
"""

PARK_PARTS = [
    {
        **FOUR_PARTS[0],
        "text": """
<p>What lets harm happen here? The lamps are dark. The hedge hides the shelter. There is nothing to do. Some young people feel at home here and some do not. Older strangers can come and go.</p>
<p>So the partners plan to change each of these things.</p>
""",
    },
    {
        **FOUR_PARTS[1],
        "text": """
<p>The school’s designated safeguarding lead (DSL) raises the worry about the park as a child welfare concern. It goes to the council’s front door for children’s services, not only to the team for litter and noise.</p>
<p>The police deal with the adults.</p>
""",
    },
    {
        **FOUR_PARTS[2],
        "text": """
<ul>
<li>The parks team cuts the hedge and mends the lamps.</li>
<li>Youth workers are there from 3pm to 6pm. They stay for months, so that young people can trust them.</li>
<li>The kiosk owner knows what to look out for and who to call.</li>
<li>The 3 schools share what pupils tell them about the park.</li>
<li>Young people help to make the plan.</li>
</ul>
""",
    },
    {
        **FOUR_PARTS[3],
        "text": """
<p>After 12 weeks the partners ask:</p>
<ul>
<li>Do pupils say that they feel safer?</li>
<li>Are there fewer incidents?</li>
<li>Or has the harm just moved to the bus station?</li>
</ul>
""",
    },
]

IF_WORRIED = """
<p>You do not have to be sure. You do not have to prove anything. Pass it on the same day.</p>
<ul>
<li><b>A child is in danger now:</b> call <a href="tel:999">999</a>.</li>
<li><b>You hear of it at school:</b> tell the designated safeguarding lead. This is the person in each school who leads on keeping children safe. Most people say “the DSL”.</li>
<li><b>You hear of it somewhere else:</b> call {area_name}’s contact and referral team. It is called {team_name}.</li>
</ul>
<p><a href="/worried/">Worried about a child?</a> has the telephone numbers and says when each is answered.</p>
<h2>If it’s about an adult who works at a school</h2>
<ul>
<li><b>About a member of staff, a volunteer or supply staff:</b> tell the headteacher the same day.</li>
<li><b>About the headteacher:</b> tell the chair of governors the same day. The chair brings in the local authority designated officer that day. Most people say “the LADO”.</li>
<li><b>A child is in danger:</b> call <a href="tel:999">999</a> first.</li>
</ul>
<p>In an independent school without governors, tell the proprietor. In a pupil referral unit, tell the chair of the management committee.</p>
<h2>If you’re a chair of governors</h2>
<p>If the worry is about your headteacher, it comes to you as chair. Don’t look into it and don’t question anyone. Ring the LADO the same day. If a child is in danger, ring 999 first.</p>
<p>If the LADO can’t be reached, don’t wait until tomorrow: call {team_name}, or the out-of-hours team when {team_name} is closed.</p>
<h2>You can refer too</h2>
<p>In a school, the DSL decides on most referrals. But anyone can make one. If you cannot reach the DSL, or you are still worried after you told them, call {team_name} yourself.</p>
<h2>What not to do</h2>
<ul>
<li>Do not investigate. Do not question the child. If a child tells you something, listen, stay calm and do not promise to keep it secret.</li>
<li>Do not go to the place to find out more.</li>
<li>Do not write a child’s name, a group or a place in an e-mail to us or on this website. We cannot take reports here.</li>
</ul>
<p>You can also read <a href="/help/">How can I help?</a></p>
"""

SOURCES = """
<h2>Where this comes from</h2>
<p>We wrote this in our own words. To read more, go to the <a href="https://www.contextualsafeguarding.org.uk/">Global Centre for Contextual Safeguarding, Durham University</a>. The 4 parts were set out by Carlene Firmin in “Contextual Safeguarding and Child Protection: Rewriting the Rules” (2020).</p>
<p>National guidance: <a href="https://www.gov.uk/government/publications/keeping-children-safe-in-education--2">Keeping children safe in education</a> and <a href="https://www.gov.uk/government/publications/working-together-to-safeguard-children--2">Working together to safeguard children</a>.</p>
"""

MODULE: dict[str, Any] = {
    "title": "Contextual safeguarding for governors",
    "slug": "contextual-safeguarding",
    "purpose": "Learn how harm outside the home is tackled, and what you can ask as a governor.",
    "audience_label": "For school governors",
    "minutes": 12,
    "content_note": CONTENT_NOTE,
    "renewal_months": 12,
    "share_needed": 90,
    "search_description": (
        "A 12-minute briefing for school governors on contextual safeguarding: "
        "harm outside the home, its 4 parts, and what governors can ask."
    ),
    "steps": [
        ("text", {"title": "What contextual safeguarding is", "body": WHAT_IT_IS}),
        (
            "video",
            {
                "title": "The park: a short film",
                "introduction": """
<p>The film talks about harm to children. It does not show any. The park and the children are made up.</p>
<p>You can watch the film, or read all of it in the transcript. Both count. The film also says in words all that the picture shows.</p>
""",
                "film": Reference("film", "contextual-safeguarding"),
            },
        ),
        ("text", {"title": "The 4 parts", "body": FOUR_PARTS_TEXT}),
        (
            "example",
            {
                "title": "The park, step by step",
                "before": {
                    "picture": Reference("picture", "park-before"),
                    "alt_text": "A dark park. The lamps are out, a hedge hides the shelter and nobody is on the path.",
                    "caption": "the lamps are out, and a hedge hides the shelter.",
                },
                "scenario": """
<p>We made this park up.</p>
<p>After school, pupils from 3 schools meet in a park. The lamps are broken. A big hedge hides the shelter. Older strangers come. They hand out vapes and ask for favours. Two children have been hurt.</p>
""",
                "first": """
<p>Both children are referred. They are believed, protected and supported. So are their families. <b>That never waits.</b></p>
<p>The work on the park starts as well. It does not take the place of this.</p>
""",
                "parts": PARK_PARTS,
                "after": {
                    "picture": Reference("picture", "park-after"),
                    "alt_text": "The park at dusk. The lamps are lit, the hedge is gone, and people walk on the path.",
                    "caption": "the lamps are lit, the hedge is gone and people use the path.",
                },
                "closing": """
<p>What if the children are only moved on, or told to stay away? Then nothing about the park has changed. The lamps are still dark, the strangers still come, and the next children are at risk.</p>
<p>Lamps and hedges help. But it is people who change a place: adults that young people trust, and good friends.</p>
""",
            },
        ),
        ("text", {"title": "Words you may hear, and who gets missed", "body": WORDS}),
        (
            "actions",
            {
                "title": "What you can do as a governor",
                "introduction": """
<p>Your job is to set the tone and to ask. You do not investigate. You do not need to know any child’s name.</p>
<p>Here are 5 questions for your school. Pick 1 for your next meeting.</p>
""",
                "actions": [
                    {
                        "heading": "Where do our pupils say they feel unsafe?",
                        "text": "<p>Ask how the school finds out, and how often. Ask which pupils are not heard. "
                        "Ask what happens with the answers.</p>",
                    },
                    {
                        "heading": "How do we share what we know about places?",
                        "text": "<p>Ask how the DSL passes on worries about a place to the council and its partners. "
                        "You need to know that it works. You do not need names or details.</p>",
                    },
                    {
                        "heading": "Do our own rules make it better or worse?",
                        "text": "<p>Some children are suspended, or are on a part-time timetable. They may then be on their own in a "
                        "place that is not safe. Ask who is sent out most, and why. Ask about the site too: "
                        "the gates, the toilets, the bus stop.</p>",
                    },
                    {
                        "heading": "Does our safeguarding policy cover harm outside the home?",
                        "text": "<p>Look for it by name. Ask what it says about children who are exploited. "
                        "It should say that they are being harmed, and are not to blame.</p>",
                    },
                    {
                        "heading": "When was our training last updated?",
                        "text": "<p>Ask about staff and governors. Ask if it covers racism and adultification.</p>",
                    },
                ],
                "closing": """
<p>Ask about patterns, never about a child. In a small school, even a pattern can point to a child. Then the DSL may have to say “I cannot share that here”. This is the right answer.</p>
""",
            },
        ),
        ("text", {"title": "If you are worried about a child", "body": IF_WORRIED}),
        (
            "check",
            {
                "title": "Check what you know",
                "introduction": """
<p>There are 4 questions. You can try as often as you like. We tell you why each answer is right or not.</p>
""",
                "questions": QUESTIONS,
            },
        ),
        (
            "declaration",
            {
                "title": "Confirm and finish",
                "introduction": """
<p>You are at the end. When you confirm, we record that you have done this briefing. You get a certificate that you can show to your school.</p>
<p>This briefing adds to your safeguarding training. It does not replace it.</p>
"""
                + SOURCES,
                "statement": (
                    "I have read and understood this briefing. I know who to tell if I am worried about a child."
                ),
            },
        ),
    ],
}
