"""A new council gets its first pages from one command, and nothing that somebody has written is lost to it."""

import io
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from cms.enums import Answering
from cms.models import (
    Film,
    HomePage,
    ModuleIndexPage,
    ModulePage,
    OpeningHours,
    PartnershipSettings,
    Picture,
    StandardPage,
    SupportContact,
)
from people.models import AuditEntry, Person
from people.staff_groups import APPROVERS
from starter.council import Council, value_names
from starter.filling import GAP, gaps_in
from starter.operations.pages import texts_of
from tests import cast

pytestmark = pytest.mark.django_db
PATHS = [
    "/learn/", "/learn/contextual-safeguarding/", "/learn/ward-councillors/", "/worried/", "/help/",
    "/missing-from-school/", "/accessibility/", "/privacy/", "/cookies/", "/films-for-schools/",
    "/films-for-schools/the-way-home/", "/films-for-schools/a-favour/", "/workshops/", "/workshops/safer-places/",
]  # fmt: skip
VALUES = {
    "council_name": "Bath & Mereside Council",
    "area_name": "Mereside",
    "partnership_name": "Mereside Safeguarding Children Partnership",
    "partnership_email": "safeguarding@mereside.example",
    "partnership_website": "https://safeguarding.mereside.example/",
    "team_name": "Mereside Front Door",
    "team_phone": "0151 496 0001",
    "out_of_hours_phone": "0151 496 0002",
    "lado_phone": "0151 496 0003",
    "lado_email": "lado@mereside.example",
}


def run(**values: str) -> str:
    out = io.StringIO()
    call_command("add_standard_content", stdout=out, **values)
    return out.getvalue()


def pages() -> list[Page]:
    """All pages below the home page."""
    return list(Page.objects.descendant_of(HomePage.objects.get()).specific())


def counts() -> list[int]:
    models = (Page, SupportContact, OpeningHours, Film, Picture, get_document_model(), PartnershipSettings, Site)
    return [model.objects.count() for model in models]


def page_at(path: str) -> Page:
    return next(page for page in pages() if page.get_url() == path)


def edit(page: Page, by: Person, **fields) -> None:
    """As the editor's "Save draft" does."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)


@pytest.fixture
def approver(client):
    """Somebody who may publish, in the admin."""
    call_command("set_up_roles")
    who = cast.person("Ada Approver", is_staff=True)
    who.groups.add(Group.objects.get(name=APPROVERS))
    TOTP.activate(who, generate_totp_secret())
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    return who


# --- What is there afterwards ---------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_only_the_home_page_is_public(client):
    run()
    first = client.get("/")
    assert first.status_code == 200 and b"Keeping young people safe" in first.content
    assert b"Wagtail site" not in first.content
    assert {page.get_url() for page in pages()} == set(PATHS)
    assert {path: client.get(path).status_code for path in PATHS} == dict.fromkeys(PATHS, 404)


def test_the_home_page_leads_nowhere_that_is_not_published(client, approver):
    run()
    address = 'href="/learn/contextual-safeguarding/"'
    doors = client.get("/").content.decode()
    assert address not in doors and doors.count("Not open yet") == 4
    assert 'href="/boards/"' in doors  # a page of the program, not of the council
    page_at("/learn/contextual-safeguarding/").get_latest_revision().publish()
    doors = client.get("/").content.decode()
    assert address in doors and doors.count("Not open yet") == 3


def test_the_top_of_the_page_leads_to_help_only_once_there_is_some(client):
    printed = run()
    assert (
        printed.index("Publish “Worried about a child?” first") < printed.index("- Worried") < printed.index("- Brie")
    )
    first = client.get("/").content.decode()
    assert "/worried/" not in first and '<a class="cg-worry" href="tel:999">' in first
    page_at("/worried/").get_latest_revision().publish()
    cache.clear()  # the links are kept for a minute
    assert '<a class="cg-worry" href="/worried/">' in client.get("/").content.decode()


def test_an_officer_confirms_the_governors_module_and_publishes_it(client, approver):
    run(**VALUES)
    module = page_at("/learn/contextual-safeguarding/")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).status_code == 200
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={module.pk}")
    client.logout()
    shown = client.get(module.get_url())
    assert shown.status_code == 200
    step = ModulePage.objects.get(pk=module.pk).step_list[6]
    assert b"It is called Mereside Front Door." in client.get(step.url).content


@pytest.mark.parametrize("values", [VALUES, {}])
def test_every_draft_is_fit_to_be_published(values):
    run(**values)
    for page in pages():
        draft = page.get_latest_revision_as_object()
        draft.full_clean()
        for one in draft._meta.concrete_fields:
            if isinstance(one, StreamField):
                getattr(draft, one.name).stream_block.clean(getattr(draft, one.name))
    for page in pages():
        page.get_latest_revision().publish()


def test_the_settings_know_which_page_is_which():
    run(**VALUES)
    own = PartnershipSettings.objects.get()
    chosen = [own.worried_page, own.help_page, own.missing_page, own.modules_page, own.films_page]
    chosen += [own.accessibility_page, own.privacy_page, own.cookies_page]
    assert [page.slug for page in chosen] == [
        "worried", "help", "missing-from-school", "learn", "films-for-schools", "accessibility", "privacy", "cookies",
    ]  # fmt: skip
    assert (own.name, own.council_name) == (VALUES["partnership_name"], VALUES["council_name"])
    assert own.contact_email == VALUES["partnership_email"]


def test_it_is_in_the_audit_trail_once():
    run()
    run()
    entry = AuditEntry.objects.get(action="starter.content_added")
    assert entry.data == {"pages": 15, "contacts": 5, "films": 3, "filled": 0}
    assert entry.user is None and entry.object_id == str(HomePage.objects.get().pk)


def test_films_pictures_and_the_form_are_there(real_pictures):
    run()
    assert set(Film.objects.values_list("title", flat=True)) == {
        "Contextual safeguarding for governors", "The way home", "A favour",
    }  # fmt: skip
    assert not [film for film in Film.objects.all() if film.why_not_shown]
    assert Picture.objects.count() == 2 and get_document_model().objects.get().filename.endswith(".pdf")


# --- Contacts -------------------------------------------------------------------------------------------------------


def test_without_values_there_are_only_national_contacts():
    run()
    answering = dict(SupportContact.objects.values_list("name", "answering"))
    assert answering == {
        "Emergency: police, ambulance, fire": Answering.ALWAYS,
        "Childline": Answering.ALWAYS,
        "NSPCC Helpline": Answering.UNCONFIRMED,
        "Police, when it’s not urgent": Answering.UNCONFIRMED,
        "CEOP Safety Centre": Answering.UNCONFIRMED,
    }


def test_local_contacts_come_from_the_values_alone():
    run(**VALUES)
    local = SupportContact.objects.filter(sort_order__in=(20, 30, 80)).order_by("sort_order")
    assert [(row.name, row.phone, row.email, row.answering) for row in local] == [
        ("Mereside Front Door (Mereside’s contact and referral team)", VALUES["team_phone"], "", "unconfirmed"),
        ("Out of hours: the emergency duty team", VALUES["out_of_hours_phone"], "", "unconfirmed"),
        ("Local authority designated officer (LADO)", VALUES["lado_phone"], VALUES["lado_email"], "unconfirmed"),
    ]


@pytest.mark.parametrize("values", [{}, {"team_name": "The Hub", "lado_email": "lado@mereside.example"}])
def test_no_contact_shows_a_gap(values):
    """A contact has no draft: whatever stands in it may be read by somebody in need."""
    run(**values)
    for contact in SupportContact.objects.all():
        assert not gaps_in([str(value) for value in vars(contact).values()]), contact
        contact.full_clean()


# --- What is missing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{}, {"area_name": "Mereside", "team_name": "The Hub"}])
def test_every_gap_of_every_page_is_in_the_list(values):
    printed = run(**values)
    standing = {gap for page in pages() for gap in gaps_in(texts_of(page))}
    assert standing, "there are gaps that need no value of the council"
    for gap in standing:
        places = [page.title for page in pages() if gap in gaps_in(texts_of(page))]
        line = printed.partition(f"- {gap}")[2].splitlines()[1]
        assert line.strip() == f"in: {', '.join(places)}"


def test_a_value_that_is_missing_is_named_with_its_option():
    printed = run(council_name="Mereside Council")
    assert "[name of your contact and referral team]  --team-name" in printed
    assert "[name of your council]" not in printed
    assert "your contact and referral team: run this command again with --team-name, --area-name and --team-phone." in (
        printed
    )
    assert "with --lado-phone, --lado-email or --partnership-website." in printed


def test_with_all_values_only_what_nobody_can_know_is_missing():
    printed = run(**VALUES)
    assert "NOT ADDED" not in printed
    gaps = set(GAP.findall(printed.partition("READ, CHANGE")[0]))
    assert gaps and not [gap for gap in gaps if "council" in gap or "partnership" in gap or "team" in gap]


def test_the_list_leads_to_each_draft_and_says_what_to_confirm():
    printed = run()
    for page in pages():
        assert f"{page.title}: http" in printed and reverse("wagtailadmin_pages:edit", args=[page.pk]) in printed
    for words in ("## Contacts", "A concern about staff", "The voice", "Partially compliant"):
        assert words in printed


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("team_phone", "ask at the desk", "--team-phone: Write a telephone number"),
        ("partnership_email", "safeguarding at mereside", "--partnership-email: Enter a valid email address"),
        ("partnership_website", "mereside.example", "--partnership-website: Write a whole web address"),
        ("council_name", "[Mereside]", "--council-name: Leave out brackets"),
        ("area_name", "<b>Mereside</b>", "--area-name: Leave out brackets"),
        ("team_name", "T" * 46, "--team-name: Use at most 45 characters"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_before_anything_is_made(name, value, sentence):
    before = counts()
    with pytest.raises(CommandError, match=re.escape(sentence)):
        run(**{name: value})
    assert counts() == before


def test_the_longest_names_fit_everywhere():
    run(
        **{
            **VALUES,
            "area_name": "A" * 40,
            "team_name": "T" * 45,
            "council_name": "C" * 120,
            "partnership_name": "P" * 120,
        }
    )
    for contact in SupportContact.objects.all():
        contact.full_clean()
    for page in pages():
        page.get_latest_revision().publish()


def test_a_name_with_a_sign_of_html_is_shown_as_it_is(client):
    run(**VALUES)
    page_at("/privacy/").get_latest_revision().publish()
    shown = client.get("/privacy/").content.decode()
    assert "Bath &amp; Mereside Council runs this website" in shown
    assert '<a href="mailto:safeguarding@mereside.example">' in shown


# --- Again ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("values", [{}, VALUES])
def test_twice_makes_one_set(values):
    run(**values)
    before, revisions = counts(), [page.latest_revision_id for page in pages()]
    assert "Nothing was changed" in run(**values)
    assert counts() == before and [page.latest_revision_id for page in pages()] == revisions


def test_values_that_come_later_fill_the_drafts_that_nobody_has_touched():
    run()
    printed = run(**VALUES)
    assert "Filled in" in printed and "--team-name" not in printed and "NOT ADDED" not in printed
    standing = {gap for page in pages() for gap in gaps_in(texts_of(page))}
    assert not standing & {Council().gap(name) for name in value_names(options_only=True)}
    assert SupportContact.objects.count() == 8
    assert "call Mereside Front Door" in SupportContact.objects.get(name="NSPCC Helpline").if_no_answer
    assert "Nothing was changed" in run(**VALUES)


def test_values_that_were_given_before_need_not_be_given_again():
    run(**VALUES)
    before = counts()
    printed = run()
    assert "--team-name" not in printed and "NOT ADDED" not in printed
    assert counts() == before
    assert not gaps_in(texts_of(page_at("/worried/")))


def test_a_team_that_gets_another_name_is_not_added_a_second_time():
    run(**VALUES)
    run(**{**VALUES, "team_name": "The Hub"})
    assert SupportContact.objects.filter(phone=VALUES["team_phone"]).count() == 1


@pytest.mark.parametrize("path", ["/learn/contextual-safeguarding/", "/worried/"])
def test_a_draft_that_somebody_has_edited_is_left_alone(path, officer):
    run()
    edit(page_at(path), officer, title="Our own words")
    written = page_at(path).latest_revision_id
    printed = run(**VALUES)
    page = page_at(path)
    assert page.latest_revision_id == written
    for gap in gaps_in(texts_of(page)):
        assert f"- {gap}" in printed  # it still says what is missing there


def test_what_is_published_is_left_alone_and_its_gaps_are_named():
    run()
    page_at("/privacy/").get_latest_revision().publish()
    printed = run(**VALUES)
    assert "[name of your council]  --council-name" in printed and "in: Privacy notice (published)" in printed
    assert "[name of your council]" in str(StandardPage.objects.get(slug="privacy").body)


def test_a_contact_that_somebody_has_changed_is_left_alone():
    run()
    SupportContact.objects.filter(name="NSPCC Helpline").update(if_no_answer="Try again.", phone="0800 000")
    SupportContact.objects.filter(name="CEOP Safety Centre").delete()
    run(**VALUES)
    assert list(SupportContact.objects.filter(name="NSPCC Helpline").values_list("if_no_answer", "phone")) == [
        ("Try again.", "0800 000")
    ]
    assert SupportContact.objects.filter(name="CEOP Safety Centre").count() == 1


def test_settings_that_somebody_has_chosen_stay():
    cast.home_page()  # with a name and an address of its own
    run(**VALUES)
    own = PartnershipSettings.objects.get()
    assert (own.name, own.contact_email) == ("Mereside safeguarding partnership", "safeguarding@mereside.example")
    assert own.council_name == VALUES["council_name"] and own.privacy_page.slug == "privacy"


# --- A site that somebody has begun ---------------------------------------------------------------------------------


def test_a_home_page_that_is_there_stays_as_it_is(client, officer):
    home = cast.home_page()
    edit(home, officer, heading="Ours")
    before = home.revisions.count()
    run()
    home.refresh_from_db()
    assert home.revisions.count() == before and home.heading == "Safe places" and not home.doors
    assert {page.get_url() for page in pages()} == set(PATHS)


def test_a_list_of_modules_under_another_name_is_used():
    home = cast.home_page()
    home.add_child(instance=ModuleIndexPage(title="Lessons", slug="lessons"))
    run()
    assert ModuleIndexPage.objects.get().slug == "lessons"
    assert ModulePage.objects.get(slug="ward-councillors").get_url() == "/lessons/ward-councillors/"


def test_a_privacy_notice_under_another_name_is_used():
    home = cast.home_page()
    notice = home.add_child(instance=StandardPage(title="Your data", slug="your-data"))
    PartnershipSettings.objects.update(privacy_page=notice)
    run()
    assert not StandardPage.objects.filter(slug="privacy").exists()


def test_an_address_that_another_page_has_taken_is_named():
    cast.home_page().add_child(instance=ModuleIndexPage(title="Cookies", slug="cookies"))
    printed = run()
    assert "Not added: another page stands at /cookies/ already." in printed
    assert Page.objects.filter(slug="cookies").count() == 1


def test_a_page_without_the_list_that_it_belongs_below_is_named():
    cast.home_page().add_child(instance=StandardPage(title="Workshops", slug="workshops"))
    printed = run()
    assert "another page stands at /workshops/ already" in printed
    assert "Not added: /workshops/safer-places/, since the list that it belongs below wasn't added." in printed


def test_another_tree_is_left_alone():
    root = Page.objects.get(depth=1)
    root.add_child(instance=Page(title="Begun", slug="begun"))
    before = counts()
    with pytest.raises(CommandError, match="There are pages, but no home page"):
        run()
    assert counts() == before
