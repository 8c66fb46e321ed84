"""The questions at the end of the governors' module."""

QUESTIONS = [
    {
        "question": "Pupils are being hurt in a park. Which of these change the place? Choose all that do.",
        "choices": [
            {
                "text": "Mend the lamps and cut the hedge.",
                "correct": True,
                "explanation": "Yes. People can see and be seen. On its own it is not enough, but it is part of it.",
            },
            {
                "text": "Have youth workers there after school, for as long as trust takes.",
                "correct": True,
                "explanation": "Yes. Adults whom young people trust change a place more than lamps do.",
            },
            {
                "text": "Tell the pupils to stay away from the park.",
                "correct": False,
                "explanation": "This feels safe, but the park stays as it is. Harm may move with the children, or reach others.",
            },
            {
                "text": "Ask young people what would make it safer, and plan with them.",
                "correct": True,
                "explanation": "Yes. They know the place. They can also tell you later if it worked.",
            },
        ],
    },
    {
        "question": "Two children have been hurt in the park. What comes first?",
        "choices": [
            {
                "text": "A plan for the park. Then help for the children.",
                "correct": False,
                "explanation": "The park needs a plan, but the children cannot wait for it. They come first.",
            },
            {
                "text": "Protection and support for the children. Then the place, as well.",
                "correct": True,
                "explanation": "Yes. A child who has been hurt is referred, believed, protected and supported. "
                "That never waits.",
            },
            {
                "text": "Find out if the children broke any rules.",
                "correct": False,
                "explanation": "This is how harm gets missed. Children who have been hurt need care first, "
                "whatever else they did.",
            },
        ],
    },
    {
        "question": "A parent tells you, a governor, that an adult gives pupils gifts at the bus stop. What do you do?",
        "choices": [
            {
                "text": "Go to the bus stop and have a look.",
                "correct": False,
                "explanation": "You mean well, but it could put you or a child at risk. It could also spoil the work "
                "of those whose job it is.",
            },
            {
                "text": "Tell the DSL the same day. Call 999 if a child is in danger now.",
                "correct": True,
                "explanation": "Yes. The DSL knows what to do next. If you cannot reach the DSL, or you are still "
                "worried, you can call {team_name} yourself.",
            },
            {
                "text": "Bring it to the next governors’ meeting.",
                "correct": False,
                "explanation": "The meeting may be weeks away, and it is not the place to talk about a child. "
                "Tell the DSL today.",
            },
            {
                "text": "Ask some pupils about it first, so that you can be sure.",
                "correct": False,
                "explanation": "You do not have to be sure. Questions from the wrong person can upset a child "
                "and harm a case.",
            },
        ],
    },
    {
        "question": "What does “outcomes measurement” ask?",
        "choices": [
            {
                "text": "How many pupils were told off or moved on?",
                "correct": False,
                "explanation": "That counts what was done to children. It does not tell you if the place is safer.",
            },
            {
                "text": "Is the case closed?",
                "correct": False,
                "explanation": "A case can be closed while the place stays the same.",
            },
            {
                "text": "Is the place safer, and do young people say so?",
                "correct": True,
                "explanation": "Yes. It looks at the place itself. It also checks that harm has not just moved away.",
            },
        ],
    },
]
