"""The demonstration council's pages, contacts, films and documents, from plain data to Wagtail's models."""

from datetime import time
from pathlib import Path

from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.models import Page, Site
from wagtail.utils.file import hash_filelike

import starter
from cms.enums import Answering, SupportAudience
from cms.models import (
    AwarenessIndexPage,
    AwarenessPage,
    Film,
    HomePage,
    ModuleIndexPage,
    ModulePage,
    OpeningHours,
    PartnershipSettings,
    StandardPage,
    SupportContact,
    SupportPage,
)
from cms.operations import add_standard_pictures
from starter.content import contacts, councillors, films, governors, pages

HERE = Path(starter.__file__).parent
POSTERS = {"contextual-safeguarding": "poster.jpg"}
SUPPORT_FIELDS = ("audience", "show_exit")


def load_content(*, owner) -> None:
    shown = {"contextual-safeguarding": load_film("contextual-safeguarding", governors.MODULE["title"])}
    load_contacts()
    pictures = dict(zip(("park-before", "park-after"), add_standard_pictures(), strict=True))
    home = load_home(owner)
    library = home.add_child(
        instance=ModuleIndexPage(
            title=pages.LEARN["title"], slug=pages.LEARN["slug"], introduction=pages.LEARN["introduction"], owner=owner
        )
    )
    for data in (governors.MODULE, councillors.MODULE):
        load_module(library, data, shown, pictures, owner)
    made = {
        data["slug"]: load_page(home, data, owner)
        for data in (pages.WORRIED, pages.HELP, pages.MISSING, pages.ACCESSIBILITY, pages.PRIVACY, pages.COOKIES)
    }
    for_schools = load_films_for_schools(home, owner)
    fill_home(home)
    load_settings(home, library, for_schools, made)


def publish(page) -> None:
    page.save_revision(user=page.owner).publish()


def load_film(name: str, title: str) -> Film:
    folder = HERE / "film"
    with (
        (folder / f"{name}.mp4").open("rb") as film,
        (folder / f"{name}.vtt").open("rb") as captions,
        (folder / POSTERS.get(name, f"{name}.jpg")).open("rb") as poster,
    ):
        row = Film(
            title=title,
            file=File(film, "film.mp4"),
            captions=File(captions, "captions.vtt"),
            poster=File(poster, "poster.jpg"),
            narration_says_all=True,
        )
        row.full_clean()
        row.save()
    return row


def load_contacts() -> None:
    made: dict[str, SupportContact] = {}
    plain = ("name", "purpose", "pupil_text", "if_no_answer", "phone", "website", "email", "note")
    for place, data in enumerate(contacts.CONTACTS, start=1):
        contact = SupportContact(
            **{name: data.get(name, "") for name in plain},
            urgent=data.get("urgent", False),
            sort_order=10 * place,
            **{f"for_{audience}": audience in data["audience"] for audience in SupportAudience.values},
            answering=Answering(data["answering"]),
            covers=made.get(data.get("covers")),
            closed_on_bank_holidays=data.get("closed_on_bank_holidays", False),
            last_checked=contacts.LAST_CHECKED,
        )
        contact.hours = [
            OpeningHours(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
            for day, opens, closes in data.get("hours", ())
        ]
        contact.full_clean(exclude=["hours"])
        contact.save()
        made[data["key"]] = contact


def load_home(owner) -> HomePage:
    """The home page takes the place of Wagtail's welcome page."""
    root = Page.objects.get(depth=1)
    home = root.add_child(
        instance=HomePage(
            title=pages.HOME["title"],
            slug="common-ground",
            heading=pages.HOME["heading"],
            introduction=pages.HOME["introduction"],
            search_description=pages.HOME["search_description"],
            owner=owner,
        )
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Common Ground"}
    )
    root.get_children().exclude(pk=home.pk).first().delete()
    return home


def fill_home(home: HomePage) -> None:
    by_path = {page.slug: page for page in Page.objects.descendant_of(home)}

    def page_at(reference):
        return by_path[reference["page"].rpartition("/")[2]] if reference else None

    home.main_module = ModulePage.objects.get(pk=page_at(pages.HOME["main_module"]).pk)
    home.doors = [("door", {**door, "page": page_at(door["page"])}) for door in pages.HOME["doors"]]
    home.parts_heading = pages.HOME["parts_heading"]
    home.parts = [("part", part) for part in pages.HOME["parts"]]
    publish(home)


def load_module(library, data, films, pictures, owner) -> ModulePage:
    steps = [(kind, {**value, **chosen(value, films, pictures)}) for kind, value in data["steps"]]
    fields = (
        "title",
        "slug",
        "purpose",
        "audience_label",
        "minutes",
        "content_note",
        "reviewed_on",
        "renewal_months",
        "share_needed",
        "search_description",
    )
    page = library.add_child(
        instance=ModulePage(**{name: data[name] for name in fields if name in data}, steps=steps, owner=owner)
    )
    publish(page)
    return page


def chosen(value, films, pictures) -> dict:
    """The rows that a step's names stand for."""
    found = {"film": films[value["film"]]} if "film" in value else {}
    for name in ("before", "after"):
        if name in value:
            found[name] = {**value[name], "picture": pictures[value[name]["picture"]]}
    return found


def load_page(home, data, owner):
    kind = SupportPage if "audience" in data else StandardPage
    extra = {name: data[name] for name in SUPPORT_FIELDS if name in data}
    page = home.add_child(
        instance=kind(
            title=data["title"],
            slug=data["slug"],
            introduction=data.get("introduction", ""),
            search_description=data.get("search_description", ""),
            body=[block(*item) for item in data["body"]],
            owner=owner,
            **extra,
        )
    )
    publish(page)
    return page


def block(kind, value):
    return (
        (kind, {**value, "document": load_document(value["document"]["document"], value["label"])})
        if kind == "document"
        else (kind, value)
    )


def load_document(name: str, title: str):
    path = HERE / "content" / name
    with path.open("rb") as file:
        digest = hash_filelike(file)
        return get_document_model().objects.create(
            title=title, file=File(file, name), file_size=path.stat().st_size, file_hash=digest
        )


def load_films_for_schools(home, owner) -> AwarenessIndexPage:
    shelf = home.add_child(instance=AwarenessIndexPage(**films.INDEX, owner=owner))
    publish(shelf)
    for data in films.FILMS:
        lessons = {name: [("part", dict(zip(PART, part, strict=True))) for part in data[name]] for name in LESSONS}
        texts = {name: [("text", data[name])] for name in ("letter", "pupil_text")}
        plain = {name: value for name, value in data.items() if name not in {*lessons, *texts, *BUILT}}
        page = shelf.add_child(
            instance=AwarenessPage(
                **plain,
                **lessons,
                **texts,
                film=load_film(data["film"], data["title"]),
                ground_rules=[("rule", rule) for rule in data["ground_rules"]],
                pauses=[("pause", pause) for pause in data["pauses"]],
                if_told=[("text", films.IF_TOLD)],
                owner=owner,
            )
        )
        publish(page)
    return shelf


PART = ("minutes", "heading", "text")
LESSONS = ("lesson_short", "lesson_long", "lesson_send")
BUILT = {"film", "ground_rules", "pauses"}


def load_settings(home, library, for_schools, made) -> None:
    own = PartnershipSettings.for_site(Site.objects.get(is_default_site=True))
    own.name, own.council_name = pages.PARTNERSHIP["name"], pages.PARTNERSHIP["council_name"]
    own.contact_email = pages.PARTNERSHIP["contact_email"]
    own.modules_page = library
    own.films_page = for_schools
    own.missing_page = made["missing-from-school"]
    for name in ("worried", "help", "accessibility", "privacy", "cookies"):
        setattr(own, f"{name}_page", made[name])
    own.save()
