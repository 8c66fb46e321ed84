"""The demonstration council's pages, contacts, films and documents: the standard content with its own values."""

from dataclasses import replace
from datetime import datetime

from wagtail.models import Page

from demo.content import extras
from demo.content.council import COUNCIL
from people.models import Person
from starter.operations import add_standard_content
from starter.standard_content import Data, PageData, StandardContent, standard_content


def load_content(*, owner: Person, now: datetime) -> None:
    """The council has confirmed everything, so it is published."""
    added = add_standard_content(content=content_of_the_demonstration(), by=owner, now=now)
    for page in added.pages.values():
        publish(page)


def publish(page: Page) -> None:
    """As it stands in the database: what was made below it since is not in the row that somebody holds."""
    page = Page.objects.get(pk=page.pk).specific
    page.save_revision(user=page.owner).publish()


def content_of_the_demonstration() -> StandardContent:
    standard = standard_content(COUNCIL)
    # The workshops come later, with their sessions (demo/workshops.py).
    pages = [own_page(page) for page in standard.pages if page.kind != "workshop"]
    return replace(standard, home=own_home(standard.home), pages=pages, contacts=[*map(own_contact, standard.contacts)])


def own_home(home: Data) -> Data:
    doors = [{**door, "text": extras.PARTNERS} if door["heading"] == "Partners" else door for door in home["doors"]]
    return {**home, "doors": doors}


def own_page(page: PageData) -> PageData:
    fields = dict(page.fields)
    if page.kind == "module":
        fields["reviewed_on"] = extras.REVIEWED_ON
    if page.kind == "film":
        fields |= extras.FILMS
    if notice := extras.NOTICES.get(page.setting):
        fields["body"] = [("notice", {"text": notice}), *fields["body"]]
    return replace(page, fields=fields)


def own_contact(contact: Data) -> Data:
    return {**contact, "last_checked": extras.CONTACTS_CHECKED_ON, **extras.CONTACTS.get(contact["key"], {})}
