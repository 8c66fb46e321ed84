"""Reads for pages: who answers now, which films are open to anybody, where a page has moved."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ReferenceIndex, Site

from cms.enums import Answering, SupportAudience
from cms.models import AwarenessPage, Film, ModulePage, Picture, PictureRendition, SupportContact
from cms.opening_hours import closed_days, hours_confirmed, hours_lines, status

Card = dict[str, Any]  # a contact as pages, print and packs show it


def support_contacts(audience: str, at: datetime) -> list[Card]:
    """The contacts for one audience, each with whether it answers at the moment `at`. 4 queries, however many.

    First whoever is there for danger now, then those who surely answer, then the others. For pupils the first is
    always who answers a child day and night. Within each group the officer's order stays.
    """
    days = closed_days()
    cards = []
    for contact in _contacts(audience):
        now = status(contact, at, days)
        stale = contact.check_again_by <= timezone.localtime(at).date()
        cards.append({**_card(contact, audience), "open_now": now.open_now, "status_text": now.text, "stale": stale})
    return sorted(cards, key=_for_pupils if audience == SupportAudience.PUPILS else _for_adults)


def contacts_on_paper(audience: str) -> list[Card]:
    """The same without a moment: opening hours, never who is open now. For print, packs and screens that stay up."""
    cards = [_card(contact, audience) for contact in _contacts(audience)]
    return sorted(cards, key=_for_pupils_on_paper if audience == SupportAudience.PUPILS else _for_adults_on_paper)


def _contacts(audience: str) -> QuerySet[SupportContact]:
    found = SupportContact.objects.for_audience(audience)
    return found.select_related("covers").prefetch_related("hours", "covers__hours")


def _for_adults(card: Card) -> tuple[bool, bool, bool]:
    danger, answers = card["urgent"], card["open_now"]
    return not (danger and card["always"]), not (danger and answers), not answers


def _for_pupils(card: Card) -> tuple[bool, bool]:
    return not card["always"], not card["open_now"]


def _for_adults_on_paper(card: Card) -> tuple[bool, bool]:
    return not (card["urgent"] and card["always"]), not card["confirmed"]


def _for_pupils_on_paper(card: Card) -> tuple[bool, bool]:
    return not card["always"], not card["confirmed"]


def stale_contacts(on: date) -> list[SupportContact]:
    return SupportContact.objects.all().stale(on)


def _phone_href(phone: str) -> str:
    """A number for dialling. In "+44 (0)151 …" the bracketed nought is for callers at home only."""
    return "tel:" + "".join(c for c in phone.replace("(0)", "") if c.isdigit() or c == "+")


def _card(contact: SupportContact, audience: str) -> Card:
    to_pupils = audience == SupportAudience.PUPILS
    return {
        "name": contact.name,
        "purpose": contact.pupil_text if to_pupils else contact.purpose,
        "if_no_answer": "" if to_pupils else contact.if_no_answer,
        "phone": contact.phone,
        "phone_href": _phone_href(contact.phone),
        "website": contact.website,
        "email": contact.email,
        "hours_lines": hours_lines(contact),
        "confirmed": hours_confirmed(contact),
        "always": contact.answering == Answering.ALWAYS,
        "last_checked": contact.last_checked,
        "urgent": contact.urgent,
    }


# --- Films -----------------------------------------------------------------------------------------------------------


def _shown_by_a_module(model: type[Model], pk: str) -> Exists:
    """Whether a published module shows the row of `model` that the field `pk` names."""
    shown = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=Cast(OuterRef(pk), CharField()),
        content_type=ContentType.objects.get_for_model(ModulePage),
    )
    live = ModulePage.objects.live().annotate(number=Cast("pk", CharField()))  # the index keeps numbers as text
    return Exists(shown.filter(Exists(live.filter(number=OuterRef("object_id")))))


def film_and_whether_open(uuid: UUID) -> tuple[Film, bool] | None:
    """(film, whether a published module shows it, so that anybody may see it). 1 query."""
    found = Film.objects.filter(uuid=uuid).annotate(is_open=_shown_by_a_module(Film, "pk"))
    film = found.defer("cues").first()
    return None if film is None else (film, film.is_open)


def picture_and_whether_open(pk: int, size: str) -> tuple[PictureRendition, bool] | None:
    """(picture in one size, whether a published module shows the picture). 1 query."""
    found = PictureRendition.objects.filter(image_id=pk, filter_spec=size).order_by("-pk")
    rendition = found.annotate(is_open=_shown_by_a_module(Picture, "image_id")).first()
    return None if rendition is None else (rendition, rendition.is_open)


def is_shown_by_a_module(picture: Picture) -> bool:
    """Whether a published module shows this picture. 1 query."""
    return bool(Picture.objects.filter(_shown_by_a_module(Picture, "pk"), pk=picture.pk).exists())


def pupil_page(slug: str) -> AwarenessPage | None:
    """The page that pupils may open without anybody knowing who they are. 1 query."""
    open_pages = AwarenessPage.objects.live().filter(pupil_page_open=True)
    page: AwarenessPage | None = open_pages.filter(slug=slug).select_related("film").first()
    return page


# --- Moved pages -----------------------------------------------------------------------------------------------------


DEEPEST = 8  # parts of an address; no page of ours stands deeper


def moved_address(request: HttpRequest) -> str | None:
    """Where something that lay below a moved page is now: a step of a module, or a page that was unpublished then.

    Wagtail keeps one redirect for each published page that moves. The nearest one above the address counts. 1 query.
    """
    path = Redirect.normalise_path(request.path)
    parts = path.split("/")[1:]
    if "\0" in path or "" in parts or len(parts) > DEEPEST:
        return None
    above = ["/" + "/".join(parts[:count]) for count in range(1, len(parts))]
    redirects = Redirect.get_for_site(Site.find_for_request(request)).filter(old_path__in=above)
    rows = redirects.filter(redirect_page__isnull=False).order_by("pk")
    nearest = max(rows, key=lambda row: len(row.old_path), default=None)
    if nearest is None or not nearest.link:
        return None
    return f"{nearest.link.rstrip('/')}{path[len(nearest.old_path) :]}/"


def moved_pupil_page(slug: str) -> AwarenessPage | None:
    """The open page for pupils that had this slug before. Its address is on posters and in packs. 1 query."""
    moved = Redirect.objects.filter(old_path__endswith=f"/{slug}", redirect_page__isnull=False)
    pages = AwarenessPage.objects.live().filter(pupil_page_open=True, pk__in=moved.values("redirect_page"))
    page: AwarenessPage | None = pages.first()
    return page
