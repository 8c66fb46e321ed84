from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import Film, HomePage, PartnershipSettings, SupportContact
from people.models import Person
from people.operations import record_audit
from starter.audit import CONTENT_ADDED
from starter.content.contacts import CONTACTS
from starter.council import Council
from starter.filling import filled
from starter.operations.contacts import add_contacts
from starter.operations.media import add_documents, add_films, add_pictures
from starter.operations.pages import Rows, add_home_page, add_page, fill_home_page
from starter.standard_content import StandardContent


@dataclass(frozen=True)
class Added:
    """What one run has done."""

    home: HomePage
    is_new_home: bool
    pages: dict[str, Page]  # all that there are, by their path from the home page
    added: list[Page]
    filled: list[Page]  # drafts of ours into which a value came that was missing
    taken: list[str]  # paths at which a page of another kind stands
    orphans: list[str]  # paths below one of those
    contacts: list[SupportContact]  # new ones
    films: list[Film]  # new ones


@transaction.atomic
def add_standard_content(*, content: StandardContent, by: Person | None, now: datetime) -> Added:
    """Make what is missing: pages as drafts, contacts, films. Nothing that somebody has written is changed.

    Raises NoPlaceForHomePage; ValidationError if a contact can't be kept with these values.
    """
    home, is_new = add_home_page(content.home, by=by)
    films, new_films = add_films()
    rows = Rows({"film": films, "picture": add_pictures(), "document": add_documents()})
    site = Site.objects.filter(is_default_site=True).first()
    own = PartnershipSettings.for_site(site) if site else PartnershipSettings()
    for data in content.pages:
        chosen = getattr(own, f"{data.setting}_page") if data.setting else None
        add_page(home, data, rows, chosen=chosen.specific if chosen else None, by=by)
    if is_new:
        fill_home_page(home, content.home, rows, by=by)
    without_values = {row["key"]: filled(row, Council()) for row in CONTACTS}
    contacts = add_contacts(content.contacts, without_values=without_values, today=timezone.localdate(now))
    _fill_settings(own, content, rows)
    added = Added(home, is_new, rows.pages, rows.added, rows.filled, rows.taken, rows.orphans, contacts, new_films)
    if is_new or rows.added or rows.filled or contacts or new_films:
        counts = {"pages": len(rows.added) + is_new, "contacts": len(contacts), "films": len(new_films)}
        record_audit(action=CONTENT_ADDED, about=home, by=by, data={**counts, "filled": len(rows.filled)}, now=now)
    return added


def _fill_settings(own: PartnershipSettings, content: StandardContent, rows: Rows) -> None:
    """What is known of the council, and which page is which, where nobody has chosen anything else yet."""
    council = content.council
    for name, value in (
        ("name", council.partnership_name),
        ("council_name", council.council_name),
        ("contact_email", council.partnership_email),
    ):
        if value and getattr(own, name) in ("", own._meta.get_field(name).default):
            setattr(own, name, value)
    for data in content.pages:
        if data.setting and getattr(own, f"{data.setting}_page_id") is None:
            page = rows.pages.get(data.path)
            setattr(own, f"{data.setting}_page_id", page.pk if page else None)
    if own.site_id:  # a site that is nobody's default has no such settings
        own.save()
