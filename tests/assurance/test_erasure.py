"""Somebody goes through every door that writes words down, is erased, and is in no table and in no file any more."""

import html
import io
import json
import quopri
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.functions import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from wagtail.admin.models import FormState
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Comment

from assurance.histories import history_of
from assurance.models import FollowUpReportPage
from assurance.operations import CannotErase, erase_person, start_report
from assurance.personal_data import data_of
from classrooms import operations as schools
from classrooms.models import AccessRequest
from cms.models import AwarenessPage
from distribution.enums import Queue
from distribution.models import Delivery, DeliveryEvent, Mailing, Suppression
from distribution.sending import send_due
from governing_boards.operations.digests import send_digests
from imports import runs
from imports.enums import ImportState
from imports.models import ColumnMapping, ImportRun
from learning.models import Briefing, Certificate
from learning.operations import issue_briefing, revoke_certificate
from people.enums import Role, Source
from people.models import Organisation, Person
from people.operations import Joiner, Term, add_appointment, correct_name
from people.privacy import declaration_of, registered
from people.privacy import registry as privacy_registry
from tests import cast, films
from tests.assurance.council import action_for
from tests.imports.test_contacts import read, sheet, write
from tests.learning.factories import complete, enrolment_of
from tests.workshops.factories import session, workshop
from workshops.models import Booking
from workshops.operations import Colleague, book, cancel_session
from workshops.operations.changes import state_needs
from workshops.operations.check_in import give_feedback, walk_in

pytestmark = pytest.mark.django_db


# --- Looking everywhere ---------------------------------------------------------------------------------------------


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column of every table in which words can stand."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed:
            for field in model._meta.local_concrete_fields:
                numbers = models.IntegerField | models.FloatField | models.BooleanField | models.DateField
                if not field.is_relation and not isinstance(field, numbers | models.TimeField | models.UUIDField):
                    yield model, field


def texts_of(model, field) -> Iterator[str]:
    """Its values as a reader would have them: binary decoded, JSON and HTML unescaped, sessions opened."""
    if model is Session:
        yield from (json.dumps(one.get_decoded(), ensure_ascii=False, default=str) for one in Session.objects.all())
    elif isinstance(field, models.BinaryField):
        for raw in model._base_manager.values_list(field.attname, flat=True):
            yield bytes(raw).decode("utf-8", "replace")
            yield quopri.decodestring(bytes(raw)).decode("utf-8", "replace")
    elif field.get_internal_type() == "JSONField":
        rows = model._base_manager.annotate(as_text=Cast(field.attname, models.TextField()))
        for text in rows.exclude(as_text=None).values_list("as_text", flat=True):
            yield json.dumps(json.loads(text), ensure_ascii=False)
    else:
        yield from (str(value) for value in model._base_manager.values_list(field.attname, flat=True) if value)


def stands_in(text: str, words: tuple[str, ...]) -> bool:
    return any(word.casefold() in html.unescape(text).casefold() for word in words)


def tables_with(*words: str) -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model, field in columns()
        if any(stands_in(text, words) for text in texts_of(model, field))
    }


def files_with(*words: str) -> list[str]:
    found = []
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if not path.is_file():
            continue
        parts = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
        if any(stands_in(part.decode("utf-8", "replace"), words) for part in parts):
            found.append(path.name)
    return found


def is_said_to_stay(column: str) -> bool:
    label, _dot, name = column.rpartition(".")
    declaration = declaration_of(apps.get_model(label), name)
    return declaration is not None and declaration.kept and bool(declaration.why)


# --- Somebody, and the doors ----------------------------------------------------------------------------------------


@dataclass
class Somebody:
    given: str
    family: str
    pk: int = 0
    address: str = "zebedee.quibblethorpe@quay.example"
    later: str = "z.quibblethorpe@elsewhere.example"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def person(self) -> Person:
        return Person.objects.get(pk=self.pk)

    @property
    def words(self) -> tuple[str, ...]:
        return (self.family, self.address, self.later, "quibblethorpe")


@dataclass
class Place:
    officer: Person
    dsl: Person
    clerk: Person
    quay: Organisation
    chapel: Organisation
    page: AwarenessPage
    briefing: Briefing


@pytest.fixture
def place(module, audience, officer, dsl, clerk, two_schools, settings, tmp_path) -> Place:
    settings.MEDIA_ROOT = tmp_path
    settings.MAIL_RELAY = "mailbox"
    quay, chapel = dsl.appointments.get().organisation, clerk.appointments.get().organisation
    return Place(officer, dsl, clerk, quay, chapel, films.awareness_page(), cast.briefing(module, audience))


def code_sent_to(address: str) -> str:
    return cast.codes_sent().filter(address=address).latest("pk").values["code"]


def as_a_teacher(zeb: Somebody, place: Place) -> None:
    """Asks, proves the address, is let in; tells the DSL, logs, makes a link. Another request nobody has decided."""
    client, now = Client(), timezone.now()
    form = {"given_name": zeb.given, "family_name": zeb.family, "address": zeb.address, "role": "teacher"}
    response = client.post("/schools/way-in/", {**form, "school": place.quay.pk})
    client.get(client.post(response.url, {"code": code_sent_to(zeb.address)}).url)
    asked = AccessRequest.objects.get()
    zeb.pk = asked.person_id
    schools.let_in(request=asked, by=place.dsl, source=Source.CLERK, now=now)
    schools.ask_for_access(
        organisation=place.chapel, given_name=zeb.given, family_name=f"{zeb.family} the Second", address=zeb.address,
        role=Role.TEACHER, now=now,
    )  # fmt: skip
    schools.tell_dsl(
        organisation=place.quay, page=place.page, planned_on=timezone.localdate(), year_group="5", by=zeb.person,
        now=now,
    )  # fmt: skip
    schools.log_showing(
        key=uuid.uuid4(), organisation=place.quay, page=place.page, by=zeb.person, now=now,
        shown=schools.Shown(shown_on=timezone.localdate(), year_group="5", pupils=28, went="well"),
    )  # fmt: skip
    schools.make_parent_link(organisation=place.quay, page=place.page, by=zeb.person, now=now)


def as_a_governor(zeb: Somebody, place: Place) -> None:
    """Added and put right by the clerk, learns, leaves; the clerk's week says so."""
    now = timezone.now()
    seat = add_appointment(
        organisation=place.chapel,
        joiner=Joiner(given_name=zeb.given, family_name=zeb.family, address=zeb.address),
        term=Term(role=Role.GOVERNOR),
        by=place.clerk,
        source=Source.CLERK,
        now=now,
    )
    type(seat).objects.filter(pk=seat.pk).update(gid="900777", source=Source.REGISTER)
    put_right = {"title": "Mr", "given_name": zeb.given, "family_name": f"{zeb.family} Jones"}
    correct_name(person=zeb.person, **put_right, by=place.clerk, now=now)
    issue_briefing(briefing=place.briefing, by=place.officer, now=now)
    complete(enrolment_of(zeb.person, place.briefing), now=now)
    revoke_certificate(
        certificate=Certificate.objects.get(), reason=f"{zeb.name} Jones asked for it", by=place.officer, now=now
    )
    client = Client()
    cast.sign_in(client, zeb.person)
    yesterday = timezone.localdate() - timedelta(days=1)
    client.post(reverse("i_have_left", args=[seat.pk]), {"ends_on": f"{yesterday:%d/%m/%Y}"})
    monday = timezone.localtime(now) + timedelta(days=8 - now.isoweekday())
    send_digests(now=monday.replace(hour=9))


def at_a_workshop(zeb: Somebody, place: Place) -> None:
    """Booked by a colleague, with needs, and walked in; named in feedback and in why a session was cancelled."""
    now = timezone.now()
    page = workshop()
    rooms = [session(page, starts_at=now + timedelta(days=days)) for days in (30, 31)]
    me = Colleague(zeb.given, zeb.family, zeb.address)
    book(session=rooms[0], person=place.dsl, organisation=place.quay, by=place.dsl, colleagues=[me], now=now)
    other = Booking.objects.get(person=place.dsl)
    give_feedback(booking=other, useful=3, will_change=3, welcome=3, comment=f"{zeb.name} talks too much.", now=now)
    cancel_session(session=rooms[0], reason=f"{zeb.name} is ill", by=place.officer, now=now)
    door = {"session": session(page, starts_at=now), "organisation": place.quay, "by": place.dsl, "now": now}
    own = walk_in(colleague=me, nonce=uuid.uuid4(), **door)
    state_needs(booking=own, access=["step_free"], diet=["vegan"], other=f"Ask {zeb.family}'s carer", now=now)
    other = walk_in(colleague=Colleague("Dee", "Safelead", place.dsl.email), nonce=uuid.uuid4(), **door)
    state_needs(booking=other, access=[], diet=[], other=f"A seat beside {zeb.name}", now=now)


def in_files(zeb: Somebody, place: Place) -> None:
    """A sheet that was written, lines that were refused, a file that waits, a workbook that waits, a matched header."""
    Organisation.objects.filter(pk=place.chapel.pk).update(urn="100777")
    now = timezone.now()
    write(sheet(f"{zeb.name},{zeb.address},100777,Governor,900777", header="Governor,Email,URN,Role,GID"), now=now)
    write(sheet(f"{zeb.name},not-an-address,100777,Governor"), f"list of {zeb.name}.csv", now=now)
    read(sheet(f"{zeb.name},,100777,Headteacher"), now=now)
    book = Workbook()
    book.active.append(["Governor", "Email address", "URN", "Role"])
    book.active.append([zeb.name, "", "100777", "Governor"])
    content = io.BytesIO()
    book.save(content)
    runs.start_run(kind="contacts", file=ContentFile(content.getvalue()), file_name="x.xlsx", by=None, now=now)
    ColumnMapping.objects.create(header="a" * 64, columns={"name": zeb.name, "email": zeb.address}, used_at=now)


def by_staff(zeb: Somebody, place: Place) -> None:
    """Edited, exported by name, suppressed; named in a report's draft and by a reviewer."""
    now, client = timezone.now(), Client()
    cast.sign_in(client, place.officer, cast.SECOND_FACTOR)
    form = {"given_name": f"{zeb.given} John", "family_name": zeb.family, "address": zeb.address}
    assert client.post(reverse("people:edit", args=[zeb.pk]), form).status_code == 302
    log(instance=zeb.person, action="wagtail.edit", user=place.officer)  # as the admin's screens of users do
    client.get(reverse("people:index") + f"?q={zeb.family}&export=csv")
    Suppression.objects.create(address=zeb.address, reason=f"{zeb.name} asked", created_at=now)
    action = action_for(place.briefing, place.briefing.audience, place.officer)
    report = start_report(action=action, by=place.officer, now=now)
    report.body.append(("text", f"<p>{zeb.name} says that it helped.</p>"))
    report.save_revision(user=place.officer)
    FollowUpReportPage.objects.filter(pk=report.pk).update(body=report.body)
    home = cast.home_page()
    home.comments = [Comment(page=home, user=place.officer, text=f"Ask {zeb.name}", contentpath="title")]
    home.save_revision(user=place.officer)
    FormState.objects.create(
        user=place.officer, content_type_id=1, object_id="", parent_object_id="", last_updated_at=now,
        data=f"name={zeb.given}+Q&email={zeb.address.replace('@', '%40')}",
    )  # fmt: skip


def on_the_way_in(zeb: Somebody, place: Place) -> None:
    """Changes the address, half changes it again, has a passkey; another browser waits for a code."""
    client = Client()
    cast.sign_in(client, zeb.person)
    client.post("/my/details/address/", {"email": zeb.later})
    client.post("/my/details/address/code/", {"code": code_sent_to(zeb.later)})
    assert zeb.person.email == zeb.later
    client.post("/my/details/address/", {"email": "never.proved.quibblethorpe@quay.example"})
    Client().post("/start/", {"email": zeb.later})
    Authenticator.objects.create(user=zeb.person, type="webauthn", data={"name": f"{zeb.name}'s key"})
    EmailAddress.objects.create(user=zeb.person, email=zeb.later, verified=True, primary=True)


def in_the_mail(zeb: Somebody, place: Place) -> None:
    """All of it is sent; a mail server repeats the address."""
    for queue in (Queue.URGENT, Queue.BULK):
        send_due(queue=queue)
    delivery = Delivery.objects.filter(person=zeb.pk).first()
    DeliveryEvent.objects.record([delivery.pk], "failed", timezone.now(), f"550 <{zeb.address}> unknown")
    others = Delivery.objects.exclude(person=zeb.pk).first()
    DeliveryEvent.objects.record([others.pk], "failed", timezone.now(), f"forwarded for {zeb.address}")


DOORS = (as_a_teacher, as_a_governor, at_a_workshop, in_files, by_staff, on_the_way_in)


@pytest.fixture
def zeb(place) -> Somebody:
    somebody = Somebody("Zebedee", "Quibblethorpe")
    for door in DOORS:
        door(somebody, place)
    return somebody


# --- What is found before, and after --------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [("Zebedee", "Quibblethorpe"), ("Zoë", "O'Quibblethorpe-Örn")], ids=["plain", "marks"])
def test_nothing_is_left_but_what_is_said_to_stay(place, name):
    zeb = Somebody(*name)
    for door in (*DOORS, in_the_mail):
        door(zeb, place)
    before = tables_with(*zeb.words)
    assert len(before) >= 35 and "wagtailcore.ModelLogEntry.label" in before and files_with(*zeb.words)
    erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    left = tables_with(*zeb.words)
    assert left == {"distribution.Suppression.address"}
    assert all(is_said_to_stay(column) for column in left)
    assert files_with(*zeb.words) == []


def test_the_same_is_left_whichever_app_is_asked_first(zeb, place, monkeypatch):
    backwards = sorted(registered(), key=lambda app: app.app, reverse=True)
    monkeypatch.setattr(privacy_registry, "registered", lambda: backwards)
    erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    assert tables_with(*zeb.words) == {"distribution.Suppression.address"}
    assert files_with(*zeb.words) == []


def test_an_app_that_does_not_answer_leaves_something_behind(zeb, place, monkeypatch):
    """So the search above can fail: for each app whose rows only its own `erase` empties."""
    for missing in ("workshops", "distribution", "learning", "people", "sessions", "mfa", "account", "imports"):
        others = [app for app in registered() if app.app != missing]
        with monkeypatch.context() as patch, transaction.atomic():
            patch.setattr(privacy_registry, "registered", lambda others=others: others)
            erase_person(person=zeb.person, by=None, now=timezone.now())
            assert tables_with(*zeb.words) - {"distribution.Suppression.address"}, missing
            transaction.set_rollback(True)


def test_prose_loses_the_name_in_whatever_row_it_stands(zeb, place):
    """Each field that is said to be scrubbed, in rows that are about anybody."""
    known = f"It was {zeb.name}, <{zeb.address}>."
    written = set()
    for model, field in columns():
        declaration = declaration_of(model, field.name)
        row = declaration and declaration.scrubbed and model._base_manager.order_by("-pk").first()
        if row and not isinstance(field, StreamField):
            is_json, is_address = field.get_internal_type() == "JSONField", isinstance(field, models.EmailField)
            value = {"deep": [known, {zeb.address: 1}]} if is_json else zeb.address if is_address else known
            model._base_manager.filter(pk=row.pk).update(**{field.name: value})
            written.add(f"{model._meta.label}.{field.name}")
    assert len(written) > 25 and written <= tables_with(*zeb.words)
    erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    assert tables_with(*zeb.words) == {"distribution.Suppression.address"}


def test_what_each_door_wrote_is_given_to_them_and_stands_in_their_history(zeb, place):
    given = json.dumps(data_of(zeb.person), default=str, ensure_ascii=False)
    for part in (
        zeb.name, zeb.later, zeb.address, "900777", "step_free", "carer", "Requests of teachers", "Notices to dsls",
        "Links for parents", "Showings", "Certificates", "Completions", "Lines of imported files", "Earlier addresses",
        "Addresses not to write to", "Deliveries", "Check-ins", "Email addresses",
    ):  # fmt: skip
        assert part in given, part
    assert "Oona Officer" not in given and "Clem Clerk" not in given
    _record, events = history_of(zeb.person)
    told = "\n".join(event.words for event in events)
    for part in (
        "Asked to see the films for Quay High School", "Proved their address", "Let in", "Told the DSL of Quay High",
        "Logged a showing", "Made the link for parents", "Name corrected", "Asked to do", "Completed", "revoked",
        "Asked for a place", "Told us what they need", "Came", "Email address changed", "Until then post went to",
        "Governor, Chapel Lane Primary",
    ):  # fmt: skip
        assert part in told, part
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)


def test_a_namesake_and_whoever_shares_the_address_keep_theirs(zeb, place):
    """Words that are somebody else's too stay in the rows of that somebody, and in nobody's else."""
    wife = Person.objects.create_user(None, given_name="Wilma", family_name="Wife", shared_address=zeb.later)
    namesake = Person.objects.create_user("other@people.example", given_name=zeb.given, family_name=zeb.family)
    cast.mailing([wife, namesake], subject=f"{zeb.name}: come on Monday")
    erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    wife.refresh_from_db()
    namesake.refresh_from_db()
    assert (wife.shared_address, namesake.full_name) == (zeb.later, zeb.name)
    assert Delivery.objects.filter(person=wife, address=zeb.later).exists()
    assert Mailing.objects.filter(subject__contains=zeb.name).exists()
    assert not Delivery.objects.filter(person=zeb.pk).exclude(address="erased@erased.invalid").exists()
    assert not stands_in(json.dumps(data_of(Person.objects.get(pk=zeb.pk)), default=str), zeb.words)


def test_while_an_import_is_at_work_on_them_nothing_is_erased(zeb, place):
    run = ImportRun.objects.filter(state=ImportState.WAITING).latest("pk")
    lease = run.claim(state=ImportState.WAITING, now=timezone.now())
    with pytest.raises(CannotErase, match=r"at work\. Try again"):
        erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    assert zeb.person.family_name == zeb.family and files_with(*zeb.words)
    lease.end(state=ImportState.AGREED)
    erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    run.refresh_from_db()
    assert run.state == ImportState.DISCARDED and "Upload it again" in run.notes[0]


def test_an_import_that_names_others_waits_on(zeb, place):
    other = read(sheet("Gwen Twoschools,gwen.twoschools@people.example,100777,Governor"))
    erase_person(person=zeb.person, by=place.officer, now=timezone.now())
    other.refresh_from_db()
    assert other.state == ImportState.PREVIEWED and other.file and other.entries.get().subject
