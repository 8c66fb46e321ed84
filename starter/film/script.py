"""What the film says, scene by scene.

The words come first: every clip of the voice, every caption and every movement in the
picture is timed from this list. The narration also says all that the picture shows, so
that nobody needs a separate audio description (WCAG 1.2.5): keep it so when you edit.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One spoken sentence. Scenes hang their movements on `key`."""

    key: str
    text: str
    say: str = ""  # how to spell it for the voice, where the caption must differ

    @property
    def spoken(self) -> str:
        return self.say or self.text


@dataclass(frozen=True)
class Scene:
    name: str
    lines: tuple[Line, ...]


SCENES = (
    Scene(
        "outside_home",
        (
            Line("note", "This film talks about harm to children, but does not show it."),
            Line("family", "Most child protection starts at home, with the family."),
            Line(
                "places",
                "But young people are also harmed among friends, at school, in parks and shops, on buses, and online.",
            ),
            Line("name", "This is called harm outside the home."),
            Line("kinds", "It includes exploitation and serious violence."),
            Line(
                "context",
                "Contextual safeguarding looks at the place or group where harm happens.",
            ),
            Line("change", "It asks what must change there."),
            Line("blame", "It does not blame the child."),
        ),
    ),
    Scene(
        "park_before",
        (
            Line("park", "Here is a park after school, one that we made up."),
            Line("dark", "The lamps are broken, and the kiosk is shut."),
            Line("hidden", "A big hedge hides the shelter."),
            Line("strangers", "The path looks empty, but older strangers come here."),
            Line("vapes", "They hand out vapes and ask for favours."),
            Line("hurt", "Two children have been hurt."),
        ),
    ),
    Scene(
        "children_first",
        (
            Line("first", "First, the two children."),
            Line("sit", "They sit with an adult they trust, in a warm, bright room."),
            Line("referred", "They are referred, believed, protected and supported."),
            Line("families", "Their families are with them."),
            Line("waits", "This never waits."),
        ),
    ),
    Scene(
        "four_parts",
        (
            Line("as_well", "As well as that, we change the place."),
            Line("quarters", "It takes four parts, like the quarters of this circle."),
        ),
    ),
    Scene(
        "target",
        (
            Line("target", "One: change the place."),
            Line("target_term", "The term is target."),
            Line(
                "rings",
                "We mark what lets harm happen: dark lamps, a hidden shelter, nothing to do.",
            ),
            Line("table", "Then a games table goes in."),
        ),
    ),
    Scene(
        "framework",
        (
            Line("framework", "Two: keep it child protection."),
            Line("framework_term", "The term is legislative framework."),
            Line("door", "The school's safeguarding lead takes the worry to the council's front door."),
            Line("welcome", "A social worker opens it."),
            Line(
                "welfare",
                "This is a child welfare concern, not only crime or nuisance.",
            ),
            Line("police", "In the park, the police deal with the adults."),
        ),
    ),
    Scene(
        "partnerships",
        (
            Line("partners", "Three: work together."),
            Line("partners_term", "The term is partnerships."),
            Line("cut", "The parks team cuts the hedge and opens up the shelter."),
            Line("mend", "It mends the lamps, and they light up."),
            Line(
                "youth",
                "Youth workers come from 3 to 6.",
                "Youth workers come from three to six.",
            ),
            Line("trust", "They stay long enough to be trusted."),
            Line("kiosk", "The kiosk opens, and its owner knows what to look out for."),
            Line("share", "Schools share what pupils say."),
            Line("plan", "Young people help to draw the plan."),
        ),
    ),
    Scene(
        "outcomes",
        (
            Line("outcomes", "Four: check that it worked."),
            Line("outcomes_term", "The term is outcomes measurement."),
            Line(
                "safer",
                "After 12 weeks, do pupils say they feel safer?",
                "After twelve weeks, do pupils say they feel safer?",
            ),
            Line("fewer", "Are there fewer incidents?"),
            Line("bus", "Or is harm just moving to the bus station?"),
        ),
    ),
    Scene(
        "moving_on",
        (
            Line(
                "moving",
                "If we only move the children on, nothing about the place changes.",
            ),
            Line("stays", "The park stays dark."),
        ),
    ),
    Scene(
        "who_is_missing",
        (
            Line(
                "older",
                "Racism can mean that some children are seen as older than they are, and protected less.",
            ),
            Line("adultification", "This is called adultification."),
            Line("bench", "One place on this bench is empty."),
            Line("missing", "Ask who is missing."),
        ),
    ),
    Scene(
        "governors",
        (
            Line("tone", "Governors, meeting round a table, can set the tone and ask."),
            Line("unsafe", "Where do our pupils feel unsafe?"),
            Line("investigate", "Do not investigate."),
            Line(
                "dsl",
                "If you are worried, tell the designated safeguarding lead, the DSL.",
                "If you are worried, tell the designated safeguarding lead, the D S L.",
            ),
            Line(
                "danger",
                "If a child is in danger now, call 999.",
                "If a child is in danger now, call nine, nine, nine.",
            ),
        ),
    ),
    Scene(
        "park_after",
        (
            Line(
                "after",
                "Now the lamps are lit, the shelter is open, and people walk together.",
            ),
            Line("adds", "This film adds to your safeguarding training."),
            Line("replace", "It does not replace it."),
        ),
    ),
)
