"""The list of workshops, and one to start from. When and where it is held stands in its sessions."""

INDEX = {
    "title": "Workshops",
    "slug": "workshops",
    "introduction": "Half a day together, agency by agency and place by place. By invitation.",
}
WORKSHOP = {
    "title": "Safer places: a workshop",
    "slug": "safer-places",
    "purpose": "Learn how a place can be made safer, and agree who does what in one place that we all know.",
    "for_whom": "Police, health, youth work, housing, transport, parks, shops and charities in {area_name}",
    "facilitators": "[who leads the workshop]",
    "access_information": (
        "[steps, lift, toilets, hearing loop, parking and the nearest bus stop of the place where it is held]"
    ),
    "joining": "Bring your phone: your code is on it.",
    "feedback_reader": "[who reads the feedback]",
    "body": [
        (
            "text",
            "<h2>What happens</h2><ul><li>The film, and what it asks of us (20 minutes)</li>"
            "<li>One park, four parts: target, law, partners, outcomes (1 hour)</li>"
            "<li>A place that we choose together: who changes what, by when (1 hour)</li></ul>"
            "<p>We speak about places. Nobody speaks about a child who could be recognised.</p>",
        )
    ],
}
