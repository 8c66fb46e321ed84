"""The picture library: what gets in, what is kept of it, who sees it, and what a worked example shows of it."""

import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader
from wagtail.models import UploadedFile
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.blocks import FEATURES
from cms.models import ModulePage, Picture, PictureRendition
from learning.packs import pack_pdf
from people.staff_groups import OFFICERS
from tests import cast
from tests.cms.test_pictures import chunk, claims_to_be, picture
from tests.cms.test_workflow import declaration

ADD = "/admin/images/multiple/add/"


@pytest.fixture
def client(client, db):
    cast.sign_in(client, cast.officer_of_the_group(), cast.SECOND_FACTOR)
    return client


def exif(**more) -> Image.Exif:
    """Where Gwen's telephone was when she took the picture."""
    found = Image.Exif()
    found[0x010F], found[0x0110] = "Maker", "Telephone of Gwen"
    found.get_ifd(0x8825).update({1: "N", 2: (53.0, 23.0, 11.5), 3: "W", 4: (2.0, 36.0, 1.5)})
    return found


def bytes_of(kind: str, mode="RGB", size=(600, 400), **how) -> bytes:
    return picture(kind, size=size, mode=mode, **how).read()


def post(client, name: str, body: bytes):
    return client.post(
        ADD,
        {"title": "A kiosk", "files[]": SimpleUploadedFile(name, body)},
        headers={"x-requested-with": "XMLHttpRequest"},
    )


def add(title="A kiosk", body: bytes = b"", **fields) -> Picture:
    body = body or bytes_of("JPEG")
    return Picture.objects.create(title=title, file=ContentFile(body, "kiosk.jpg"), **fields)


# --- The door -------------------------------------------------------------------------------------------------------

ENDLESS_EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n0 1 900000000 {pop} for\nshowpage\n"
BROKEN_PIXELS = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes.fromhex("0000000a0000000a0802000000")) + chunk(b"IDAT", b"no")
)
REFUSED = {
    "a program for a printer": ("kiosk.png", ENDLESS_EPS),
    "a scan": ("kiosk.jpg", bytes_of("TIFF")),
    "a picture of another program": ("kiosk.gif", b"8BPS\0\1" + bytes(200)),
    "an icon": ("kiosk.png", bytes_of("ICO")),
    "JPEG 2000": ("kiosk.jpg", bytes_of("JPEG2000")),
    "a picture cut short": ("kiosk.jpg", bytes_of("JPEG", size=(900, 900))[:900]),
    "pixels that cannot be unpacked": ("kiosk.png", BROKEN_PIXELS),
    "too many pixels": ("kiosk.png", claims_to_be(9_000, 9_000).read()),
    "far too many pixels": ("kiosk.png", claims_to_be(60_000, 60_000).read()),
    "a drawing with a script": ("kiosk.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "a damaged WebP": ("kiosk.webp", bytes_of("WEBP")[:60] + b"\xff" * 60),
    "a damaged GIF": ("kiosk.gif", b"GIF89a\xff\xff\xff\xff\x80\0\0"),
    "words": ("kiosk.jpg", b"It is a kiosk, believe me."),
    "a picture that is drawn for ever": ("kiosk.jpg", bytes_of("JPEG", progressive=True)[:-2] + b"\xff\xda" * 500),
}  # fmt: skip


@pytest.mark.parametrize(("name", "body"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_of_ours_gets_a_sentence_and_nothing_is_kept(client, name, body):
    answer = post(client, name, body).json()
    assert answer["success"] is False and re.search(r"picture", answer["error_message"])
    one = client.post(
        reverse("wagtailimages_chooser:create"),
        {"image-chooser-upload-title": "A kiosk", "image-chooser-upload-file": SimpleUploadedFile(name, body)},
    )
    assert one.status_code == 200 and answer["error_message"][:25] in one.json()["htmlFragment"]
    assert not Picture.objects.exists() and not UploadedFile.objects.exists()
    assert client.get("/admin/images/").status_code == 200


@pytest.mark.parametrize(
    ("name", "body", "kind", "mode"),
    [
        ("kiosk.png", bytes_of("JPEG"), "JPEG", "RGB"),  # named otherwise than it is
        ("kiosk.jpg", bytes_of("WEBP"), "JPEG", "RGB"),
        ("kiosk", bytes_of("PNG"), "PNG", "RGB"),
        ("kiosk.GIF", bytes_of("GIF", mode="P"), "PNG", "RGB"),
        ("kiosk.png", bytes_of("PNG", mode="RGBA"), "PNG", "RGBA"),
        ("kiosk.jpeg", bytes_of("JPEG", mode="CMYK"), "JPEG", "RGB"),
        ("../../kiosk.jpg", bytes_of("JPEG", size=(4000, 3000)), "JPEG", "RGB"),
    ],
)
def test_a_picture_is_known_by_its_content_and_written_anew(client, name, body, kind, mode):
    assert post(client, name, body).json()["success"]
    kept = Picture.objects.get()
    with Image.open(kept.file) as found:
        assert (found.format, found.mode) == (kind, mode) and max(found.size) <= 1920
        assert found.size == (kept.width, kept.height)
    assert kept.file_size == kept.file.size and "kiosk" not in kept.file.name and ".." not in kept.file.name
    assert client.get(reverse("wagtailimages:edit", args=[kept.pk])).status_code == 200


def sixteen_bits_of_grey() -> bytes:
    grey = Image.new("I;16", (4, 1))
    for place, value in enumerate((0, 20_000, 45_000, 65_535)):
        grey.putpixel((place, 0), value)
    out = io.BytesIO()
    grey.save(out, "PNG")
    return out.getvalue()


def test_a_scan_in_16_bits_of_grey_keeps_its_greys(db):
    with Image.open(add(body=sixteen_bits_of_grey()).file) as found:
        assert [found.getpixel((place, 0))[0] for place in range(4)] == [0, 78, 175, 255]


WITH_PLACE = {
    "JPEG": bytes_of("JPEG", exif=exif(), comment=b"taken at home", icc_profile=b"Gwen"),
    "PNG": bytes_of("PNG", exif=exif()),
    "WEBP": bytes_of("WEBP", exif=exif(), xmp=b"<x>Gwen</x>"),
    "WEBP seen through": bytes_of("WEBP", mode="RGBA", exif=exif()),
}


def files_of(kept: Picture) -> list[bytes]:
    """All that is stored of a picture: itself, and sizes in each kind."""
    specs = ("original", "max-165x165", "width-300|format-jpeg", "width-300|format-png", "width-300|format-webp")
    return [kept.file.open().read(), *(kept.get_rendition(spec).file.open().read() for spec in specs)]


def assert_nothing_private_in(kept: Picture):
    for stored in files_of(kept):
        with Image.open(io.BytesIO(stored)) as found:
            assert not found.getexif() and not {"exif", "xmp", "comment", "icc_profile"} & set(found.info)
        assert b"Gwen" not in stored and b"home" not in stored


@pytest.mark.parametrize("body", WITH_PLACE.values(), ids=WITH_PLACE)
def test_nothing_of_where_and_when_is_left(client, body):
    assert b"Gwen" in body
    post(client, "kiosk.jpg", body)
    assert_nothing_private_in(Picture.objects.get())


def test_nor_by_the_way_round_the_form(client):
    """Wagtail keeps a file aside when something else is wrong with the form, here the title, and asks again."""
    name = f"{'k' * 260}.jpg"
    answer = client.post(
        ADD,
        {"title": name, "files[]": SimpleUploadedFile("kiosk.jpg", WITH_PLACE["JPEG"])},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    waiting = answer["uploaded_file_id"]
    done = client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]),
        {f"uploaded-image-{waiting}-title": "A kiosk"},
    )
    assert done.json()["success"]
    assert_nothing_private_in(Picture.objects.get())


# --- Who may do what ------------------------------------------------------------------------------------------------


def test_an_officer_adds_chooses_and_changes_their_own(client):
    assert "/admin/images/" in client.get("/admin/").content.decode()
    post(client, "kiosk.jpg", bytes_of("JPEG"))
    own, of_another = Picture.objects.get(), add("The quay", uploaded_by_user=cast.officer())
    chooser = client.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    assert "A kiosk" in chooser and "The quay" in chooser
    for kept, status in ((own, 302), (of_another, 302)):
        address = reverse("wagtailimages:edit", args=[kept.pk])
        assert client.post(address, {"title": "Renamed", "description": "", "tags": ""}).status_code == status
    assert set(Picture.objects.values_list("title", flat=True)) == {"Renamed", "The quay"}


@pytest.fixture
def module(db):
    return cast.module("Quays and kiosks", "quays")


def example(before: Picture | None = None, after: Picture | None = None, **words) -> tuple:
    parts = [{"plain": "The light", "term": "", "text": "<p>It is mended.</p>"}]
    shown = {
        name: {"picture": chosen, "alt_text": words.get(f"{name}_alt", ""), "caption": words.get(f"{name}_caption", "")}
        for name, chosen in (("before", before), ("after", after))
    }
    body = {"scenario": "<p>We made this quay up.</p>", "first": "<p>They are heard.</p>", "closing": ""}
    return ("example", {"title": "The quay", "parts": parts, **shown, **body})


def with_example(module, *chosen, **words) -> str:
    """Publish the module with an example as its first step; that step's address."""
    module.steps = [example(*chosen, **words), cast.STEPS[-1]]
    module.save_revision().publish()
    return ModulePage.objects.get(pk=module.pk).step_list[0].url


def addresses(html: str) -> list[str]:
    return re.findall(r"/pictures/\d+/[^\s\",]+", html)


@pytest.mark.both_databases
def test_a_picture_is_public_while_a_published_page_shows_it(client, module):
    kept, visitor = add(), Client()
    unused = add("Unused").get_rendition("width-300").url
    page = visitor.get(with_example(module, kept, before_alt="A dark quay.")).content.decode()
    found = addresses(page)
    assert len(set(found)) == 2
    for address in found:
        answer = visitor.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer["Cache-Control"] == "private, max-age=3600" and answer["X-Content-Type-Options"] == "nosniff"
        assert visitor.get(address.replace("/pictures/", "/pictures/9")).status_code == 404
        assert visitor.get(address.replace("max-", "width-")).status_code == 404
    assert visitor.get(unused).status_code == 404 and client.get(unused).status_code == 200
    thumbnail = kept.get_rendition("max-165x165").url
    assert visitor.get(thumbnail).status_code == 200
    module.unpublish()
    for address in found:
        assert visitor.get(address).status_code == 404 and client.get(address).status_code == 200
    assert visitor.get(f"/media/{kept.file.name}").status_code == 404


def test_a_picture_of_a_draft_is_for_staff(client, module):
    module.steps = [example(add(), before_alt="A dark quay.")]
    module.save_revision()
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[module.pk]) + "?mode=" + "x").content.decode()
    key = ModulePage.objects.get(pk=module.pk).get_latest_revision_as_object().step_list[0].key
    preview = client.get(f"{reverse('wagtailadmin_pages:view_draft', args=[module.pk])}?mode={key}").content.decode()
    (first, *_more) = addresses(preview)
    assert client.get(first).status_code == 200 and Client().get(first).status_code == 404


def test_the_file_of_a_picture_that_is_shown_is_not_exchanged_behind_the_approver(client, module):
    post(client, "kiosk.jpg", bytes_of("JPEG"))
    kept = Picture.objects.get()
    address = reverse("wagtailimages:edit", args=[kept.pk])

    def exchange():
        other = SimpleUploadedFile("other.jpg", bytes_of("JPEG", size=(90, 60)))
        return client.post(address, {"title": "A kiosk", "description": "", "tags": "", "file": other})

    with_example(module, kept, before_alt="A dark quay.")
    assert "A published module shows this picture" in exchange().content.decode()
    assert client.post(address, {"title": "Kiosk", "description": "", "tags": ""}).status_code == 302
    kept.refresh_from_db()
    assert (kept.title, kept.width) == ("Kiosk", 600)
    module.unpublish()
    old = kept.get_rendition("width-300").url
    assert exchange().status_code == 302
    kept.refresh_from_db()
    assert kept.width == 90 and kept.get_rendition("width-300").url != old


def test_a_picture_whose_file_is_gone_breaks_no_page(client, module):
    kept = add()
    kept.file.storage.delete(kept.file.name)
    address = with_example(module, kept, before_alt="A dark quay.")
    assert Client().get(address).status_code == 200
    assert client.get("/admin/images/").status_code == 200


@pytest.mark.parametrize("share", [0, 0.2, 0.9])
@pytest.mark.parametrize("garbage", [b"", b"%!PS-Adobe-3.0", b"\xff\xd8\xff\xe0" + bytes(300)])
def test_a_picture_whose_file_was_damaged_breaks_no_page(client, module, share, garbage):
    kept = add()
    with kept.file.storage.open(kept.file.name) as stored:
        body = stored.read()
    Path(kept.file.path).write_bytes(garbage or body[: int(len(body) * share)])
    address = with_example(module, kept, before_alt="A dark quay.")
    assert Client().get(address).status_code == 200
    for page in ("", "results/", "chooser/"):
        assert client.get(f"/admin/images/{page}").status_code == 200


# --- The worked example ---------------------------------------------------------------------------------------------


def figures(html: str) -> list[str]:
    return re.findall(r"<figure class=\"cg-picture.*?</figure>", html, re.DOTALL)


def test_the_example_shows_the_pictures_that_were_chosen_with_their_words(module):
    words = {
        "before_alt": "A quay at night. “Its” light is <broken>.",
        "before_caption": "the light is broken",
        "after_alt": "The quay, lit.",
    }
    page = Client().get(with_example(module, add("One"), add("Two"), **words)).content.decode()
    before, after = figures(page)
    assert 'alt="A quay at night. “Its” light is &lt;broken&gt;."' in before
    assert "<figcaption>Before: the light is broken</figcaption>" in before
    assert 'alt="The quay, lit."' in after and "<figcaption>After</figcaption>" in after
    assert page.index(before) < page.index("made this quay up") < page.index(after)


def test_with_none_chosen_there_is_no_picture_and_no_park(module):
    page = Client().get(with_example(module)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<img" not in main and "<figure" not in main and "park" not in main.lower()


def test_a_step_stored_before_it_had_pictures_is_shown(client, module):
    _kind, value = example()
    value = {name: words for name, words in value.items() if name not in ("before", "after")}
    value["parts"] = [{"type": "item", "id": "ab12cd34-0000-0000-0000-000000000001", "value": value["parts"][0]}]
    kind, declared = cast.STEPS[-1]
    module.steps = json.dumps(
        [
            {"type": "example", "id": "ab12cd34-0000-0000-0000-000000000000", "value": value},
            {"type": kind, "id": "ab12cd34-0000-0000-0000-000000000002", "value": declared},
        ]
    )
    module.save_revision().publish()
    assert Client().get(ModulePage.objects.get(pk=module.pk).step_list[0].url).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).status_code == 200


def test_the_printed_pack_shows_them_with_their_words(module, audience):
    with_example(module, add("One"), add("Two"), before_alt="A dark quay.", before_caption="no light", after_alt="Lit.")
    module = ModulePage.objects.get(pk=module.pk)
    pdf = PdfReader(io.BytesIO(pack_pdf(cast.briefing(module, audience))))
    assert sum(len(page.images) for page in pdf.pages) == 2
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Before: no light" in text and "After" in text
    assert {"A dark quay.", "Lit."} <= alternative_texts(pdf)


def alternative_texts(pdf: PdfReader) -> set[str]:
    found = (pdf.get_object(number) for number in range(1, pdf.trailer["/Size"]))
    return {str(item["/Alt"]) for item in found if isinstance(item, dict) and "/Alt" in item}


def test_a_pack_without_pictures_has_none(module, audience):
    with_example(module)
    pdf = PdfReader(io.BytesIO(pack_pdf(cast.briefing(ModulePage.objects.get(pk=module.pk), audience))))
    assert sum(len(page.images) for page in pdf.pages) == 0


def posted(module, **action) -> dict:
    """The editor's form with a worked example; `before`, `after` are (picture, alternative text)."""
    chosen = {name: action.pop(name, ("", "")) for name in ("before", "after")}
    block = {
        "title": "The quay",
        **{
            name: {"picture": found.pk if found else "", "alt_text": alt, "caption": ""}
            for name, (found, alt) in chosen.items()
        },
        **{name: rich_text("<p>Words.</p>", features=FEATURES) for name in ("scenario", "first", "closing")},
        "parts": streamfield(
            [("item", {"plain": "Light", "term": "", "text": rich_text("<p>x</p>", features=FEATURES)})]
        ),
    }
    plain = ("title", "slug", "purpose", "audience_label", "minutes", "content_note", "share_needed", "edition")
    empty = ("renewal_months", "reviewed_on", "seo_title", "search_description")
    return {
        **nested_form_data(
            {
                **{name: getattr(module, name) for name in plain},
                **dict.fromkeys(empty, ""),
                "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
                "steps": streamfield([("example", block), declaration()]),
            }
        ),
        **action,
    }


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        (True, True, ""),
        (True, False, ""),
        (False, False, ""),
        ("no words", False, "Say what the picture shows"),
        (True, "no words", "Say what the picture shows"),
        (False, True, "Choose a picture under “Before” too"),
    ],
)
def test_publishing_needs_words_for_each_picture_and_no_after_without_a_before(client, module, before, after, refused):
    cast.sign_in(client, cast.officer(), cast.SECOND_FACTOR)
    chosen = {
        name: (add(name) if wanted else None, "" if wanted in (False, "no words") else f"The quay, {name}")
        for name, wanted in (("before", before), ("after", after))
    }
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])
    answer = client.post(address, posted(module, **chosen, **{"action-submit": "1", "action-publish": "1"}))
    if refused:
        assert answer.status_code == 200 and json.dumps(refused)[1:-1] in answer.content.decode().replace("\\\\", "\\")
        # A draft may wait for its words.
        assert client.post(address, posted(module, **chosen)).status_code == 302
    else:
        assert answer.status_code == 302
        value = ModulePage.objects.get(pk=module.pk).steps[0].value
        assert [value[name]["picture"] is not None for name in ("before", "after")] == [bool(before), bool(after)]


# --- The standard pictures ------------------------------------------------------------------------------------------


def test_a_council_that_starts_from_nothing_can_choose_the_park(client):
    for _twice in range(2):
        call_command("add_standard_pictures")
    assert Picture.objects.count() == 2
    chooser = client.get(reverse("wagtailimages_chooser:choose")).json()["html"]
    assert "the park, before" in chooser and "the park, after" in chooser
    assert all(kept.default_alt_text and kept.width == 1280 for kept in Picture.objects.all())
    assert client.get(PictureRendition.objects.first().url).status_code == 200
    assert Group.objects.filter(name=OFFICERS).exists()
