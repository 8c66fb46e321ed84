"""The film "The way home", for ages 7 to 11, with its lessons: own words, for an officer to approve before use."""

from typing import Any

from starter.content.lessons import IF_TOLD, lesson, stream
from starter.filling import Reference

WAY_HOME: dict[str, Any] = {
    "title": "The way home",
    "slug": "the-way-home",
    "film": Reference("film", "way-home"),
    "key_stage": "ks2",
    "theme": "parks",
    "about": "Sana walks home through a park. An older boy offers sweets and says “do not tell anyone”. She tells her teacher, and the grown-ups make the park safer. The film is about secrets, and about whom to tell.",
    "content_note": "Somebody asks a child to keep a secret. Nobody is hurt, and nothing frightening is shown. A pupil who has been asked to keep a secret may find it hard.",
    "step_out": "Say before the film: “If you would like to stop watching, put your hand on your heart and go to Mrs or Mr … at the door. Nobody will ask why.” Name an adult who is free to go with a pupil.",
    "ground_rules": stream(
        "rule",
        [
            "We talk about the people in the film, not about ourselves or each other.",
            "Everybody may say “pass”.",
            "We listen. Nobody laughs at an answer.",
            "If something is on your mind, tell an adult afterwards, not the class.",
        ],
    ),
    "if_told": stream("text", [IF_TOLD]),
    "pauses": stream(
        "pause",
        [
            {
                "at": "0:23",
                "heading": "A funny feeling",
                "prompts": [
                    "What might Sana feel, and where in her body?",
                    "What could she do now? What could Leo do?",
                ],
            },
            {
                "at": "0:40",
                "heading": "Whom to tell",
                "prompts": [
                    "What did the teacher say that helped?",
                    "Which grown-ups could Sana have told, if her teacher had been away?",
                ],
            },
        ],
    ),
    "lesson_short": lesson(
        (3, "Ground rules", "<p>Read the ground rules aloud. Show the way to step out.</p>"),
        (
            2,
            "Before the film",
            "<p>Ask: “What is the difference between a surprise and a secret?” Take two or three answers. Do not correct them yet.</p>",
        ),
        (6, "The film", "<p>Show it with the two stops. Talk in pairs first, then together.</p>"),
        (
            6,
            "Five fingers",
            "<p>Each pupil draws round their hand. On each finger they write or draw an adult whom they could tell. They need not show it. Have ideas ready for a pupil who finds it hard: a teacher, a lunchtime supervisor, a school nurse, Childline.</p>",
        ),
        (
            3,
            "To close",
            "<p>Say: “If the first adult does not listen, tell another.” Show where the poster hangs. End with something light.</p>",
        ),
    ),
    "lesson_long": lesson(
        (5, "Ground rules", "<p>Read the ground rules aloud, and agree one of your own. Show the way to step out.</p>"),
        (
            8,
            "Surprise or secret?",
            "<p>Read out six cards: a birthday present, a surprise visit, a sweet from somebody you do not know, a game that hurts, a broken vase, a message that says “delete this”. Pupils stand by “surprise”, “secret to tell” or “not sure”.</p>",
        ),
        (8, "The film", "<p>Show it with the two stops. Talk in pairs first, then together.</p>"),
        (
            12,
            "What could they do?",
            "<p>In groups: one person in the film each. What could Leo do? The teacher? The person in the kiosk? The people who look after the park? Each group says one thing to the class.</p>",
        ),
        (
            12,
            "A safer way home",
            "<p>Draw a park or a street that is made up. Mark what makes it feel safe: light, people, an open shop, somewhere to play. Do not draw a real way home.</p>",
        ),
        (5, "To close", "<p>Five fingers: five adults. Show where the poster hangs. End with something light.</p>"),
    ),
    "lesson_send": lesson(
        (
            3,
            "Ready",
            "<p>Use a picture timetable: rules, film, talk, draw, finish. Show the “stop” card that each pupil may hold up.</p>",
        ),
        (
            4,
            "The film, in two parts",
            "<p>Show it up to the first stop, then again from the start. Use the slower speed and the captions. Point at faces: happy, worried, safe.</p>",
        ),
        (
            6,
            "Sort",
            "<p>Two boxes: “happy surprise” and “tell an adult”. Each pupil puts three picture cards into a box. Say the same short sentence each time: “Does it feel bad? Tell.”</p>",
        ),
        (
            5,
            "My people",
            "<p>Each pupil chooses photographs or symbols of two adults in school. Practise: “Can I talk to you?” by voice, sign or card.</p>",
        ),
        (
            2,
            "Finish",
            "<p>Say what comes next in the day. Give the pupil’s key adult a note of what was talked about.</p>",
        ),
    ),
    "letter": stream(
        "text",
        [
            """<p>Dear parents and carers,</p>
<p>In class we shall watch a film of about one minute, “The way home”, and talk about it. A girl is asked to keep a secret that feels wrong. She tells her teacher, and the grown-ups make the park safer. Nobody is hurt in the film.</p>
<p>We talk about the people in the film, never about a pupil. A child may step out at any time.</p>
<p>You can see the film and the lesson: ask us for the link. At home you could ask: “Whom could you tell, if a secret felt bad?”</p>
<p>If you are worried about a child, speak to our designated safeguarding lead, or to those named below.</p>"""
        ],
    ),
    "pupil_page_open": True,
    "pupil_heading": "Somebody to talk to",
    "pupil_text": stream(
        "text",
        [
            """<h2>What the film says</h2><p>A surprise makes people happy. Everybody hears it in the end.</p><p>A secret that feels bad is one to tell.</p>
<h2>You can tell</h2><ul><li>a grown-up at home whom you trust</li><li>a teacher, or anybody who works in your school</li><li>Childline. You do not have to say your name.</li></ul>
<p>If the first one does not listen, tell another. It is not your fault.</p>"""
        ],
    ),
    "search_description": "A film of one minute for ages 7 to 11 about secrets and whom to tell, with a lesson.",
}
