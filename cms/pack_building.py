"""The offline pack: one ZIP that plays from a USB stick without a server.

Its content is gathered once as plain values; their hash says whether a page's pack is still up to date.
"""

import hashlib
import io
import json
import logging
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms import operations
from cms.enums import PackState, SupportAudience
from cms.film_processing import put_whole, work_folder
from cms.models import AwarenessPage, Film, Pack, PartnershipSettings
from cms.queries import contacts_on_paper
from core.jobs import ERROR_LENGTH, Lease, TakenOver
from core.pdf import PdfUnavailable, as_pdf
from people.models import Person

log = logging.getLogger(__name__)
FONT_FILES = re.compile(r"@font-face\s*\{[^}]*\}")  # a stick has none: the machine's own type does
FORM = 3  # raised when what we write into a pack changes: all packs are then made anew
WHEN = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file, whenever it is made
PRINTED = (
    ("lesson-plan", "packs/lesson_plan.html"),
    ("letter-to-parents", "packs/letter.html"),
    ("support-poster", "packs/poster.html"),
)


Contents = dict[str, Any]  # values for the templates of a pack


def _film_of(page: AwarenessPage) -> Film:
    film: Film | None = page.film
    assert film is not None, "only a page with a film has packs: may_have_pack"
    return film


def contents(page: AwarenessPage) -> Contents:
    """What stands in a page's pack, as values for the templates. 8 queries."""
    own = PartnershipSettings.for_site(Site.objects.get(is_default_site=True))
    pupils = f"{settings.PUBLIC_URL}{reverse('for_pupils', args=[page.slug])}" if page.pupil_page_open else ""
    worried = own.worried_page.get_url() if own.worried_page and own.worried_page.live else "/"
    return {
        "page": page,
        "film": _film_of(page),
        "contacts": contacts_on_paper(SupportAudience.PUPILS),
        "contacts_for_adults": contacts_on_paper(SupportAudience.WORRIED),
        "partnership": own,
        "pupil_address": pupils,
        "poster_address": pupils or f"{settings.PUBLIC_URL}{worried}",
        "demo": settings.DEMO,
    }


class Fingerprints(TypedDict):
    """Hashes of what a pack holds, by its fields."""

    fingerprint: str
    content: str


def fingerprints(page: AwarenessPage) -> Fingerprints:
    """Hashes of what a pack of this page holds.

    `fingerprint`, of all of it: another one means another pack. `content`, of what an editor has written: without the
    form of our own files, the addresses of this site, the names of the partnership and when a contact was last checked,
    none of which makes a film that was withdrawn fit for use.
    """
    found = contents(page)
    fields = {
        field.name: str(field.value_from_object(page))
        for field in AwarenessPage._meta.local_concrete_fields
        if field.name != "page_ptr"
    }
    streams = {name: json.dumps(list(getattr(page, name).raw_data), default=str) for name in STREAMS}
    own, contacts = found["partnership"], [found["contacts"], found["contacts_for_adults"]]
    content = {
        "title": page.title,
        **fields,
        **streams,
        "files": _film_of(page).files_named,
        "cues": _film_of(page).cues,
        "contacts": [[{**contact, "last_checked": None} for contact in each] for each in contacts],
    }
    known = {
        **content,
        "form": FORM,
        "contacts": contacts,
        "names": [own.name, own.council_name, own.contact_name, own.contact_email, own.contact_phone],
        "addresses": [found["pupil_address"], found["poster_address"]],
    }
    return {"fingerprint": _hash(known), "content": _hash(content)}


def _hash(values: Contents) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


STREAMS = ("ground_rules", "if_told", "lesson_short", "lesson_long", "lesson_send", "pauses", "letter", "pupil_text")


def ask_for_packs(*, pages: QuerySet[AwarenessPage], now: datetime) -> list[Pack]:
    """New versions for those of `pages` whose content has changed since their newest pack."""
    asked = []
    for page in pages.select_related("film"):
        if may_have_pack(page):
            pack = operations.ask_for_pack(page=page, **fingerprints(page), now=now)
            asked += [pack] if pack else []
    return asked


def ask_on_purpose(*, page: AwarenessPage, by: Person, now: datetime) -> Pack | None:
    """A new version because an officer wants one, of withdrawn content too. None if there is one already."""
    return operations.ask_for_pack(page=page, **fingerprints(page), on_purpose_by=by, now=now)


def may_have_pack(page: AwarenessPage) -> bool:
    return bool(page.live and page.film and not page.film.why_not_shown)


def packs_to_requeue() -> list[Pack]:
    return list(Pack.objects.standing().waiting().order_by("pk"))


def make(*, pack: Pack, now: datetime) -> bool:
    """Make the ZIP of a pack. False if another worker has it."""
    lease = pack.claim(state=PackState.WAITING, now=now)
    if lease is None:
        return False
    with work_folder(lease.token) as folder:
        path = folder / "pack.zip"
        try:
            write_zip(pack, path)
        except OSError as error:
            return _left(lease, state=PackState.FAILED, error=str(error)[:ERROR_LENGTH])
        name = f"packs/{pack.uuid}-{lease.token.hex[:12]}.zip"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        put_whole(path, name)
        made = {"file": name, "size": size, "sha256": digest, "made_at": timezone.now(), "error": ""}
        done = _left(lease, state=PackState.READY, **made)
        if not done:
            default_storage.delete(name)
        return done


def _left(lease: Lease, **values: Any) -> bool:
    """False if another worker has the pack by now."""
    try:
        lease.end(**values)
    except TakenOver:
        log.info("Pack %s is in other hands.", lease.job.pk)
        return False
    return True


def write_zip(pack: Pack, path: Path) -> None:
    values = {**contents(pack.page), "pack": pack, "lessons": pack.page.lessons}
    film, folder = _film_of(pack.page), file_name(pack, ending="")
    with zipfile.ZipFile(path, "w") as out:

        def add(name: str, data: bytes) -> None:
            entry = zipfile.ZipInfo(f"{folder}/{name}", WHEN)
            entry.external_attr = 0o644 << 16
            out.writestr(entry, data, zipfile.ZIP_DEFLATED)

        films = _films(film, folder, out)
        add("START-HERE.html", _player(values, films).encode())
        with film.captions.open("rb") as captions:
            add("films/captions.vtt", captions.read())
        for name, template in PRINTED:
            add(*_printed(name, template, values))
        add("READ-ME.txt", render_to_string("packs/read_me.txt", values).encode())


def _films(film: Film, folder: str, out: zipfile.ZipFile) -> dict[str, str]:
    """Films are packed already, so they are stored as they are. {version: name in the pack}."""
    found = {}
    for key, field, name in (
        ("main", film.file, "film.mp4"),
        ("described", film.described, "film-audio-described.mp4"),
        ("signed", film.signed, "film-british-sign-language.mp4"),
        ("poster", film.poster, "poster.jpg"),
    ):
        if field:
            entry = zipfile.ZipInfo(f"{folder}/films/{name}", WHEN)
            entry.external_attr = 0o644 << 16
            entry.file_size = field.size  # told before, so that a film of more than 2 GB fits in
            with field.open("rb") as file, out.open(entry, "w") as target:
                while piece := file.read(1 << 20):
                    target.write(piece)
            found[key] = f"films/{name}"
    return found


def _player(values: Contents, films: dict[str, str]) -> str:
    """A page that plays from a folder. Browsers load no caption file from there, so the captions stand in the page."""
    labels = {"main": _("Film"), "described": _("With audio description"), "signed": _("In British Sign Language")}
    versions = [(films[key], label) for key, label in labels.items() if key in films]
    own = {"style": _built("css/classroom.css"), "script": _built("js/classroom.js")}
    cues = values["film"].cues
    return render_to_string(
        "packs/start_here.html", {**values, **own, "films": films, "versions": versions, "cues": cues}
    )


def _built(name: str) -> str:
    """A style sheet or script of ours, to stand in the page itself."""
    found = finders.find(name)
    text = Path(found).read_text(encoding="utf-8") if found else ""
    return FONT_FILES.sub("", text).replace("</", "<\\/")


def _printed(name: str, template: str, values: Contents) -> tuple[str, bytes]:
    code = io.BytesIO()
    segno.make(values["poster_address"], error="m").save(code, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    values = {**values, "qr": code.getvalue().decode()}
    try:
        return f"{name}.pdf", as_pdf(template, values)
    except PdfUnavailable:
        log.warning("No PDF can be drawn here: %s goes into the pack as a page.", name)
        return f"{name}.html", render_to_string(template, values).encode()


def file_name(pack: Pack, ending: str = ".zip") -> str:
    return f"{slugify(pack.page.title)[:60] or 'film'}-version-{pack.version}{ending}"
