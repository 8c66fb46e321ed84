"""Every field into which an editor types a link takes what leads somewhere, and nothing that a browser runs."""

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from cms.blocks import DoorBlock, DoorValue
from core.links import is_safe_link, validate_link
from tests.test_names_at_doors import subclasses

OURS = ("accounts", "assurance", "classrooms", "cms", "core", "demo", "distribution", "governing_boards", "imports")
OURS += ("learning", "people", "starter", "workshops")
WORDS = {"url", "link", "href", "website", "address", "uri"}


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/b?c=1#d",
        "HTTP://a.example",
        "mailto:ann@a.example",
        "tel:+441515550000",
        "/",
        "/start/",
        "/a?b=//c",
    ],
)
def test_links_that_lead_somewhere(link):
    validate_link(link)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:x", "\x01javascript:x", " javascript:x",
     "data:text/html,x",
     "vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:\\\\evil.example", "https:///evil",
     "https:evil", "http://", "ftp://a.example", "file:///etc", "blob:x", "/\t/evil.example",
     "start/", "#a", "", "https://a b",
     "https://a.example/\u202e", "view-source:x", "intent://x"],
)  # fmt: skip
def test_links_that_a_browser_would_run_or_that_lead_elsewhere(link):
    assert not is_safe_link(link)
    with pytest.raises(ValidationError):
        validate_link(link)


def words_of(name: str) -> set[str]:
    return set(name.lower().split("_"))


def all_blocks(block, path: str):
    yield path, block
    children = getattr(block, "child_blocks", {}) or {}
    for name, child in children.items():
        yield from all_blocks(child, f"{path}.{name}")
    if isinstance(block, blocks.ListBlock):
        yield from all_blocks(block.child_block, f"{path}[]")


def typed_links():
    """(where, validators) of every field and block of ours that may hold a link."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.get_fields():
            where = f"{model._meta.app_label}.{model.__name__}.{field.name}"
            if isinstance(field, models.URLField):
                yield where, field.validators
            if isinstance(field, StreamField):
                for path, block in all_blocks(field.stream_block, where):
                    is_text = isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RegexBlock)
                    if isinstance(block, blocks.URLBlock) or (is_text and words_of(path.rpartition(".")[2]) & WORDS):
                        yield path, block.field.validators
    for form in subclasses(forms.Form):
        if form.__module__.partition(".")[0] in OURS:
            for name, field in form.base_fields.items():
                if isinstance(field, forms.URLField):
                    yield f"{form.__module__}.{form.__name__}.{name}", field.validators


def test_every_field_for_a_link_has_the_rule():
    found = list(typed_links())
    assert {
        "cms.HomePage.doors.door.address",
        "cms.SupportContact.website",
        "workshops.WorkshopSession.online_link",
    } <= {where for where, _validators in found}
    assert [where for where, validators in found if validate_link not in validators] == []


def test_a_door_refuses_it_and_shows_none_that_was_stored_before():
    block = DoorBlock()
    given = {"heading": "A", "text": "b", "page": None, "note": "", "colour": "moss"}
    for address in ("javascript:alert(1)", "//evil.example"):
        with pytest.raises(ValidationError):
            block.clean(DoorValue(block, [*given.items(), ("address", address)]))
        assert DoorValue(block, [*given.items(), ("address", address)]).url == ""
    assert DoorValue(block, [*given.items(), ("address", "/start/")]).url == "/start/"
