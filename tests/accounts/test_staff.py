"""Accounts of staff, made on screen: who holds a right to enter the admin may enter, and every guard knows it."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from accounts.audit import ACCOUNT_CHANGED
from distribution.models import Delivery, Suppression
from learning import permissions
from people.models import Address, AuditEntry, Person
from people.operations import AddressOfStaff, CannotMerge, give_address, merge_people
from people.staff_groups import APPROVERS, AUDITORS, OFFICERS
from tests import cast
from tests.accounts.test_second_factor import code_by_mail, enrol

pytestmark = pytest.mark.django_db
NEW, LIST = "/admin/users/new/", "/admin/users/"
SINA = {"title": "Dr", "given_name": "Sina", "family_name": "Second", "email": "Sina.Second@people.example"}


@pytest.fixture
def admin(client, officer):
    call_command("set_up_roles")
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def groups(*names):
    return [group.pk for group in Group.objects.filter(name__in=names)]


def text_of(response) -> str:
    return response.content.decode()


def add(client, *names, **fields):
    return client.post(NEW, {**SINA, "is_active": "on", "groups": groups(*names), **fields}, follow=True)


def edit(client, who, *names, **fields):
    data = {name: getattr(who, name) for name in ("title", "given_name", "family_name", "email")}
    return client.post(f"/admin/users/edit/{who.pk}/", {**data, "groups": groups(*names), **fields}, follow=True)


def sina() -> Person:
    return Person.objects.get(email="sina.second@people.example")


# --- Made -----------------------------------------------------------------------------------------------------------


def test_the_form_asks_for_what_an_account_is(admin):
    page = text_of(admin.get(NEW))
    for label in ("Title", "First name", "Last name", "Email address", "Groups", "Administrator", "Active"):
        assert label in page
    assert re.search(r'<input type="checkbox" name="is_active"[^>]* checked', page)
    assert "None" not in page.partition("<form")[2].partition("</form>")[0]


def test_an_account_has_a_name_is_active_and_is_told_how_to_sign_in(admin, officer):
    answer = text_of(add(admin, OFFICERS))
    who = sina()
    assert (who.title, who.full_name, who.is_active, who.is_staff, who.is_superuser) == (
        "Dr", "Sina Second", True, True, False,
    )  # fmt: skip
    assert not who.has_usable_password()
    assert "Sina Second can enter the admin. We&#x27;re emailing sina.second@people.example how to sign in." in answer
    letter = Delivery.objects.get(person=who)
    assert letter.address == who.email and letter.mailing.created_by == officer
    assert "/admin/" in letter.mailing.text_body and "authenticator app" in letter.mailing.html_body
    row = AuditEntry.objects.for_instance(who).get(action=ACCOUNT_CHANGED.code, data={"change": "may_enter"})
    assert row.user == officer


@pytest.mark.parametrize("group", [OFFICERS, APPROVERS, AUDITORS])
def test_each_of_them_signs_in_enrols_an_app_and_enters(admin, client_of, group):
    add(admin, group)
    client = client_of()
    code_by_mail(client, sina(), "/admin/")
    assert client.get("/admin/").url == "/account/2fa/"
    offered = text_of(client.get("/account/2fa/"))
    assert reverse("mfa_add_webauthn") in offered and reverse("mfa_activate_totp") in offered
    enrol(client)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/board-actions/").status_code == 200
    assert client.get("/admin/briefings/new/").status_code == (200 if group != AUDITORS else 302)
    assert client.get(LIST).url == "/admin/"  # Wagtail says there that one may not


@pytest.fixture
def client_of():
    from django.test import Client

    return Client


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"given_name": " ", "family_name": ""}, "Enter a name."),
        ({"email": ""}, "This field is required."),
        ({"groups": []}, "Tick a group whose members can enter the admin"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(admin, fields, says):
    before = Person.objects.count()
    assert says in text_of(add(admin, OFFICERS, **fields))
    assert Person.objects.count() == before


def test_a_group_that_may_not_enter_is_no_way_in(admin):
    others = Group.objects.create(name="Readers of something else")
    assert "Tick a group whose members" in text_of(add(admin, groups=[others.pk]))


def test_an_account_that_is_made_inactive_says_so_and_is_not_written_to(admin):
    add(admin, OFFICERS, is_active="")
    assert not sina().is_active
    assert not Delivery.objects.filter(person=sina()).exists()


def test_somebody_known_is_let_in_where_they_are(admin, outsider):
    answer = text_of(add(admin, OFFICERS, email=outsider.email))
    assert f'belongs to Olive Outsider. <a href="/admin/users/edit/{outsider.pk}/">' in answer
    assert f"/admin/users/edit/{outsider.pk}/" in text_of(admin.get(f"/admin/people/inspect/{outsider.pk}/"))
    edit(admin, outsider, APPROVERS, is_active="on")
    outsider.refresh_from_db()
    assert outsider.is_staff and Delivery.objects.filter(person=outsider).count() == 1
    edit(admin, outsider, OFFICERS, is_active="on")  # another group: they know by now
    assert Delivery.objects.filter(person=outsider).count() == 1


# --- Changed --------------------------------------------------------------------------------------------------------


def test_who_may_enter_follows_the_groups_on_screen(admin):
    add(admin, OFFICERS)
    answer = text_of(edit(admin, sina(), is_active="on"))
    assert not sina().is_staff
    assert "Sina Second can&#x27;t enter the admin any more" in answer
    edit(admin, sina(), is_active="on", is_superuser="on")
    assert sina().is_staff
    edit(admin, sina(), is_active="on")
    assert not sina().is_staff and not sina().is_superuser


def test_who_could_never_enter_is_not_said_to_have_lost_it(admin, two_schools):
    answer = text_of(edit(admin, two_schools, is_active="on"))
    assert f"You haven&#x27;t given {two_schools} any rights, so they can&#x27;t enter the admin." in answer
    others = Group.objects.create(name="Readers of something else")
    answer = text_of(edit(admin, two_schools, is_active="on", groups=[others.pk]))
    assert f"{two_schools} is in no group that can enter the admin" in answer and "any more" not in answer


@pytest.mark.parametrize(("mail_class", "written_to"), [("sign_in", False), ("", False), ("service", True)])
def test_an_email_is_promised_only_where_it_would_go(admin, new_governor, mail_class, written_to):
    Suppression.objects.create(address=new_governor.email, mail_class=mail_class, reason="It came back.")
    answer = text_of(edit(admin, new_governor, AUDITORS, is_active="on"))
    assert ("We&#x27;re emailing" in answer) is written_to
    words = f"We can&#x27;t email {new_governor.email}, so tell them yourself how to sign in."
    assert (words in answer) is not written_to


def test_the_address_of_a_joined_record_moves_to_the_account(admin, new_governor):
    add(admin, APPROVERS)
    alias = cast.person("Sina Earlier", "sina.earlier@people.example")
    who = sina()
    merge_people(keep=who, alias=alias, by=None, now=timezone.now())
    answer = text_of(edit(admin, who, APPROVERS, is_active="on", email="Sina.Earlier@people.example"))
    who.refresh_from_db()
    alias.refresh_from_db()
    assert (who.email, alias.email) == ("sina.earlier@people.example", None)
    assert "belongs to" not in answer and who.is_staff
    assert "belongs to Noor" in text_of(edit(admin, who, APPROVERS, is_active="on", email=new_governor.email))
    assert "belongs to Noor" in text_of(add(admin, APPROVERS, email=new_governor.email))


@pytest.mark.parametrize("names", [(), (AUDITORS,)])
def test_a_right_of_ones_own_outlives_a_press_of_save(admin, new_governor, names):
    new_governor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    new_governor.refresh_from_db()
    for _press in range(2):
        answer = text_of(edit(admin, new_governor, *names, is_active="on"))
        new_governor.refresh_from_db()
        assert new_governor.is_staff and "enter the admin" not in answer
    new_governor.user_permissions.clear()
    new_governor.refresh_from_db()
    assert new_governor.is_staff is bool(names)


@pytest.mark.parametrize(
    "take",
    [
        lambda who, group: who.groups.clear(),
        lambda who, group: group.user_set.remove(who),
        lambda who, group: group.user_set.clear(),
        lambda who, group: group.permissions.clear(),
        lambda who, group: group.permissions.remove(Permission.objects.get(codename="access_admin")),
        lambda who, group: group.delete(),
    ],
)
def test_who_may_enter_follows_rights_that_are_given_and_taken_elsewhere(outsider, take):
    call_command("set_up_roles")
    group = Group.objects.get(name=OFFICERS)
    group.user_set.add(outsider)
    outsider.refresh_from_db()
    assert outsider.is_staff
    take(outsider, group)
    outsider.refresh_from_db()
    assert not outsider.is_staff


def test_a_right_of_ones_own_counts_too(outsider):
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    outsider.refresh_from_db()
    assert outsider.is_staff


@pytest.mark.both_databases
def test_no_administrator_is_unknown_to_the_guards(outsider):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=outsider.pk).update(is_superuser=True)


def test_the_guards_hold_for_an_account_made_on_screen(admin, outsider, client_of):
    add(admin, OFFICERS)
    otto = cast.officer_of_the_group()
    now = timezone.now()
    with pytest.raises(AddressOfStaff):
        give_address(person=sina(), address="taken.over@elsewhere.example", by=otto, now=now)
    with pytest.raises(CannotMerge):
        merge_people(keep=outsider, alias=sina(), by=otto, now=now)
    with pytest.raises(CannotMerge):
        merge_people(keep=sina(), alias=outsider, by=otto, now=now)
    client = client_of()
    cast.sign_in(client, otto, cast.SECOND_FACTOR)
    assert client.get(f"/admin/people/edit/{sina().pk}/").status_code in (302, 403)


def test_a_changed_address_is_kept_and_ends_the_sessions_that_it_opened(admin, client_of):
    add(admin, OFFICERS)
    client = client_of()
    cast.sign_in(client, sina(), cast.SECOND_FACTOR)
    who = sina()
    edit(admin, who, OFFICERS, is_active="on", email="sina@new.example", family_name="Third")
    who.refresh_from_db()
    assert (who.email, who.full_name) == ("sina@new.example", "Sina Third") and who.named_at
    assert Address.objects.get(person=who).address == "sina.second@people.example"
    assert client.get("/admin/").url.startswith("/start/")


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_says_who_has_set_up_a_second_factor(admin, officer):
    def marks() -> list[bool]:
        rows = admin.get(LIST).context["object_list"]
        return [row.has_second_factor for row in rows if row.pk == officer.pk]

    assert marks() == [False]
    RecoveryCodes.activate(officer)
    assert marks() == [False], "codes to print are not one by themselves"
    TOTP.activate(officer, generate_totp_secret())
    assert marks() == [True]


def test_the_list_has_staff_alone_with_their_groups(admin, outsider):
    add(admin, OFFICERS)
    add(admin, AUDITORS, email="abe@people.example", given_name="Abe", family_name="Audit", is_active="")
    page = text_of(admin.get(LIST))
    assert "Sina Second" in page and "Abe Audit" in page and "Olive Outsider" not in page
    for words in ("Groups", "Officers", "Auditors", "Administrator", "Last sign-in"):
        assert words in page
    found = text_of(admin.get(f"{LIST}?q=Second"))
    assert "Sina Second" in found and "Abe Audit" not in found


def test_a_right_that_no_model_has_is_named_and_gives_nothing(db, monkeypatch):
    monkeypatch.setitem(permissions.STAFF_RIGHTS, OFFICERS, {"briefing": ("view", "applaud")})
    with pytest.raises(LookupError, match="learning.*applaud"):
        call_command("set_up_roles")
    assert not Group.objects.filter(name=OFFICERS).exists()


def test_the_groups_that_wagtail_brings_are_gone_unless_somebody_is_in_them(outsider):
    Group.objects.get(name="Editors").user_set.add(outsider)
    call_command("set_up_roles")
    assert set(Group.objects.values_list("name", flat=True)) == {OFFICERS, APPROVERS, AUDITORS, "Editors"}


# --- One's own account ----------------------------------------------------------------------------------------------


@pytest.fixture
def account(client):
    """`account(person)`: a post to the page of one's own account, with all that the page itself would send."""

    def post(who, **changes):
        cast.sign_in(client, who, cast.SECOND_FACTOR)
        page = client.get("/admin/account/")
        forms = [panel.get_form() for panels in page.context["panels_by_tab"].values() for panel in panels]
        data = {
            field.html_name: field.value() for form in forms for field in form if field.value() not in (None, False)
        }
        return page, client.post("/admin/account/", {**data, **changes}, follow=True)

    return post


def test_ones_own_name_is_shown_and_saved(account, officer):
    page, answer = account(officer, **{"name-title": "Ms", "name-given_name": "Oonagh"})
    assert 'value="Oona"' in text_of(page) and 'value="Officer"' in text_of(page)
    officer.refresh_from_db()
    assert (officer.title, officer.full_name) == ("Ms", "Oonagh Officer")
    assert "changed successfully" in text_of(answer) and 'value="Oonagh"' in text_of(answer)


def test_a_name_is_not_taken_away_there(account, officer):
    _page, answer = account(officer, **{"name-given_name": "", "name-family_name": ""})
    assert "Enter a name." in text_of(answer)
    officer.refresh_from_db()
    assert officer.full_name == "Oona Officer"


def test_other_settings_are_saved_without_a_name(account, officer):
    Person.objects.filter(pk=officer.pk).update(given_name="", family_name="")
    officer.refresh_from_db()
    _page, answer = account(officer, **{"notifications-submitted_notifications": ""})
    assert "changed successfully" in text_of(answer)
    assert not UserProfile.objects.get(user=officer).submitted_notifications
