"""The home page, and the list of modules."""

from starter.filling import Reference

HOME = {
    "title": "Common Ground",
    "slug": "common-ground",
    "heading": "Keeping young people safe beyond the front door",
    "introduction": (
        "Harm can happen in a park, a bus station, a group of friends or online. "
        "Learn how the places around our children can be made safer, and what you can do."
    ),
    "main_module": Reference("page", "learn/contextual-safeguarding"),
    "search_description": "Learn how the places around our children can be made safer, and what you can do.",
    "doors": [
        {
            "heading": "School governors",
            "text": "Do your briefing. It takes about 12 minutes, and you get a certificate.",
            "page": Reference("page", "learn/contextual-safeguarding"),
            "address": "",
            "note": "",
            "colour": "evergreen",
        },
        {
            "heading": "Councillors",
            "text": "How you can help in your ward, and who to call when something worries you.",
            "page": Reference("page", "learn/ward-councillors"),
            "address": "",
            "note": "",
            "colour": "dusk",
        },
        {
            "heading": "Partners",
            "text": "Book a place at a workshop for you and your colleagues.",
            "page": Reference("page", "workshops"),
            "address": "",
            "note": "",
            "colour": "clay",
        },
        {
            "heading": "Clerks",
            "text": "Your boards: who has done the briefing, who has not, and who has no address.",
            "page": None,
            "address": "/boards/",
            "note": "",
            "colour": "ochre",
        },
        {
            "heading": "Schools",
            "text": "Films and lesson plans for pupils, ready to show, also without the internet.",
            "page": Reference("page", "films-for-schools"),
            "address": "",
            "note": "",
            "colour": "moss",
        },
    ],
    "parts_heading": "The 4 parts",
    "parts": [
        {
            "plain": "Change the place",
            "term": "Target",
            "text": "Look at the park, the bus station or the group of friends, not only at one child.",
        },
        {
            "plain": "Keep it child protection",
            "term": "Legislative framework",
            "text": "Use the laws that protect children. Every child who has been hurt comes first.",
        },
        {
            "plain": "Work together",
            "term": "Partnerships",
            "text": "Youth workers, park staff, shopkeepers, schools, the police, and young people themselves.",
        },
        {
            "plain": "Check that it worked",
            "term": "Outcomes measurement",
            "text": "Do young people say that the place is safer?",
        },
    ],
}

LEARN = {
    "title": "Briefings",
    "slug": "learn",
    "introduction": "Short briefings on keeping young people safe outside the home. Anyone can read them.",
}
