"""No form of ours reads a date by any reader but core/dates, and no field of a browser reads it for us."""

import importlib
import pkgutil

import django_filters
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from wagtail import hooks
from wagtail.blocks import FieldBlock
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.fields import StreamField
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from core.form_fields import DateField, DateTimeField, TimeField
from tests.config.test_guards import OURS
from tests.servers import HERE

BY_DJANGO = (forms.DateField, forms.DateTimeField, forms.TimeField, forms.SplitDateTimeField)
BY_US = (DateField, DateTimeField, TimeField)


def ours(module: str) -> bool:
    return f"{module}.".startswith(OURS)


# They start something, or set the environment: that of the types would then be that of every later test.
NOT_LOADED = {"config.wsgi", "config.supervisor", "config.typing_settings", "config.demo_settings"}


def our_modules():
    for app in OURS:
        package = importlib.import_module(app.rstrip("."))
        for found in pkgutil.walk_packages(package.__path__, app):
            if ".migrations" not in found.name and found.name not in NOT_LOADED:
                yield importlib.import_module(found.name)


def subclasses(of: type) -> set[type]:
    return {found for direct in of.__subclasses__() for found in {direct, *subclasses(direct)}}


def panel_forms():
    """The forms that Wagtail makes: pages, snippets, settings, and every viewset of ours or with a form of ours."""
    for model in get_page_models():
        yield model.get_edit_handler().get_form_class()
    for model in settings_registry:
        yield get_setting_edit_handler(model).get_form_class()
    for model in get_snippet_models():
        yield model.snippet_viewset.get_form_class()
    for hook in hooks.get_hooks("register_admin_viewset"):
        found = hook()
        for viewset in found if isinstance(found, list | tuple) else [found]:
            for one in getattr(viewset, "registerables", [viewset]):
                if hasattr(one, "get_form_class") and ours(one.model.__module__):
                    yield one.get_form_class()
                    yield one.get_form_class(for_update=True)


def fields_of(form: type):
    """(where, field) of a form class, of its inline rows, of the filters of a list."""
    for name, field in getattr(form, "base_fields", {}).items():
        yield f"{form.__module__}.{form.__qualname__}.{name}", field
    for rows in getattr(form, "formsets", {}).values():
        yield from fields_of(rows.form)


def block_fields(block, where: str):
    if isinstance(block, FieldBlock):
        yield where, block.field
    children = getattr(block, "child_blocks", {}) or {}
    for name, child in {**children, **({"item": block.child_block} if hasattr(block, "child_block") else {})}.items():
        yield from block_fields(child, f"{where}.{name}")


def every_field():
    list(our_modules())
    for form in subclasses(forms.BaseForm):
        if ours(form.__module__):
            yield from fields_of(form)
    for form in panel_forms():
        yield from fields_of(form)
    for filters in subclasses(django_filters.FilterSet):
        if ours(filters.__module__):
            for name, one in filters.base_filters.items():
                yield f"{filters.__module__}.{filters.__qualname__}.{name}", one.field
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                yield from block_fields(field.stream_block, f"{model.__module__}.{field.name}")


def parts(where: str, field):
    yield where, field
    for part in getattr(field, "fields", ()):
        yield where, part


def test_every_date_and_time_of_every_form_is_read_by_us(db):
    seen = {(where, field) for found in every_field() for where, field in parts(*found)}
    dated = {(where, field) for where, field in seen if isinstance(field, (*BY_DJANGO, *BY_US))}
    others = sorted({where for where, field in dated if not isinstance(field, BY_US)})
    assert not others, f"use the fields of core/form_fields.py: {others}"
    names = " ".join(where for where, _field in dated)
    for sample in (
        "due_on", "starts_at", "go_live_at", "expire_at", "opens_at", "reminder_time", "check_again_by", "meeting_on",
        "as_at", "LeftForm.ends_on", "TablingForm.on", "ShowingForm.shown_on", "ImportForm.extract_on",
        "AuditFilter.timestamp", "last_checked", "opens", "day",
    ):  # fmt: skip
        assert sample in names, f"the walk does not reach {sample}"


@pytest.mark.parametrize("path", sorted((HERE / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_leaves_a_date_to_the_browser(path):
    text = path.read_text()
    assert not [kind for kind in ("date", "datetime-local", "time", "month", "week") if f'type="{kind}"' in text]


def test_wagtails_fields_show_dates_as_we_write_them():
    assert settings.WAGTAIL_DATE_FORMAT == "%d/%m/%Y" and settings.WAGTAIL_DATETIME_FORMAT == "%d/%m/%Y %H:%M"
