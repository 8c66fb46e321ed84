"""The film "A favour", for ages 11 to 14, with its lessons: own words, for an officer to approve before use."""

from typing import Any

from starter.content.lessons import IF_TOLD, lesson, stream
from starter.filling import Reference

A_FAVOUR: dict[str, Any] = {
    "title": "A favour",
    "slug": "a-favour",
    "film": Reference("film", "a-favour"),
    "key_stage": "ks3",
    "theme": "pressure",
    "about": "Somebody older gives Kai chips, then a phone, then asks for favours. Friends, a shopkeeper, a bus driver and the school each see a little. The film is about gifts that have to be paid back, and about what those around a young person can do.",
    "content_note": "The film speaks of exploitation: a boy is given presents and then made to carry a bag. Nobody is hurt, and no drugs or weapons are shown. Some pupils may know somebody like Kai, or be in his place.",
    "step_out": "Say before the film: “You can leave at any point. Take the pass by the door and go to …. Nobody will ask why, today or later.” Make sure that the adult you name knows and is free.",
    "ground_rules": stream(
        "rule",
        [
            "We talk about the people in the film. No names, no stories about anybody we know.",
            "You may say “pass”, and you may change your mind.",
            "We do not guess what somebody else has been through.",
            "This room is not private. If something is on your mind, tell an adult afterwards.",
        ],
    ),
    "if_told": stream("text", [IF_TOLD]),
    "pauses": stream(
        "pause",
        [
            {
                "at": "0:18",
                "heading": "Chosen",
                "prompts": [
                    "Why does it feel good to be chosen?",
                    "What might the older man want? How could anybody tell?",
                ],
            },
            {
                "at": "0:48",
                "heading": "A friend",
                "prompts": [
                    "What did Mia do well, though she did not know what to say?",
                    "What could make it hard for Kai to answer?",
                ],
            },
            {
                "at": "1:05",
                "heading": "Who saw a little",
                "prompts": [
                    "What could the shopkeeper do? And the bus driver?",
                    "What would have to change at the shop and in the park?",
                ],
            },
        ],
    ),
    "lesson_short": lesson(
        (3, "Ground rules", "<p>Read the ground rules aloud. Show the pass and the way to step out.</p>"),
        (3, "Before the film", "<p>Ask: “What makes a gift a gift?” Collect three answers on the board.</p>"),
        (
            8,
            "The film",
            "<p>Show it with the three stops. Two minutes of talk in pairs at each, then one voice from each side of the room.</p>",
        ),
        (
            4,
            "One thing",
            "<p>On a card, without a name: one thing that an adult or a place near here could do so that somebody like Kai is seen earlier. Collect the cards and read them yourself first.</p>",
        ),
        (
            2,
            "To close",
            "<p>Say: “It is never too late, and it is not Kai’s fault, whatever he carried.” Show the support page at the end of the film.</p>",
        ),
    ),
    "lesson_long": lesson(
        (
            5,
            "Ground rules",
            "<p>Read the ground rules aloud, and add one of the class’s own. Show the pass and the way to step out.</p>",
        ),
        (
            7,
            "Gift, trade or trap?",
            "<p>Read out: a friend lends you a charger; a club gives a kit to all; somebody older gives one person trainers; a game gives coins for sharing your address. Pupils place each on a line from “gift” to “trap”, and say what would move it.</p>",
        ),
        (10, "The film", "<p>Show it with the three stops.</p>"),
        (
            13,
            "Look at the place",
            "<p>In groups, each takes one place in the film: shop, bus, school, park. Who is there? What do they see? What could they change? It is the adults’ job to change a place: pupils say what would help.</p>",
        ),
        (
            10,
            "Saying it",
            "<p>Write three first sentences for a friend like Mia, and three for somebody like Kai who wants to tell. Share only if you wish.</p>",
        ),
        (
            5,
            "To close",
            "<p>Go through where to go for help, in school first. Say what happens if a pupil tells: they are believed, and not in trouble for being used. End with something light.</p>",
        ),
    ),
    "lesson_send": lesson(
        (
            4,
            "Ready",
            "<p>Use a picture timetable and a “stop” card. Meet the people of the film as pictures first: Kai, Mia, the older man, the youth worker.</p>",
        ),
        (
            6,
            "The film, in three parts",
            "<p>Stop at each place. Use the slower speed and the captions. Ask one question at each: “Is Kai happy, worried or safe?”</p>",
        ),
        (
            5,
            "Pay back?",
            "<p>Act it out with a pen: “Here is a pen. It is yours.” Then: “Here is a pen. Now you must do what I say.” Which one is a gift?</p>",
        ),
        (
            4,
            "Saying no and telling",
            "<p>Practise by voice, sign or card: “No.” “I want to go.” “Can I talk to you?” Name two adults in school.</p>",
        ),
        (1, "Finish", "<p>Say what comes next in the day. Tell the pupil’s key adult what was talked about.</p>"),
    ),
    "letter": stream(
        "text",
        [
            """<p>Dear parents and carers,</p>
<p>In class we shall watch a film of about two minutes, “A favour”, and talk about it. Somebody older gives a boy presents and then asks for favours. This is called exploitation. The film shows who could have seen it, and how he gets help. Nobody is hurt in it, and no drugs or weapons are shown.</p>
<p>We talk about the people in the film, never about a pupil. A pupil may step out at any time.</p>
<p>You can see the film and the lesson: ask us for the link. Signs to look out for at home: new things that nobody can explain, being out late, a phone that must not be seen, being tired or afraid.</p>
<p>If you are worried about a child, speak to our designated safeguarding lead, or to those named below.</p>"""
        ],
    ),
    "pupil_page_open": True,
    "pupil_heading": "If this is you, or a friend",
    "pupil_text": stream(
        "text",
        [
            """<h2>What the film says</h2><p>A gift that you have to pay back is not a gift.</p><p>If somebody used you, it is not your fault, whatever you took and whatever you carried. You are not in trouble for being used.</p>
<h2>If it is you</h2><ul><li>You can stop at any time. It is never too late.</li><li>Tell one adult you trust. If they do not listen, tell another.</li><li>Childline does not ask for your name.</li></ul>
<h2>If it is a friend</h2><ul><li>Say that you have noticed, and that you are there.</li><li>You do not have to fix it, and you need not keep it secret. Tell an adult.</li></ul>"""
        ],
    ),
    "search_description": "A film of two minutes for ages 11 to 14 about gifts that have to be paid back, with a lesson.",
}
