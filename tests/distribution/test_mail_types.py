"""The kinds of mail: registered by the app that owns them, with templates, and without a migration."""

import gc
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template
from django.utils.module_loading import module_has_submodule

from distribution import mail_types, operations
from distribution.emails import Message, Recipient
from distribution.mail_types import MailType
from distribution.models import Mailing
from distribution.reports import DeliveryFilter
from tests.cast import NOW

NEWSLETTER = MailType(kind="a_kind_of_tomorrow", label="A kind of tomorrow", templates=("briefing",), why="You asked.")


@pytest.fixture
def one_more():
    mail_types.register(NEWSLETTER)
    yield NEWSLETTER
    del mail_types._registered[NEWSLETTER.kind]


def types_in_code() -> set[MailType]:
    """Every type that was ever made and still lives, whichever module holds it."""
    gc.collect()
    return {one for one in gc.get_objects() if type(one) is MailType} - {NEWSLETTER}


def test_every_type_in_code_is_registered():
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "emails"):
            import_module(f"{config.name}.emails")
    made = {one for one in types_in_code() if not one.kind.startswith("a_kind")}
    assert {"briefing", "digest", "booking", "showing_notice", "sign_in_code", "notice"} <= {one.kind for one in made}
    assert made == set(mail_types.mail_types())


@pytest.mark.parametrize("one", mail_types.mail_types(), ids=lambda one: one.kind)
def test_each_has_a_label_and_both_templates_and_a_letter_says_why(one):
    assert str(one.label)
    assert len(one.kind) <= Mailing._meta.get_field("kind").max_length
    for name in one.templates:
        text, html = (get_template(f"email/{name}.{kind}").template for kind in ("txt", "html"))
        for template in (text, html):
            if "email/letter" in template.source:
                assert str(one.why)


def test_two_types_of_one_name_are_refused(one_more):
    with pytest.raises(ValueError, match="a_kind_of_tomorrow"):
        mail_types.register(MailType(kind="a_kind_of_tomorrow", label="Another"))


def test_mail_of_a_type_that_nobody_registered_is_refused(new_governor):
    message = Message(type=NEWSLETTER, subject="News", text="News", recipients=[Recipient(new_governor)])
    with pytest.raises(operations.UnknownMailType):
        operations.queue_mailing(message=message, now=NOW)
    assert not Mailing.objects.exists()


def test_a_new_type_needs_no_migration_and_can_be_filtered_for(one_more, new_governor):
    message = Message(type=one_more, subject="News", text="News", recipients=[Recipient(new_governor)])
    mailing = operations.queue_mailing(message=message, now=NOW)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    listed = DeliveryFilter({"kind": one_more.kind})
    assert listed.is_valid()
    assert [row.mailing for row in listed.qs] == [mailing]
    assert (one_more.kind, one_more.label) in listed.form.fields["kind"].choices
