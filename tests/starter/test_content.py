"""The standard content belongs to no council, and says nowhere more than it knows."""

from dataclasses import fields

import pypdf
import pytest

from demo.content import personas, staff, workshops
from demo.content.council import COUNCIL
from demo.council import AUTHORITY
from starter.content.contacts import CONTACTS
from starter.council import Council, value_names
from starter.filling import GAP, PLACE, FirstKnown, Reference, filled, gaps_in, strings_in, values_in
from starter.standard_content import PAGES, standard_content
from tests.servers import HERE

FILES = [
    path
    for path in (HERE / "starter").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts and "build" not in path.parts
]


def names_of_the_demonstration() -> set[str]:
    """What only its council is called: names, numbers, addresses, people, agencies."""
    names = {getattr(COUNCIL, one.name) for one in fields(COUNCIL) if one.metadata["option"]} - {""}
    names |= {AUTHORITY["name"], workshops.PLACE, *workshops.AGENCIES}
    names |= {person["name"] for person in personas.PERSONAS if person["email"]} | {row[2] for row in staff.STAFF}
    names |= {domain for _kind, domain in workshops.AGENCIES.values()}
    names |= {name.partition(" ")[0] for name in workshops.AGENCIES if "Riverside" in name}
    return names | {"".join(name.split()) for name in names if name[:1] == "0"}


def text_of(path) -> str:
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    return path.read_bytes().decode("utf-8", errors="ignore")


def named_in(text: str) -> list[str]:
    lower = text.lower()
    return [name for name in names_of_the_demonstration() if name.lower() in lower]


def test_the_names_are_those_of_the_demonstration():
    names = names_of_the_demonstration()
    assert {"Halton", "iCART", "0151 907 8305", "01519078305", "Riverside", "Nerys Sample"} <= names
    assert named_in("Call the ICART team of halton.") and not named_in("Call the front door of Mereside.")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE)))
def test_nothing_names_the_council_of_the_demonstration(path):
    assert named_in(text_of(path)) == []


def everything(council: Council) -> list:
    content = standard_content(council)
    return [content.home, [page.fields for page in content.pages]]


def test_there_is_something_to_look_at():
    assert len(FILES) > 40
    assert sum(len(text) for text in strings_in(everything(Council()))) > 30_000


@pytest.mark.parametrize("name", value_names())
def test_each_value_is_used_and_leaves_no_gap_when_it_is_given(name):
    used = {place for page in PAGES for text in strings_in(page.fields) for place in values_in(text)}
    used |= {value for row in CONTACTS for value in (*row.get("needs_all", ()), *row.get("needs_any", ()))}
    assert name in used
    given = Council(**{name: "0151 496 0000"})
    assert Council().gap(name) not in gaps_in(everything(given))


def test_a_council_that_gives_everything_is_left_with_what_only_a_page_knows():
    given = Council(**{name: f"our {name}" for name in value_names()})
    assert {
        gap for gap in gaps_in(everything(given)) if gap in {Council().gap(name) for name in value_names()}
    } == set()
    assert not [text for text in strings_in(everything(given)) if PLACE.search(text)]


@pytest.mark.parametrize(
    ("data", "council", "expected"),
    [
        ("Call {team_name}.", {}, "Call [name of your contact and referral team]."),
        ("Call {team_name}.", {"team_name": "A & B"}, "Call A & B."),
        ("<p>Call {team_name}.</p>", {"team_name": "A & B"}, "<p>Call A &amp; B.</p>"),
        ("<p>{partnership_email_link}</p>", {}, "<p>[email address of your partnership]</p>"),
        (
            "<p>{partnership_email_link}</p>",
            {"partnership_email": "a@b.example"},
            '<p><a href="mailto:a@b.example">a@b.example</a></p>',
        ),
        (FirstKnown(("Call {team_name}.", "Call 999.")), {}, "Call 999."),
        (FirstKnown(("Call {team_name}.", "Call 999.")), {"team_name": "Us"}, "Call Us."),
        (FirstKnown(("{lado_phone}",)), {}, ""),
        ([("text", {"body": "{area_name}"})], {"area_name": "{team_name}"}, [("text", {"body": "{team_name}"})]),
        (Reference("film", "way-home"), {}, Reference("film", "way-home")),
        ({"minutes": 12, "on": None}, {}, {"minutes": 12, "on": None}),
    ],
)
def test_values_are_filled_in(data, council, expected):
    assert filled(data, Council(**council)) == expected


def test_a_value_that_nobody_knows_is_a_fault_of_ours():
    with pytest.raises(AttributeError):
        filled("Call {somebody}.", Council())


def test_a_gap_is_found_wherever_it_stands():
    data = {"a": ["x [one] y", ("text", {"b": "<p>[two] and [one]</p>"})], "c": 3}
    assert gaps_in(data) == ["[one]", "[two]"]
    assert GAP.findall("[a [b] c]") == ["[b]"]
