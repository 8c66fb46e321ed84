"""What the page `/components/` shows: each template of templates/components in each state that it knows.

EXAMPLES has one entry a file. The data is made up here and says as much as the component's `args:` line asks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from cms.models import Picture
from core.form_fields import DateField

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """One state of a component: what it is called, and the context that brings it about."""

    state: str
    context: Context | Callable[[], Context]

    def made(self) -> Context:
        return self.context() if callable(self.context) else self.context


@dataclass(frozen=True)
class Component:
    """`within` is what it stands in on a page, element and class: `ul.cg-cards`."""

    examples: tuple[Example, ...]
    within: str = "div"


def shown(*examples: Example, within: str = "div") -> Component:
    return Component(examples, within)


def one(context: Context | Callable[[], Context], *, within: str = "div") -> Component:
    """A component with a single state."""
    return Component((Example("", context),), within)


def words(text: str) -> SafeString:
    """Rich text, as an editor's field hands it over."""
    return mark_safe(f"<p>{text}</p>")  # noqa: S308


thing = SimpleNamespace
DAY = date(2027, 1, 15)
MORNING = datetime(2027, 1, 15, 9, 30, tzinfo=timezone.get_fixed_timezone(0))
NO_ROW = 0  # whatever is pressed on the page leads to no row of the demonstration
SCHOOL = thing(pk=NO_ROW)
LESSON_START = thing(heading="Start", minutes=5, text=words("Say what is coming."))
NOTICES = [("info", "Good to know"), ("care", "Before you start"), ("done", "Saved"), ("wrong", "")]

# --- Forms ------------------------------------------------------------------------------------------------------------

CHOICES = [("yes", "Yes"), ("no", "No"), ("later", "Ask me later")]


class ExampleForm(forms.Form):
    """A field of each kind."""

    text = forms.CharField(label="Family name", help_text="As it stands on your certificate.", max_length=80)
    long = forms.CharField(label="Anything else", widget=forms.Textarea, help_text="Nothing about a child.")
    listed = forms.ChoiceField(label="School", choices=[("", "Choose a school"), *CHOICES])
    radios = forms.ChoiceField(label="Will you come?", choices=CHOICES, widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(label="What do you need?", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    ticked = forms.BooleanField(label="I have read it", help_text="All of it.")
    day = DateField(label="Last day", help_text="For example, 31 8 2027")
    file = forms.FileField(label="A list", help_text="A spreadsheet or a CSV file.")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


class ColleagueForm(forms.Form):
    given_name = forms.CharField(label="Given name", required=False)
    family_name = forms.CharField(label="Family name", required=False)
    email = forms.EmailField(label="Email address", required=False)


def field(name: str, *, wrong: bool = False, **more: Any) -> Callable[[], Context]:
    """The field of that name in a form of its own, so that no id is on the page twice."""

    def context() -> Context:
        prefix = f"{name}-{'wrong' if wrong else 'fine'}"
        form = ExampleForm({} if wrong else None, prefix=prefix, initial={"radios": "yes", "boxes": ["no"]})
        return {"field": form[name], **more}

    return context


def colleagues() -> Context:
    return {"colleagues": forms.formset_factory(ColleagueForm, extra=2)(prefix="colleagues")}


# --- Briefings --------------------------------------------------------------------------------------------------------

STEPS = [
    thing(key=str(n), number=n, title=title, url=f"#step-{n}", what_to_do=what)
    for n, title, what in [(1, "What it is about", "Read"), (2, "A film", "Watch"), (3, "Questions", "Answer")]
]
MODULE = thing(title="Safer places", step_list=STEPS, audience_label="School governors", minutes=12)
STARTED = {"done": ["1"], "recorded": True, "done_count": 1, "resume_step": STEPS[1], "due_on": DAY, "completed": False}
VISITOR = {"done": [], "recorded": False, "done_count": 0, "resume_step": None}
HERE = {
    "recorded": True, "done": False, "available": True, "post_url": "#", "next_url": "#", "next_label": "Questions",
    "why_not": "Watch the film first.",
}  # fmt: skip
CUES = [
    {"start": 0.0, "end": 4.0, "clock": "0:00", "text": "This film takes place in a park."},
    {"start": 4.0, "end": 9.0, "clock": "0:04", "text": "[Footsteps on gravel]"},
]
FILM = thing(
    title="The park", poster="", poster_url="", file_url="#", file="", captions_url="#", width=1280, height=720,
    duration_text="2 minutes 57 seconds", cues=[thing(**cue) for cue in CUES],
)  # fmt: skip
ENROLMENT = {
    "module_title": "Safer places", "module_url": "#", "organisations": ["Elm Road Infants"], "due_on": DAY,
    "done_count": 1, "step_count": 3, "completed_on": DAY, "certificate_url": "#", "resume_url": "#",
}  # fmt: skip


def enrolment(state: str, label: str, **changes: Any) -> Context:
    return {"enrolment": {**ENROLMENT, "state": state, "state_label": label, **changes}}


def question(place: str, *, multiple: bool = False, result: str = "", **more: Any) -> Context:
    asked = {
        "key": place, "place": place, "multiple": multiple, "result": result, "chosen": ["1"] if result else [],
        "question": "Who can you tell?", "feedback": ["The DSL decides what happens next."] if result else [],
        "choices": [{"key": "1", "text": "The designated safeguarding lead"}, {"key": "2", "text": "Nobody"}],
    }  # fmt: skip
    return {"question": asked, "number": 1, "total": 4, **more}


# --- Help, workshops, boards ------------------------------------------------------------------------------------------

CONTACT = {
    "name": "Council contact centre", "purpose": "If you are worried about a child", "phone": "01632 960001",
    "phone_href": "tel:01632960001", "website": "https://council.example/", "email": "help@council.example",
    "if_no_answer": "If nobody answers, call the police on 101.", "open_now": True, "urgent": False, "stale": False,
    "status_text": "Open now, until 5pm", "hours_lines": ["Monday to Friday: 9am to 5pm"], "last_checked": DAY,
}  # fmt: skip


def contact(**changes: Any) -> Context:
    return {"contact": {**CONTACT, **changes}}


SESSION = thing(starts_at=MORNING, ends_at=MORNING + timedelta(hours=3))


def colleague(pk: int, name: str, label: str, **more: Any) -> SimpleNamespace:
    plain = {"is_confirmed": False, "is_waiting": False, "is_active": True, "delivery_state": "delivered"}
    return thing(**{**plain, "pk": pk, "name": name, "get_state_display": label, "session": SESSION, **more})


COLLEAGUES = [
    colleague(1, "Pat Ng", "Place booked", is_confirmed=True),
    colleague(2, "Sam Okoro", "On the waiting list", is_waiting=True),
    colleague(3, "Cy Cuff", "Place booked", is_confirmed=True, delivery_state="bounced"),
    colleague(4, "Bo Bobby", "Cancelled", is_active=False),
]
BRIEFINGS = [
    thing(pk=1, module=thing(title="Safer places"), issued_at=MORNING),
    thing(pk=2, module=thing(title="Online harm"), issued_at=MORNING),
]
FIGURES = [("completed", "Completed", 7), ("started", "Started", 2), ("not_started", "Not started", 3)]
PUBLIC_FILM = thing(
    title="The way home", about="Sana walks home through a park.", content_note="A child is followed.",
    get_key_stage_display="Ages 7 to 11 (key stage 2)", get_theme_display="Parks and streets",
    film=thing(file="film.mp4", duration_text="58 seconds"), ground_rules=[thing(value="Listen to each other.")],
    step_out="Agree a sign.", if_told=[thing(value=words("Listen. Tell the DSL."))],
    pause_list=[thing(heading="The bench", clock="0:20", prompts=["What does Sana notice?"])],
    lessons=[("one", "One lesson", [thing(value=LESSON_START)])],
)  # fmt: skip
CODE = {
    "address": "pat@council.example", "at": "10:02am", "until": "10:17am", "minutes": 15, "count": 2, "again": False,
    "sure": False, "writable": True, "mail_is_off": False, "refused": "", "ended": "",
}  # fmt: skip


def asked(**changes: Any) -> Context:
    return {"asked": {**CODE, **changes}, "partnership": {"contact_email": "help@council.example"}}


def picture() -> Context:
    """The newest picture of the library, since only a real one is drawn in several sizes."""
    return {
        "shown": {"picture": Picture.objects.order_by("-pk").first(), "alt_text": "A park", "caption": "Dusk"},
        "label": "Picture",
    }


# --- The registry -----------------------------------------------------------------------------------------------------

EXAMPLES: dict[str, Component] = {
    "admin_pages": one({"page": Paginator(range(30), 10).page(2), "query": "q=park"}),
    "back_link": one({"url": "#", "label": "My place"}),
    "board_figures": shown(
        Example("with vacant seats", {"figures": FIGURES, "vacant": 2}),
        Example("vacant seats not known", {"figures": FIGURES, "vacant": None}),
    ),
    "board_question": one(
        {
            "question": thing(pk=NO_ROW, extract_on=DAY, appointment=thing(person=thing(canonical="Rowan Mock"))),
            "points": [("Last day", "31 August 2027", "15 January 2027")],
            "organisation": SCHOOL,
        }
    ),
    "body": one(
        {
            "body": [
                thing(block_type="text", value=words("Some text.")),
                thing(block_type="notice", value={"text": words("A notice.")}),
                thing(
                    block_type="document",
                    value={
                        "document": thing(url="#", title="Policy", file_extension="pdf", file_size=120_000),
                        "text": "What it is for.",
                    },
                ),
            ]
        }
    ),
    "booked_colleagues": one(
        {"workshop": thing(pk=NO_ROW), "colleagues": COLLEAGUES, "now": MORNING - timedelta(days=9)}
    ),
    "briefing_choice": one({"briefings": BRIEFINGS, "chosen": 2, "any": "The latest of each"}),
    "check_errors": shown(
        Example(
            "a question was left out",
            {"kind": "check", "here": {"questions": [{"place": "a"}], "unanswered": [{"place": "a"}]}},
        ),
        Example(
            "an answer was wrong",
            {"kind": "check", "here": {"questions": [{"place": "a", "result": "wrong"}], "attempted": True}},
        ),
        Example("the box was not ticked", {"kind": "declaration", "here": {"declaration_missing": True}}),
    ),
    "code_again": one(asked(again=True)),
    "code_help": one(asked()),
    "code_refused": shown(
        Example("a code still works", asked(refused="Wait a few minutes before you ask for another code.")),
        Example("no code works", asked(refused="Wait a few minutes before you ask for another code.", ended="tries")),
    ),
    "code_sent": shown(
        Example("an address that somebody typed", asked()),
        Example("one's own address", asked(sure=True)),
        Example("an address we may not write to", asked(sure=True, writable=False)),
        Example("no mail is sent", asked(mail_is_off=True)),
    ),
    "colleagues": one(colleagues),
    "contact_card": shown(
        Example("open", contact()),
        Example("closed", contact(open_now=False, status_text="Closed now, opens at 9am")),
        Example("hours not known", contact(open_now=None, status_text="", hours_lines=[])),
        Example("urgent", contact(urgent=True)),
        Example("not checked for long", contact(stale=True)),
    ),
    "continue": shown(
        Example("ready", {"here": HERE}),
        Example("going on is recorded", {"here": HERE, "sends": True}),
        Example("not yet", {"here": {**HERE, "available": False}, "way": "#", "way_label": "Read instead"}),
    ),
    "door": shown(
        Example("open", {"door": {"heading": "School governors", "text": "Do your briefing.", "url": "#"}}),
        Example("closed", {"door": {"heading": "Parents", "text": "A page for parents.", "note": "In spring"}}),
        within="ul.cg-doors",
    ),
    "enrolment": shown(
        Example("not started", enrolment("not_started", "Not started", resume_url="")),
        Example("started", enrolment("started", "Started")),
        Example("completed", enrolment("completed", "Completed")),
        Example("being updated", enrolment("started", "Started", module_url="")),
        within="ul.cg-cards",
    ),
    "error_summary": shown(
        Example("of a form", lambda: {"form": ExampleForm({}, prefix="summary")}),
        Example("of the page", {"errors": [{"href": "#", "text": "Choose a session"}]}),
    ),
    "exit_page": one({}),
    "field": shown(
        *(
            Example(f"{label}{', wrong' if wrong else ''}", field(name, wrong=wrong))
            for name, label in [
                ("text", "text"),
                ("day", "a date"),
                ("long", "a text of several lines"),
                ("listed", "a list"),
                ("radios", "one of several"),
                ("boxes", "any of several"),
                ("ticked", "a box"),
                ("file", "a file"),
            ]
            for wrong in (False, True)
        ),
        Example("hidden", field("hidden")),
    ),
    "film": shown(Example("recorded", {"film": FILM, "here": {**HERE, "beats_url": "#", "read_url": "#"}})),
    "film_card": shown(
        Example("with a link", {"film_page": PUBLIC_FILM, "url": "#"}),
        Example("without a link", {"film_page": PUBLIC_FILM}),
        within="ul.cg-cards",
    ),
    "footer": one({"site_links": {"worried_url": "#", "privacy_url": "#"}, "partnership": {"name": "A partnership"}}),
    "held_appointment": shown(
        Example(
            "serving",
            {
                "held": thing(
                    row=thing(
                        pk=NO_ROW,
                        organisation="Elm Road Infants",
                        get_role_display="Governor",
                        starts_on=DAY,
                        ends_on=DAY,
                    ),
                    came_from="National register",
                    since=DAY,
                    has_ended=False,
                )
            },
        ),
        Example(
            "ended",
            {
                "held": thing(
                    row=thing(pk=NO_ROW, organisation="Canal Bank Academy", get_role_display="Chair", ends_on=DAY),
                    came_from="The clerk",
                    since=DAY,
                    has_ended=True,
                )
            },
        ),
        within="ul.cg-cards",
    ),
    "icon": shown(
        *(Example(name, {"name": name}) for name in "tick cross clock phone people calendar info care document".split())
    ),
    "lesson": one({"page": PUBLIC_FILM}),
    "lesson_plans": one({"page": PUBLIC_FILM}),
    "module_facts": shown(
        Example("of a learner", {"module": MODULE, "progress": STARTED}),
        Example("of a visitor", {"module": MODULE, "progress": VISITOR}),
    ),
    "notice": shown(
        *(
            Example(kind, {"kind": kind, "heading": heading, "text": "What happened, and what to do."})
            for kind, heading in [
                ("info", "Good to know"),
                ("care", "Before you start"),
                ("done", "Saved"),
                ("wrong", ""),
            ]
        ),
        Example("as an editor wrote it", {"rich": words("A notice with <a href='#'>a link</a>.")}),
    ),
    "picture": one(picture),
    "plain_film": one({"film": FILM, "file_url": "#", "captions_url": "#", "poster_url": "", "title": "The park"}),
    "progress_bar": one({"value": 1, "max": 3, "words": "1 of 3 steps done"}),
    "question": shown(
        Example("asked", question("asked")),
        Example("left out", question("left-out", missing=True)),
        Example("right", question("right", result="right", passed=True)),
        Example("wrong, several choices", question("wrong", result="wrong", multiple=True)),
    ),
    "scene": one({}, within="div.cg-calm__picture"),
    "stage_contacts": one({"contacts": [CONTACT]}),
    "steps": shown(
        Example("of a learner", {"page": MODULE, "progress": STARTED, "current": STEPS[1]}),
        Example("of a visitor", {"page": MODULE, "progress": VISITOR, "current": STEPS[0]}),
    ),
    "tabled": one({"tablings": [thing(present=1, on=DAY), thing(present=5, on=DAY)]}),
    "transcript": one({"film": FILM, "here": VISITOR}),
    "way_step": shown(
        Example("done", {"step": STEPS[0], "progress": STARTED}),
        Example("next", {"step": STEPS[1], "progress": STARTED}),
        Example("to do", {"step": STEPS[2], "progress": STARTED}),
        Example("of a visitor", {"step": STEPS[0], "progress": VISITOR}),
        within="ol.cg-way",
    ),
}
