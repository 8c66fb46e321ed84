"""Pages from plain data: found where they are, added as drafts where they are missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.models import Page, Site

from cms.models import (
    AwarenessIndexPage,
    AwarenessPage,
    HomePage,
    ModuleIndexPage,
    ModulePage,
    StandardPage,
    SupportPage,
)
from people.models import Person
from starter.filling import Reference, gaps_in
from starter.standard_content import Data, PageData
from workshops.models import WorkshopIndexPage, WorkshopPage

KINDS: dict[str, type[Page]] = {
    "module_index": ModuleIndexPage,
    "module": ModulePage,
    "support": SupportPage,
    "standard": StandardPage,
    "film_index": AwarenessIndexPage,
    "film": AwarenessPage,
    "workshop_index": WorkshopIndexPage,
    "workshop": WorkshopPage,
}


class NoPlaceForHomePage(Exception):
    """There is no home page, and other pages than Wagtail's welcome page stand where it would be made."""

    def __str__(self) -> str:
        return "Nothing was added. There are pages, but no home page. Add a home page below the root, then try again."


@dataclass
class Rows:
    """What a Reference points at, and what has become of each page, by its path from the home page."""

    rows: dict[str, dict[str, Any]]
    pages: dict[str, Page] = field(default_factory=dict)
    added: list[Page] = field(default_factory=list)
    filled: list[Page] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)  # paths at which a page of another kind stands
    orphans: list[str] = field(default_factory=list)  # paths below one of those

    def resolved(self, data: Any) -> Any:
        """The same data with a row in place of each Reference; None for a page that isn't there."""
        if isinstance(data, Reference):
            return self.pages.get(data.name) if data.to == "page" else self.rows[data.to][data.name]
        if isinstance(data, dict):
            return {name: self.resolved(each) for name, each in data.items()}
        if isinstance(data, list | tuple):
            return type(data)(self.resolved(each) for each in data)
        return data


# --- The home page --------------------------------------------------------------------------------------------------


def add_home_page(data: Data, *, by: Person | None) -> tuple[HomePage, bool]:
    """The home page, and whether it was made just now. It takes the place of Wagtail's welcome page.

    Raises NoPlaceForHomePage if somebody has begun to build another tree.
    """
    home = HomePage.objects.first()
    if home:
        return home, False
    root = Page.objects.get(depth=1)
    others = list(root.get_children().specific())
    if any(type(page) is not Page or page.numchild for page in others) or len(others) > 1:
        raise NoPlaceForHomePage
    plain = {name: data[name] for name in ("title", "slug", "heading", "introduction", "search_description")}
    home = root.add_child(instance=HomePage(**plain, owner=by))
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page, site.site_name = home, site.site_name or data["title"]
    site.save()
    for welcome in others:
        welcome.delete()
    return HomePage.objects.get(pk=home.pk), True


def fill_home_page(home: HomePage, data: Data, rows: Rows, *, by: Person | None) -> None:
    """What leads on from a home page that was made just now, once the other pages are there. It is published."""
    home.refresh_from_db()
    home.main_module = ModulePage.objects.filter(pk=getattr(rows.resolved(data["main_module"]), "pk", None)).first()
    home.doors = [("door", rows.resolved(door)) for door in data["doors"]]
    home.parts_heading = data["parts_heading"]
    home.parts = [("part", part) for part in data["parts"]]
    home.save_revision(user=by).publish()


# --- Pages below it -------------------------------------------------------------------------------------------------


def add_page(home: HomePage, data: PageData, rows: Rows, *, chosen: Page | None, by: Person | None) -> None:
    """Find or add one page, and write into `rows` what has become of it. `chosen` is the one named in the settings."""
    parent = rows.pages.get(data.below) if data.below else home
    if parent is None:
        rows.orphans.append(data.path)
        return
    page = chosen if isinstance(chosen, KINDS[data.kind]) else _find(home, parent, data)
    if page is None and Page.objects.child_of(parent).filter(slug=data.fields["slug"]).exists():
        rows.taken.append(data.path)
        return
    if page is None:
        page = KINDS[data.kind](**rows.resolved(data.fields), live=False, owner=by)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision(user=by)
        rows.added.append(page)
    elif _waits_for_values(page, data):
        _write_anew(page, rows.resolved(data.fields), by=by)
        rows.filled.append(page)
    rows.pages[data.path] = page


def _find(home: HomePage, parent: Page, data: PageData) -> Page | None:
    """A list of modules, films or workshops by its kind, since there is one; another page by kind, place and slug."""
    kind = KINDS[data.kind]
    if kind.max_count == 1:
        page: Page | None = kind.objects.descendant_of(home).first()
    else:
        page = kind.objects.child_of(parent).filter(slug=data.fields["slug"]).first()
    return page


def is_untouched(page: Page) -> bool:
    """Whether it is still the draft that we made, by nobody's hand: whatever is saved in the admin has a user."""
    return not page.live and page.first_published_at is None and not page.revisions.exclude(user=None).exists()


def texts_of(page: Page) -> list[Any]:
    """What stands in the page, the newest draft of it, as plain data."""
    draft = page.get_latest_revision_as_object()
    values = [getattr(draft, one.name) for one in draft._meta.concrete_fields if one.name not in {"path", "url_path"}]
    return [value.get_prep_value() if isinstance(value, StreamValue) else value for value in values]


def _waits_for_values(page: Page, data: PageData) -> bool:
    """Whether we could fill a gap of it and nobody has begun to write in it."""
    known = set(gaps_in(texts_of(page))) - set(gaps_in(data.fields))
    return bool(known) and is_untouched(page)


def _write_anew(page: Page, fields: Mapping[str, Any], *, by: Person | None) -> None:
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)
    page.refresh_from_db()  # which draft is its newest
