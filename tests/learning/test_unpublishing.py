"""A module with an open briefing is unpublished: who does it is told whom it concerns, learners read what is true."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import Film, ModuleIndexPage, ModulePage
from distribution import operations as mail_queue
from distribution.models import Delivery
from governing_boards.operations import send_digests
from learning import operations
from learning.enums import Hold
from learning.models import Briefing
from learning.panels import BriefingsPanel
from people.models import Appointment
from people.staff_groups import APPROVERS
from tests import cast
from tests.cms.test_workflow import form
from tests.governing_boards import board_cast
from tests.governing_boards.test_boards import text_of
from tests.governing_boards.test_digests import MONDAY, letter_to
from tests.learning.factories import RIGHT, answers_at, as_form, complete, declare, do_all_but_declare, enrolment_of
from tests.learning.test_joiners import joiner, letters_to, sweep


@pytest.fixture
def sent(issued):
    then = timezone.now() - timedelta(hours=1)
    Briefing.objects.filter(pk=issued.pk).update(issued_at=then)
    Appointment.objects.update(recorded_at=then - timedelta(days=1))
    issued.refresh_from_db()
    return issued


@pytest.fixture
def approver(db):
    call_command("set_up_roles")
    person = cast.person("Ada Approver", is_staff=True)
    person.groups.add(Group.objects.get(name=APPROVERS))
    return signed_in(person, cast.SECOND_FACTOR)


@pytest.fixture
def desk(officer):
    return signed_in(officer, cast.SECOND_FACTOR)


def signed_in(person, way=cast.LINK) -> Client:
    client = Client()
    cast.sign_in(client, person, way)
    return client


def fresh(sent) -> Briefing:
    return Briefing.objects.select_related("module").get(pk=sent.pk)


# --- Whom it concerns -----------------------------------------------------------------------------------------------


def concerns(approver, url) -> str:
    return text_of(approver.get(url))


def unpublish_url(page) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk])


def bulk_url(*pages, action="unpublish") -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?next=/admin/pages/&{ids}"


def test_whom_it_concerns_is_said_before_it_is_done(approver, sent, two_schools):
    complete(enrolment_of(two_schools, sent), now=timezone.now())
    words = (
        f"Contextual safeguarding, All governors. 2 people have been asked to do this by {sent.due_on:%A} "
        f"{sent.due_on.day} {sent.due_on:%B %Y}; 1 has done it. "
        "People who were asked will read that it’s being updated. No reminders are sent until it is published again."
    )
    assert words in concerns(approver, unpublish_url(sent.module))
    assert words in concerns(approver, bulk_url(sent.module))
    for parent in (sent.module.get_parent(), sent.module.get_parent().get_parent()):
        for url in (unpublish_url(parent), bulk_url(parent)):
            assert f"If you unpublish the pages below it too: {words}" in concerns(approver, url)


def test_where_nobody_waits_for_it_nothing_is_said(approver, sent, officer, audience):
    other = cast.module(title="Online safety", slug="online-safety")
    cast.briefing(other, audience)  # a draft
    assert "asked to do this" not in concerns(approver, unpublish_url(other))
    operations.close_briefing(briefing=sent, by=officer, now=timezone.now())
    assert "asked to do this" not in concerns(approver, unpublish_url(sent.module))


def test_an_expiry_date_says_whom_it_will_concern(approver, sent):
    day = timezone.localtime() + timedelta(days=10)
    data = form(sent.module, **{"action-publish": "1", "expire_at": f"{day:%Y-%m-%d %H:%M}", "go_live_at": ""})
    response = approver.post(reverse("wagtailadmin_pages:edit", args=[sent.module.pk]), data, follow=True)
    assert f"{day:%A} {day.day} {day:%B %Y}. 2 people have been asked to do it by" in text_of(response)


def test_it_cannot_be_deleted_neither_alone_nor_with_its_parent(desk, sent):
    parent = sent.module.get_parent()
    urls = [reverse("wagtailadmin_pages:delete", args=[page.pk]) for page in (sent.module, parent)]
    for url in (*urls, bulk_url(parent, action="delete")):
        response = desk.post(url, {}, follow=True)
        assert "A module that was given as a briefing is kept. You can unpublish it." in text_of(response)
    desk.post(bulk_url(sent.module, action="delete"))  # Wagtail itself refuses this one
    assert Page.objects.filter(pk=sent.module.pk).exists()


# --- Every way to do it ---------------------------------------------------------------------------------------------


def by_its_own_page(approver, module):
    approver.post(unpublish_url(module))


def in_bulk(approver, module):
    approver.post(bulk_url(module), {"include_descendants": ""})


def with_its_parent(approver, module):
    approver.post(unpublish_url(module.get_parent()), {"include_descendants": "on"})


def in_bulk_with_its_parent(approver, module):
    approver.post(bulk_url(module.get_parent().get_parent()), {"include_descendants": "on"})


def by_its_expiry(approver, module):
    ModulePage.objects.filter(pk=module.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def in_the_database(approver, module):
    ModulePage.objects.filter(pk=module.pk).update(live=False)


def moved_off_the_site(approver, module):
    """Not possible in the admin, where a module stands in the list of modules only."""
    module.move(Page.objects.get(depth=1), pos="last-child")


WAYS = [
    by_its_own_page,
    in_bulk,
    with_its_parent,
    in_bulk_with_its_parent,
    by_its_expiry,
    in_the_database,
    moved_off_the_site,
]


def back_again(module):
    module = ModulePage.objects.get(pk=module.pk)
    index = ModuleIndexPage.objects.get()
    if not module.is_descendant_of(index):
        module.move(index, pos="last-child")
    ModulePage.objects.filter(pk=module.pk).update(expire_at=None)
    module = ModulePage.objects.get(pk=module.pk)
    module.save_revision().publish()


@pytest.mark.parametrize("way", WAYS)
def test_everything_waits_and_goes_on_when_it_is_published_again(approver, desk, sent, two_schools, way):
    way(approver, sent.module)
    assert fresh(sent).hold == Hold.UNPUBLISHED
    with pytest.raises(operations.OnHold):
        operations.remind(briefing=sent, organisation=None, by=None, now=timezone.now())
    who = joiner()
    assert sweep(sent) == (1, 0)
    page = desk.get(reverse("briefings:inspect", args=[sent.pk]))
    assert "The module isn’t published, so nobody can open it." in text_of(page)
    assert "No reminders can be sent at the moment." in text_of(page)
    remind_url = reverse("briefings:remind", args=[sent.pk])
    assert remind_url not in page.content.decode()
    assert desk.get(remind_url).status_code == 302
    assert "Nobody was reminded. The module isn’t published" in text_of(desk.post(remind_url, follow=True))
    mine = text_of(signed_in(two_schools).get("/my/"))
    assert "This briefing is being updated. You don’t need to do anything now. We’ll keep your place." in mine
    back_again(sent.module)
    assert fresh(sent).hold is None
    assert sweep(sent) == (0, 1)
    assert letters_to(who) == 1
    assert operations.remind(briefing=sent, organisation=None, by=None, now=timezone.now())
    assert "being updated" not in text_of(signed_in(two_schools).get("/my/"))


def test_who_joined_meanwhile_gets_it_even_if_the_date_has_passed(sent):
    sent.module.unpublish()
    who = joiner()
    assert sweep(sent, days=2) == (1, 0)
    assert sweep(sent, days=35) == (0, 0)
    back_again(sent.module)
    assert sweep(sent, days=40) == (0, 1)
    assert enrolment_of(who, sent).to_be_done_by == timezone.localdate() + timedelta(days=54)


# --- What learners read ---------------------------------------------------------------------------------------------


def addresses(module) -> list[str]:
    return [module.get_url(), *(step.url for step in module.step_list), f"{module.get_url()}0badc0de/"]


def test_a_learner_reads_what_is_true_at_every_address(sent, two_schools):
    sent.module.unpublish()
    gwen = signed_in(two_schools)
    for url in addresses(sent.module):
        response = gwen.get(url)
        words = text_of(response)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "This briefing is being updated" in words
        assert "You don’t need to do anything now. We’ll keep your place." in words
        assert "safeguarding@mereside.example" in words
        assert not {"Carry on", "Start", "Continue"} & set(words.split("  "))
        assert "govuk-button" not in response.content.decode()


def test_the_link_in_the_email_leads_there_too(client, sent, two_schools):
    sent.module.unpublish()
    delivery = Delivery.objects.get(person=two_schools)
    response = client.post(f"/l/{delivery.link_token}/", follow=True)
    assert "This briefing is being updated" in text_of(response)


def test_my_briefings_leads_nowhere_that_is_not_there(sent, two_schools):
    do_all_but_declare(enrolment_of(two_schools, sent), now=timezone.now())
    sent.module.unpublish()
    page = signed_in(two_schools).get("/my/").content.decode()
    assert sent.module.get_url() not in page
    assert "Carry on" not in page


def test_who_has_completed_it_still_has_the_certificate(sent, two_schools):
    certificate = complete(enrolment_of(two_schools, sent), now=timezone.now()).certificate
    url = reverse("certificate", args=[certificate.code])
    sent.module.unpublish()
    gwen = signed_in(two_schools)
    for page in (gwen.get(sent.module.get_url()), gwen.get("/my/")):
        assert f'href="{url}"' in page.content.decode()
    assert "You completed it on" in text_of(gwen.get(sent.module.get_url()))
    assert gwen.get(url).status_code == 200


def test_to_everybody_else_it_is_not_there(client, sent, outsider, approver):
    sent.module.unpublish()
    for reader in (client, signed_in(outsider), approver):
        assert {reader.get(url).status_code for url in addresses(sent.module)} == {404}


def test_the_home_page_does_not_lead_to_it(client, sent):
    home = cast.home_page()
    home.main_module = sent.module
    home.save()
    assert sent.module.get_url() in client.get("/").content.decode()
    sent.module.unpublish()
    assert sent.module.get_url() not in client.get("/").content.decode()


def test_what_is_pressed_in_an_open_tab_is_kept_and_nothing_is_completed_meanwhile(sent, two_schools):
    enrolment = enrolment_of(two_schools, sent)
    video, text, check, declaration = enrolment.briefing.module.step_list
    gwen, home = signed_in(two_schools), enrolment.briefing.module.get_url()
    sent.module.unpublish()

    def press(name, step, data=None):
        return gwen.post(reverse(name, args=[enrolment.pk, step.key]), data or {})

    assert press("read_step", video).url == home
    assert press("continue_step", text).url == home
    right = as_form(answers_at(check, RIGHT))
    assert press("answer_step", check, as_form(answers_at(check, [[0], []]))).url == home
    assert press("answer_step", check, right).url == home
    assert press("declare_step", declaration, {"declared": "yes"}).url == home
    assert press("declare_step", declaration).url == home
    enrolment.refresh_from_db()
    assert enrolment.completion is None
    assert set(enrolment.step_records.values_list("step_key", flat=True)) == {video.key, text.key, check.key}
    with pytest.raises(operations.ModuleWithdrawn):
        declare(enrolment_of(two_schools, sent), now=timezone.now())
    back_again(sent.module)
    assert "3 of 4 steps done" in text_of(gwen.get(home))
    assert press("declare_step", declaration, {"declared": "yes"}).url.startswith("/my/certificates/")


# --- Clerks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def boards(module, audience, officer):
    return board_cast.boards(module, audience, officer, now=MONDAY - timedelta(days=10))


def test_a_clerk_reminds_nobody_and_reads_why(boards):
    boards.briefing.module.unpublish()
    clem = signed_in(boards.clem, cast.CODE)
    words = "The council is updating this briefing, and nobody needs to do anything until it’s ready."
    for name, args in (("board", []), ("board_person", [boards.begun.pk])):
        page = clem.get(reverse(name, args=[boards.chapel.pk, *args]))
        assert words in text_of(page)
        assert reverse("board_remind", args=[boards.chapel.pk]) not in page.content.decode()
    url = reverse("board_remind", args=[boards.chapel.pk])
    assert words in text_of(clem.get(url, follow=True))
    assert words in text_of(clem.post(url, follow=True))
    assert not boards.briefing.reminders.exists()


def test_the_weekly_summary_does_not_count_them_as_outstanding(boards, audience):
    boards.briefing.module.unpublish()
    assert send_digests(now=MONDAY) == 0
    other = cast.briefing(cast.module(title="Online safety", slug="online-safety"), audience)
    operations.issue_briefing(briefing=other, by=None, now=MONDAY)
    assert send_digests(now=MONDAY + timedelta(days=7)) == 2
    words = letter_to(boards.clem)
    assert "Contextual safeguarding: The council is updating this briefing, and nobody needs to do anything" in words
    assert "Contextual safeguarding, to be done by" not in words
    assert "Online safety, to be done by" in words


# --- Published before there was a rule --------------------------------------------------------------------------------


def break_it(module, how):
    if how == "no declaration":
        ModulePage.objects.filter(pk=module.pk).update(steps=[("text", {"title": "Only", "body": "<p>this.</p>"})])
    else:
        Film.objects.get().captions.delete()


FAULT = {"no declaration": "Add a declaration as the last step.", "no captions": "The film has no captions."}


@pytest.mark.parametrize("how", FAULT)
def test_a_draft_of_a_broken_module_says_so_and_is_not_sent(desk, briefing, new_governor, how):
    break_it(briefing.module, how)
    page = desk.get(reverse("briefings:inspect", args=[briefing.pk]))
    send_url = reverse("briefings:send", args=[briefing.pk])
    assert FAULT[how] in text_of(page)
    assert "You can’t send this briefing until the module is corrected." in text_of(page)
    assert send_url not in page.content.decode()
    assert desk.get(send_url).status_code == 302
    assert "The module has a fault, so nothing was sent." in text_of(desk.post(send_url, follow=True))
    with pytest.raises(operations.ModuleUnfit):
        operations.issue_briefing(briefing=briefing, by=None, now=timezone.now())
    assert not Briefing.objects.issued().exists()


def test_a_broken_module_is_not_chosen_for_a_new_briefing(desk, module, audience):
    break_it(module, "no declaration")
    due = timezone.localdate() + timedelta(days=30)
    data = {
        "module": module.pk,
        "audience": audience.pk,
        "due_on": f"{due:%Y-%m-%d}",
        "joiners": "until_due",
        "joiner_days": 14,
        "subject": "For you",
        "message": "Do it.",
    }
    response = desk.post(reverse("briefings:add"), data)
    assert "This module has a fault. Correct it and publish it again." in text_of(response)
    assert FAULT["no declaration"] in text_of(response)
    assert not Briefing.objects.exists()


@pytest.mark.parametrize("how", FAULT)
def test_a_sent_one_says_so_and_asks_nobody_until_it_is_corrected(desk, sent, how):
    break_it(sent.module, how)
    page = text_of(desk.get(reverse("briefings:inspect", args=[sent.pk])))
    assert "The module has a fault, and couldn’t be published as it is." in page
    assert FAULT[how] in page
    with pytest.raises(operations.OnHold) as held:
        operations.remind(briefing=sent, organisation=None, by=None, now=timezone.now())
    assert held.value.hold == Hold.UNFIT
    joiner()
    assert sweep(sent) == (1, 0)


def test_the_first_page_of_the_admin_names_what_waits(desk, sent):
    sent.module.unpublish()
    assert "The module isn’t published, so nobody can open it." in text_of(desk.get(reverse("wagtailadmin_home")))


def test_the_first_page_asks_the_database_nothing_twice(desk, sent, officer):
    mail_queue.pause_mailings(ids=[sent.mailing_id], by=officer, now=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        words = BriefingsPanel().render_html()
    asked = [query["sql"] for query in queries]
    assert str(Hold.PAUSED.label) in words
    assert len(asked) == len(set(asked))
