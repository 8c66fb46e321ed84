"""What an officer has to fill in, confirm and publish, line by line."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

import starter
from starter.council import Council, value_names
from starter.filling import gaps_in
from starter.operations import Added
from starter.operations.contacts import find_contact
from starter.operations.pages import texts_of
from starter.standard_content import contacts_not_given

TO_CONFIRM = Path(str(starter.__file__)).parent / "content" / "to-confirm.md"
CONTACTS = {
    "team": "your contact and referral team",
    "out-of-hours": "the emergency duty team, out of hours",
    "lado": "the local authority designated officer (LADO)",
}


def option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def checklist(added: Added, council: Council) -> str:
    parts = (_done(added), _gaps(added, council), _contacts(council), _drafts(added), _to_confirm())
    return "\n\n".join(text for part in parts if (text := "\n".join(part)))


def _done(added: Added) -> Iterator[str]:
    new = [*([added.home] if added.is_new_home else []), *added.added]
    for what, rows in (("page", new), ("contact", added.contacts), ("film", added.films)):
        if rows:
            yield f"Added: {len(rows)} {what}{'' if len(rows) == 1 else 's'}."
    if added.filled:
        yield f"Filled in, since nobody had changed it yet: {_titles(added.filled)}."
    if not (new or added.contacts or added.films or added.filled):
        yield "All of it was there already. Nothing was changed."
    for path in added.taken:
        yield f"Not added: another page stands at /{path}/ already."
    for path in added.orphans:
        yield f"Not added: /{path}/, since the list that it belongs below wasn't added."


def _gaps(added: Added, council: Council) -> Iterator[str]:
    """Each gap that is left in a page, where it stands and how to fill it."""
    options = {council.gap(name): option(name) for name in value_names(options_only=True)}
    pages: dict[str, list[Page]] = {}
    for page in added.pages.values():
        for gap in gaps_in(texts_of(page)):
            pages.setdefault(gap, []).append(page)
    if not pages:
        return
    yield "FILL IN WHAT IS MISSING"
    yield "Run this command again with the options named here: it fills in the drafts that nobody has changed yet."
    yield "Or write it into the page yourself."
    yield ""
    for gap, places in pages.items():
        yield f"- {gap}{f'  {options[gap]}' if gap in options else ''}"
        yield f"      in: {_titles(places)}"


def _contacts(council: Council) -> Iterator[str]:
    missing = [row for row in contacts_not_given(council) if find_contact(row[0]) is None]
    if missing:
        yield "CONTACTS THAT WERE NOT ADDED"
    for key, needs_all, needs_any in missing:
        needed = [option(name) for name in needs_all if not getattr(council, name)]
        words = _listed(needed, "and") if needs_all else _listed([option(name) for name in needs_any], "or")
        yield f"- {CONTACTS[key]}: run this command again with {words}."


def _drafts(added: Added) -> Iterator[str]:
    worried = added.pages.get("worried")
    drafts = [page for page in added.pages.values() if not page.live]
    if drafts:
        yield "READ, CHANGE AND PUBLISH"
        yield "Nobody but staff sees these drafts until somebody has published them."
        if worried and worried in drafts:
            drafts.sort(key=lambda page: page != worried)
            yield f"Publish “{worried.title}” first: the top of every page leads to it, and so do the modules."
        yield ""
    for page in drafts:
        yield f"- {page.title}: {settings.PUBLIC_URL}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"


def _to_confirm() -> Iterator[str]:
    yield TO_CONFIRM.read_text(encoding="utf-8").partition("\n\n")[2].rstrip()


def _titles(pages: list[Page]) -> str:
    return ", ".join(f"{page.title} (published)" if page.live else page.title for page in pages)


def _listed(words: list[str], last: str) -> str:
    """ "one, two and three"."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
