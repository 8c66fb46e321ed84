"""The films for schools of the demonstration council: own words, for an officer to approve before use."""

from datetime import date

INDEX = {
    "title": "Films for schools",
    "slug": "films-for-schools",
    "introduction": "Short films about safety outside the home, with a lesson for each. School staff can find a film, watch it first, show it in class and say that it was shown. Parents see it by a link from their school.",
    "search_description": "Short films about safety outside the home, each with a lesson, for schools in Halton.",
}

IF_TOLD = """<ol><li>Listen. Let the pupil use their own words. Do not ask for details.</li>
<li>Say: “I am glad that you told me. It is not your fault.”</li>
<li>Do not promise to keep it secret. Say who you’ll tell, and why.</li>
<li>Tell your designated safeguarding lead (DSL) at once, the same hour. If a child is in danger now, call 999.</li>
<li>Write it down in your school’s own record, in the pupil’s words. Nothing about a pupil belongs on this website.</li></ol>
<p>Is it about a member of staff, a volunteer or supply staff? Tell the headteacher at once. Is it about the headteacher? Tell the chair of governors at once: the chair brings in the local authority designated officer (LADO) the same day. In danger: 999 first.</p>"""

WAY_HOME = {
    "title": "The way home",
    "slug": "the-way-home",
    "film": "way-home",
    "key_stage": "ks2",
    "theme": "parks",
    "about": "Sana walks home through a park. An older boy offers sweets and says “do not tell anyone”. She tells her teacher, and the grown-ups make the park safer. The film is about secrets, and about whom to tell.",
    "content_note": "Somebody asks a child to keep a secret. Nobody is hurt, and nothing frightening is shown. A pupil who has been asked to keep a secret may find it hard.",
    "step_out": "Say before the film: “If you would like to stop watching, put your hand on your heart and go to Mrs or Mr … at the door. Nobody will ask why.” Name an adult who is free to go with a pupil.",
    "ground_rules": [
        "We talk about the people in the film, not about ourselves or each other.",
        "Everybody may say “pass”.",
        "We listen. Nobody laughs at an answer.",
        "If something is on your mind, tell an adult afterwards, not the class.",
    ],
    "pauses": [
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
    "lesson_short": [
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
    ],
    "lesson_long": [
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
    ],
    "lesson_send": [
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
    ],
    "letter": """<p>Dear parents and carers,</p>
<p>In class we shall watch a film of about one minute, “The way home”, and talk about it. A girl is asked to keep a secret that feels wrong. She tells her teacher, and the grown-ups make the park safer. Nobody is hurt in the film.</p>
<p>We talk about the people in the film, never about a pupil. A child may step out at any time.</p>
<p>You can see the film and the lesson: ask us for the link. At home you could ask: “Whom could you tell, if a secret felt bad?”</p>
<p>If you are worried about a child, speak to our designated safeguarding lead, or to those named below.</p>""",
    "pupil_page_open": True,
    "pupil_heading": "Somebody to talk to",
    "pupil_text": """<h2>What the film says</h2><p>A surprise makes people happy. Everybody hears it in the end.</p><p>A secret that feels bad is one to tell.</p>
<h2>You can tell</h2><ul><li>a grown-up at home whom you trust</li><li>a teacher, or anybody who works in your school</li><li>Childline. You do not have to say your name.</li></ul>
<p>If the first one does not listen, tell another. It is not your fault.</p>""",
    "reviewed_on": date(2026, 11, 16),
    "check_again_by": date(2027, 7, 31),
    "search_description": "A film of one minute for ages 7 to 11 about secrets and whom to tell, with a lesson.",
}

A_FAVOUR = {
    "title": "A favour",
    "slug": "a-favour",
    "film": "a-favour",
    "key_stage": "ks3",
    "theme": "pressure",
    "about": "Somebody older gives Kai chips, then a phone, then asks for favours. Friends, a shopkeeper, a bus driver and the school each see a little. The film is about gifts that have to be paid back, and about what those around a young person can do.",
    "content_note": "The film speaks of exploitation: a boy is given presents and then made to carry a bag. Nobody is hurt, and no drugs or weapons are shown. Some pupils may know somebody like Kai, or be in his place.",
    "step_out": "Say before the film: “You can leave at any point. Take the pass by the door and go to …. Nobody will ask why, today or later.” Make sure that the adult you name knows and is free.",
    "ground_rules": [
        "We talk about the people in the film. No names, no stories about anybody we know.",
        "You may say “pass”, and you may change your mind.",
        "We do not guess what somebody else has been through.",
        "This room is not private. If something is on your mind, tell an adult afterwards.",
    ],
    "pauses": [
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
    "lesson_short": [
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
    ],
    "lesson_long": [
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
    ],
    "lesson_send": [
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
    ],
    "letter": """<p>Dear parents and carers,</p>
<p>In class we shall watch a film of about two minutes, “A favour”, and talk about it. Somebody older gives a boy presents and then asks for favours. This is called exploitation. The film shows who could have seen it, and how he gets help. Nobody is hurt in it, and no drugs or weapons are shown.</p>
<p>We talk about the people in the film, never about a pupil. A pupil may step out at any time.</p>
<p>You can see the film and the lesson: ask us for the link. Signs to look out for at home: new things that nobody can explain, being out late, a phone that must not be seen, being tired or afraid.</p>
<p>If you are worried about a child, speak to our designated safeguarding lead, or to those named below.</p>""",
    "pupil_page_open": True,
    "pupil_heading": "If this is you, or a friend",
    "pupil_text": """<h2>What the film says</h2><p>A gift that you have to pay back is not a gift.</p><p>If somebody used you, it is not your fault, whatever you took and whatever you carried. You are not in trouble for being used.</p>
<h2>If it is you</h2><ul><li>You can stop at any time. It is never too late.</li><li>Tell one adult you trust. If they do not listen, tell another.</li><li>Childline does not ask for your name.</li></ul>
<h2>If it is a friend</h2><ul><li>Say that you have noticed, and that you are there.</li><li>You do not have to fix it, and you need not keep it secret. Tell an adult.</li></ul>""",
    "reviewed_on": date(2026, 11, 16),
    "check_again_by": date(2027, 7, 31),
    "search_description": "A film of two minutes for ages 11 to 14 about gifts that have to be paid back, with a lesson.",
}

FILMS = (WAY_HOME, A_FAVOUR)
