"""What may not stand anywhere in our content or in a template, as rules rather than as a list.

Each rule is tried first on sentences that break it and on some that don't: a rule that finds nothing proves nothing.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

import starter.content
from demo import content
from demo.content_loader import content_of_the_demonstration
from starter.filling import FirstKnown
from tests.servers import HERE

BLOCKS = re.compile(r"</(?:p|li|h\d|td|div|title|label|option|section)>|<br>|\n\s*\n|(?m:^[-#] )", re.IGNORECASE)
TAGS = re.compile(r"<[^>]*>|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

HEAD = r"\bhead ?-?teachers?\b|\bheads?\b(?! of| lice)|\bprincipals?\b"
LADO = r"\bLADOs?\b|\bdesignated officers?\b"
RULES = {
    "a concern about the headteacher goes to the chair of governors": lambda words: (
        re.search(HEAD, words, re.I) and re.search(LADO, words, re.I) and not re.search(r"\bchairs?\b", words, re.I)
    ),
    "suspended, or permanently excluded": lambda words: re.search(r"(?<!permanently )\bexcluded\b", words, re.I),
    "part-time timetable": lambda words: re.search(r"\b(?:reduced|shorten\w*|cut) time-?\s?tables?\b", words, re.I),
    "the DSL, not a teacher, goes to the front door": lambda words: re.search(
        r"\bteachers?\b[^.]*\b(?:takes?|goes|go|brings?|refers?)\b[^.]*\bfront door\b", words, re.I
    ),
    "no paragraph numbers of guidance": lambda words: (
        re.search(r"\b(?:KCSIE|keeping children safe|working together)\b", words, re.I)
        and re.search(r"(?:\bparagraphs?|\bparas?\.?|¶)\s*\d", words, re.I)
    ),
    "landing pages, not files": lambda words: re.search(r"assets\.publishing\.service\.gov\.uk", words),
    "the centre's name since September 2025": lambda words: re.search(
        r"contextual safeguarding (?:programme|network|research)|university of bedfordshire", words, re.I
    ),
    "the partnership's own name": lambda words: re.search(
        r"halton (?:local )?safeguarding (?!children partn)", words, re.I
    ),
    "no hours that nobody confirmed": lambda words: (
        re.search(rf"{LADO}|\bNSPCC\b", words, re.I)
        and re.search(r"24 hours|day and night|\d ?[ap]m\b|open now", words, re.I)
    ),
}


def broken(words: str) -> list[str]:
    return [rule for rule, breaks in RULES.items() if breaks(words)]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Worried about the head? Ring the LADO straight away.", "a concern about the headteacher"),
        ("The local authority designated officer also deals with headteachers.", "a concern about the headteacher"),
        ("A pupil who was excluded for three days", "suspended"),
        ("Excluded pupils", "suspended"),
        ("a pupil on a shortened timetable", "part-time"),
        ("Reduced time-table agreed", "part-time"),
        ("Her teacher brings the worry to the council’s front door.", "the DSL"),
        ("KCSIE 2026, paragraphs 81 to 84", "no paragraph"),
        ("Keeping children safe in education, para. 79", "no paragraph"),
        ("the Contextual Safeguarding Network", "the centre"),
        ("Halton safeguarding board", "the partnership"),
        ("The LADO answers Monday to Friday, 9am to 5pm.", "no hours"),
        ("NSPCC: 24 hours a day", "no hours"),
    ],
)
def test_each_rule_catches_what_breaks_it(words, rule):
    assert [found for found in broken(words) if found.startswith(rule)]


@pytest.mark.parametrize(
    "words",
    [
        "About the headteacher: tell the chair of governors, who brings in the LADO the same day.",
        "He was permanently excluded in May.",
        "The head of service answers. The LADO writes the report.",
        "A part-time timetable has an end date.",
        "Her teacher tells the DSL. The DSL goes to the front door.",
        "Halton Safeguarding Children Partnership (HSCP)",
        "NSPCC Helpline: you can email at any time.",
    ],
)
def test_no_rule_catches_what_is_right(words):
    assert not broken(words)


def pieces(text: str) -> Iterator[str]:
    """The paragraphs, list items and headings of a text: what is read together."""
    for block in BLOCKS.split(text):
        if words := " ".join(TAGS.sub(" ", block).split()):
            yield words


def texts(value, key="") -> Iterator[str]:
    """Every string in plain data that is shown: not an officer's note, nor words for search, where an old one helps."""
    if isinstance(value, str):
        if key not in {"search_description", "note"}:
            yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, name)
    elif isinstance(value, list | tuple | FirstKnown):
        for each in value.texts if isinstance(value, FirstKnown) else value:
            yield from texts(each, key)


def everything() -> Iterator[tuple[str, str]]:
    """(where, text) of the standard content and the demonstration's, the films' captions, the form, all templates."""
    for package in (content, starter.content):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, value in vars(module).items():
                if name.isupper():
                    yield from ((f"{found.name}.{name}", text) for text in texts(value))
    folder = Path(starter.content.__path__[0])
    files = [*folder.glob("*.html"), *(folder.parent / "film").glob("*.vtt"), *(folder.parent / "film").glob("*.py")]
    files += [path for path in (HERE / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    for path in files:
        yield path.name, path.read_text(encoding="utf-8")
    for path in folder.glob("*.pdf"):
        yield from ((path.name, page.extract_text()) for page in pypdf.PdfReader(path).pages)


def test_nothing_that_is_shown_breaks_a_rule():
    seen = 0
    wrong = []
    for where, text in everything():
        for words in pieces(text):
            seen += 1
            wrong += [(where, rule, words[:160]) for rule in broken(words)]
    assert not wrong
    assert seen > 1000  # it has looked


def test_every_place_that_tells_of_the_chair_tells_of_999_too():
    for where, text in everything():
        words = " ".join(TAGS.sub(" ", text).split())
        if "chair of governors" in words and re.search(LADO, words):
            assert "999" in words, where


def test_the_demonstration_gives_hours_only_to_those_that_are_confirmed():
    sure = {row["key"] for row in content_of_the_demonstration().contacts if row["answering"] != "unconfirmed"}
    assert sure == {"emergency", "team", "out-of-hours", "childline"}


def test_every_contact_that_may_be_closed_says_what_to_do_then():
    rows = content_of_the_demonstration().contacts
    for row in rows:
        if row.get("phone") and row["answering"] != "always" and row["key"] != "police":
            assert row["if_no_answer"], row["key"]
    assert next(row for row in rows if row["key"] == "lado")["if_no_answer"]
