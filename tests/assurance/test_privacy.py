"""Every app answers for its personal data: nothing is left undeclared, and docs/data-map.md says the same."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import models

from assurance.personal_data import DEPTH, relations_about
from people.models import Person
from people.privacy import AppPrivacy, declaration_of, is_withheld, needs_declaration, register, registered

OURS = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
MODELS = list(apps.get_models(include_auto_created=True))
DATA_MAP = (settings.BASE_DIR / "docs" / "data-map.md").read_text()


def undeclared(of_models) -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in of_models
        for field in model._meta.local_concrete_fields
        if needs_declaration(field) and declaration_of(model, field.name) is None
    ]


def test_every_field_that_can_hold_words_and_every_relation_to_a_person_is_declared():
    assert undeclared(MODELS) == []


def test_a_new_field_is_noticed():
    class Pet(models.Model):  # noqa: DJ008
        kind = models.CharField(max_length=10, choices=[("cat", "Cat")])
        lives = models.IntegerField()
        born_on = models.DateField()
        name = models.CharField(max_length=10)
        story = models.JSONField()
        photo = models.FileField()
        face = models.BinaryField()
        home = models.GenericIPAddressField()
        owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
        rival = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label, apps = "people", Apps()  # known to nobody else

    new = [name.rpartition(".")[2] for name in undeclared([Pet])]
    assert new == ["name", "story", "photo", "face", "home", "owner", "rival"]


def test_nothing_is_declared_that_is_not_there():
    for app in registered():
        there = {
            f"{model._meta.object_name}.{field.name}"
            for model in apps.get_app_config(app.app).get_models(include_auto_created=True)
            for field in model._meta.local_concrete_fields
        }
        said = {key for key in app.fields if "*" not in key}
        assert said <= there, (app.app, said - there)
        assert app.app not in OURS or said == set(app.fields), "of our own apps each field is named"
        assert all(declaration.why or declaration.is_about for declaration in app.fields.values())


def test_every_relation_to_a_person_says_whether_the_row_is_about_them():
    relations = [
        (model, field)
        for model in MODELS
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is Person
    ]
    said = {f"{model._meta.label}.{field.name}": declaration_of(model, field.name) for model, field in relations}
    assert len(said) > 60
    assert [name for name, declaration in said.items() if not (declaration.is_about or declaration.kept)] == []


def leading_to_a_person() -> set[type[models.Model]]:
    """Models with a row that is about a person, or that hangs on such a row."""
    found = {field.model for field in relations_to(Person) if declaration_of(field.model, field.name).is_about}
    while more := {field.model for model in found for field in relations_to(model)} - found - {Person}:
        found |= more
    return found


def relations_to(target) -> list[models.ForeignKey]:
    return [
        field
        for model in MODELS
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is target
    ]


def test_every_table_that_leads_to_a_person_says_how_long_it_is_kept():
    tables = {table for app in registered() for table in app.retention}
    assert {model._meta.db_table for model in leading_to_a_person()} - tables == set()


def test_what_is_given_to_a_person_comes_from_every_table_that_leads_to_them():
    reached, edge = set(), {Person}
    for _step in range(DEPTH):
        edge = {field.model for model in edge for field in relations_about(model)} - reached
        reached |= edge
    left_out = {model._meta.label for model in leading_to_a_person() - reached if not is_withheld(model)}
    # A completion hangs on a pseudonym without a relation; that a run or a merge points to a line is no new fact.
    assert left_out == set()


def rows_of_the_data_map() -> dict[str, str]:
    """{table: what its row says in the column "kept today"}"""
    found, column = {}, None
    for line in DATA_MAP.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if "kept today" in cells:
            column = cells.index("kept today")
        elif not cells:
            column = None
        elif column is not None:
            for table in re.findall(r"`(\w+)`", cells[0]):
                assert table not in found, f"{table} stands twice"
                found[table] = cells[column]
    return found


def test_the_data_map_has_each_of_our_tables_and_keeps_it_as_long_as_the_app_says():
    said = {table: retention for app in registered() for table, retention in app.retention.items()}
    tables = {model._meta.db_table for model in MODELS if model._meta.app_label in OURS}
    assert tables <= set(said)
    assert rows_of_the_data_map() == {table: retention.kept for table, retention in said.items()}
    assert {model._meta.db_table for model in MODELS} >= set(said)
    assert all(retention.why for retention in said.values())


def test_every_app_with_tables_answers_and_none_answers_twice():
    with_tables = {model._meta.app_label for model in MODELS}
    assert with_tables == {app.app for app in registered()}
    with pytest.raises(ValueError, match="already"):
        register(AppPrivacy("classrooms"))
    headings = [key for app in registered() for key in app.headings]
    assert len(headings) == len(set(headings))
