"""A person's whole history, their data to take along, and erasure that leaves every count and the chain whole."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assurance.coverage import coverage_of
from assurance.models import Erasure
from assurance.operations import CannotErase, erase_person, start_report
from imports import runs
from imports.enums import ImportAction, ImportState
from imports.kinds.contacts.matcher import EMPTIED
from learning.enums import SeatState
from learning.models import Attempt, Certificate, Completion, Enrolment, Pseudonym
from people.models import Address, Appointment, Person
from people.operations import give_address, merge_people
from tests import cast
from tests.assurance.council import at
from tests.assurance.test_coverage import everything
from tests.imports.test_contacts import lines, read, sheet


@pytest.fixture
def officer_at_work(council):
    client = Client()
    cast.sign_in(client, council.officer, cast.SECOND_FACTOR)
    return client


@pytest.fixture
def ada(council) -> Person:
    who = council.people[SeatState.COMPLETED]
    give_address(person=who, address="ada.elsewhere@people.example", by=None, now=at(4))
    return Person.objects.get(pk=who.pk)


def test_everything_about_somebody_on_one_page(ada, officer_at_work):
    words = officer_at_work.get(reverse("person_history", args=[ada.pk])).content.decode()
    for part in ("Chair of governors, Chapel Lane Primary", "Asked to do “Contextual safeguarding”",
                 "row 1 of the evidence",
                 "ada.done@people.example", "Sent", "address changed"):  # fmt: skip
        assert part in words, part
    only = officer_at_work.get(reverse("person_history", args=[ada.pk]) + "?what=learning").content.decode()
    assert "row 1 of the evidence" in only and "address changed" not in only


def test_it_costs_the_same_for_a_short_and_a_long_history(ada, officer_at_work, council):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as queries:
            officer_at_work.get(reverse("person_history", args=[ada.pk]))
        return len(queries)

    cost()
    few = cost()
    for number in range(6):
        give_address(person=ada, address=f"ada{number}@people.example", by=None, now=at(10 + number))
    assert cost() == few


def test_their_data_to_take_along(ada, officer_at_work):
    response = officer_at_work.get(reverse("person_data", args=[ada.pk]))
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    data = json.loads(archive.read("your-data.json"))
    assert {"People", "Appointments", "Deliveries", "Delivery events", "Enrolments", "Completions", "Certificates",
            "Earlier addresses", "Attempts", "Declarations"} <= set(data)  # fmt: skip
    text = archive.read("your-data.json").decode() + archive.read("your-data.html").decode()
    assert "ada.done@people.example" in text and "Chapel Lane Primary" in text
    assert not [who for who in ("Ben Begun", "Oona Officer", "Una Unreached") if who in text], "nobody else is in it"
    assert "password" not in text.lower()


def wherever_it_stands(*words: str) -> list[str]:
    """Tables and columns of the whole database in which any of the words is found."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField | models.JSONField):
                continue
            for word in words:
                rows = model._base_manager.annotate(as_words=models.functions.Cast(field.attname, models.TextField()))
                if rows.filter(as_words__icontains=word).exists():
                    found.append(f"{model._meta.label}.{field.name}")
    return found


def test_erasure_leaves_every_count_and_the_chain_whole(ada, council):
    start_report(action=council.action, by=council.officer, now=timezone.now()).get_latest_revision().publish()
    moments = [at(days) for days in (0.5, 1.15, 2, 3.5, 4.5, 9.5)]
    then = [everything(council.action, moment) for moment in moments]
    today = coverage_of(council.action, moment=timezone.now()).counts()
    rows = list(Completion.objects.values_list("number", "hash"))
    erase_person(person=ada, by=council.officer, now=timezone.now())
    assert [everything(council.action, moment) for moment in moments] == then
    assert coverage_of(council.action, moment=timezone.now()).counts() == today
    assert list(Completion.objects.values_list("number", "hash")) == rows
    call_command("verify_evidence", stdout=io.StringIO())


def test_nothing_leads_back_to_them(ada, council):
    subject = Pseudonym.objects.get(person=ada).subject
    assert wherever_it_stands("ada.done", "ada.elsewhere", "Ada Done")
    erase_person(person=ada, by=council.officer, now=timezone.now())
    assert wherever_it_stands("ada.done", "ada.elsewhere", "Ada Done") == []
    assert not Pseudonym.objects.filter(subject=subject).exists()
    assert not Attempt.objects.filter(enrolment__person=ada).exists()
    assert not Address.objects.filter(person=ada).exists()
    assert Certificate.objects.filter(name="erased", person=None).count() == 1
    assert Enrolment.objects.get(person=ada).completion_id is not None, "that it was done stays counted"
    assert Erasure.objects.get(person=ada).by == council.officer


def test_suppressed_somebody_stays_suppressed_in_the_past(council):
    sue = Person.objects.get(family_name="Suppressed")
    then = everything(council.action, at(9))
    erase_person(person=sue, by=None, now=timezone.now())
    assert everything(council.action, at(9)) == then


def test_joined_records_are_erased_together(ada, council):
    other = cast.person("Ada Double", email=None)
    merge_people(keep=ada, alias=other, by=None, now=timezone.now())
    assert set(erase_person(person=other, by=None, now=timezone.now())) == {ada.pk, other.pk}
    assert not Person.objects.filter(family_name__in=["Done", "Double"]).exists()


def test_whoever_may_enter_the_admin_is_not_erased(council):
    with pytest.raises(CannotErase, match="rights"):
        erase_person(person=council.officer, by=None, now=timezone.now())


def test_no_sheet_puts_them_back(ada, council):
    seat = ada.appointments.standing().get()
    Appointment.objects.filter(pk=seat.pk).update(gid="900777")
    urn = seat.organisation.urn or "100777"
    type(seat.organisation).objects.filter(pk=seat.organisation_id).update(urn=urn)
    erase_person(person=ada, by=council.officer, now=timezone.now())
    people = Person.objects.count()
    run = read(sheet(f"Ada Done,ada.again@people.example,{urn},Governor,900777", header="Governor,Email,URN,Role,GID"))
    assert run.state == ImportState.PREVIEWED, run.error
    assert lines(run)[2] == (ImportAction.REFUSED, EMPTIED)
    runs.agree_run(run=run, by=None, now=timezone.now())
    runs.write_run(run=run, now=timezone.now())
    assert Person.objects.count() == people
    assert Person.objects.get(pk=ada.pk).is_emptied


def test_twice_is_told(ada, council):
    erase_person(person=ada, by=None, now=timezone.now())
    with pytest.raises(CannotErase, match="already"):
        erase_person(person=ada, by=None, now=timezone.now())


def test_the_page_asks_first(ada, officer_at_work):
    address = reverse("person_erase", args=[ada.pk])
    assert "cannot be undone" in officer_at_work.get(address).content.decode()
    officer_at_work.post(address)
    assert Person.objects.filter(family_name="Done").exists()
    officer_at_work.post(address, {"sure": "yes"})
    assert not Person.objects.filter(family_name="Done").exists()
    assert "emptied at the person" in officer_at_work.get(reverse("person_history", args=[ada.pk])).content.decode()


def test_an_erased_person_signs_in_no_more(ada, client):
    cast.sign_in(client, ada)
    assert client.get("/my/").status_code == 200
    erase_person(person=ada, by=None, now=timezone.now())
    assert client.get("/my/").status_code == 302
