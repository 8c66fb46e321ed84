"""All standard content as plain data, filled with a council's values."""

from dataclasses import dataclass
from typing import Any

from starter.content import (
    a_favour,
    contacts,
    councillors,
    films,
    governors,
    home,
    missing,
    statements,
    support,
    way_home,
    workshops,
)
from starter.council import Council
from starter.filling import filled, knows

Data = dict[str, Any]
FILMS = {  # by the name of the files in starter/film
    "contextual-safeguarding": {"title": governors.MODULE["title"], "poster": "poster.jpg"},
    "way-home": {"title": way_home.WAY_HOME["title"], "poster": "way-home.jpg"},
    "a-favour": {"title": a_favour.A_FAVOUR["title"], "poster": "a-favour.jpg"},
}
DOCUMENTS = {
    "missing-pro-forma.pdf": next(value["label"] for kind, value in missing.MISSING["body"] if kind == "document")
}


@dataclass(frozen=True)
class PageData:
    """A page below the home page."""

    kind: str  # one of starter.operations.pages.KINDS
    fields: Data
    below: str = ""  # the path of its parent, from the home page
    setting: str = ""  # the chooser of PartnershipSettings that it belongs into, without "_page"

    @property
    def path(self) -> str:
        """From the home page, for example "learn/ward-councillors"."""
        return f"{self.below}/{self.fields['slug']}".lstrip("/")


@dataclass(frozen=True)
class StandardContent:
    home: Data
    pages: list[PageData]  # parents first
    contacts: list[Data]
    council: Council


PAGES = [
    PageData("module_index", home.LEARN, setting="modules"),
    PageData("module", governors.MODULE, below="learn"),
    PageData("module", councillors.MODULE, below="learn"),
    PageData("support", support.WORRIED, setting="worried"),
    PageData("support", support.HELP, setting="help"),
    PageData("standard", missing.MISSING, setting="missing"),
    PageData("standard", statements.ACCESSIBILITY, setting="accessibility"),
    PageData("standard", statements.PRIVACY, setting="privacy"),
    PageData("standard", statements.COOKIES, setting="cookies"),
    PageData("film_index", films.INDEX, setting="films"),
    *(PageData("film", film, below="films-for-schools") for film in films.FILMS),
    PageData("workshop_index", workshops.INDEX),
    PageData("workshop", workshops.WORKSHOP, below="workshops"),
]


def standard_content(council: Council) -> StandardContent:
    """Everything that a council begins with, in its own words where it has given them."""
    return StandardContent(
        home=filled(home.HOME, council),
        pages=[PageData(one.kind, filled(one.fields, council), one.below, one.setting) for one in PAGES],
        contacts=[filled(row, council) for row in contacts.CONTACTS if is_given(row, council)],
        council=council,
    )


def is_given(contact: Data, council: Council) -> bool:
    """Whether enough is known of a contact to add it."""
    any_of = contact.get("needs_any", ())
    return knows(council, contact.get("needs_all", ())) and (
        not any_of or any(knows(council, [name]) for name in any_of)
    )


def contacts_not_given(council: Council) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(key, the values that it needs, those of which it needs one) of each contact that too little is known of."""
    return [
        (row["key"], row.get("needs_all", ()), row.get("needs_any", ()))
        for row in contacts.CONTACTS
        if not is_given(row, council)
    ]
