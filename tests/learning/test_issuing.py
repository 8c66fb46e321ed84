"""Issuing a briefing: who is enrolled, who is written to, and that the officer's numbers are the rows."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from distribution.enums import DeliveryState, MailClass
from distribution.models import Delivery, Mailing, Suppression
from learning import operations
from learning.audit import BRIEFING_SENT
from learning.models import Briefing, Enrolment
from learning.queries import briefing_counts, recipients_of
from people.enums import Role
from people.models import AuditEntry
from tests import cast
from tests.cast import NOW
from tests.learning.factories import complete, enrolment_of

TODAY = timezone.localdate(NOW)


def issue(briefing, *, by=None, now=NOW) -> Briefing:
    return operations.issue_briefing(briefing=briefing, by=by, now=now)


def enrolled(briefing) -> list[str]:
    return sorted(row.person.full_name for row in briefing.enrolments.select_related("person"))


def written_to(briefing) -> list[str]:
    return sorted(briefing.mailing.deliveries.values_list("address", flat=True))


# --- Who ------------------------------------------------------------------------------------------


def test_everyone_in_the_audience_once(briefing, officer, two_schools, new_governor, clerk, councillor, outsider):
    issued = issue(briefing, by=officer)
    assert enrolled(issued) == ["Gwen Twoschools", "Noor Newcomer"]
    assert written_to(issued) == ["gwen.twoschools@people.example", "noor.newcomer@people.example"]
    assert (issued.issued_at, issued.issued_by) == (NOW, officer)
    assert AuditEntry.objects.get(action=BRIEFING_SENT.code).user == officer


def test_two_schools_one_message_credited_to_both(briefing, two_schools):
    issued = issue(briefing)
    (row,) = issued.enrolments.all()
    assert sorted(a.organisation.name for a in row.appointments.all()) == ["Elm Road Infants", "Mersey View Primary"]
    delivery = issued.mailing.deliveries.get()
    assert "Elm Road Infants and Mersey View Primary" in delivery.values["why"]


def test_only_the_hats_of_the_audience_are_credited(briefing, two_schools):
    cast.appoint(two_schools, Role.PARTNER, cast.school("Not asked"))
    row = issue(briefing).enrolments.get()
    assert "Not asked" not in [a.organisation.name for a in row.appointments.all()]


def test_a_term_that_is_over_or_not_begun_is_not_asked(briefing, new_governor):
    gone, coming = cast.person("Gone Governor"), cast.person("Coming Governor")
    cast.appoint(gone, Role.GOVERNOR, cast.school("A"), ends_on=TODAY - timedelta(days=1))
    cast.appoint(coming, Role.GOVERNOR, cast.school("B"), starts_on=TODAY + timedelta(days=1))
    assert enrolled(issue(briefing)) == ["Noor Newcomer"]


def test_no_address_is_enrolled_and_counted_and_gets_nothing(briefing, new_governor):
    unreached = cast.person("Una Unreached", email=None)
    cast.appoint(unreached, Role.GOVERNOR, cast.school("A"))
    issued = issue(briefing)
    assert enrolled(issued) == ["Noor Newcomer", "Una Unreached"]
    assert written_to(issued) == [new_governor.email]
    assert briefing_counts(issued)["without_address"] == 1


def test_who_objected_is_not_written_to(briefing, two_schools, new_governor):
    two_schools.objected_at = NOW
    two_schools.save()
    issued = issue(briefing)
    assert written_to(issued) == [new_governor.email]
    assert "Gwen Twoschools" in enrolled(issued)


@pytest.mark.parametrize(
    ("mail_class", "stopped"), [("", True), (MailClass.SERVICE, True), (MailClass.NEWSLETTER, False)]
)
def test_a_suppressed_address_is_not_written_to(briefing, two_schools, new_governor, mail_class, stopped):
    Suppression.objects.create(address=two_schools.email, mail_class=mail_class, reason="asked")
    assert (two_schools.email in written_to(issue(briefing))) is not stopped


def test_two_records_joined_into_one_person_are_that_person(briefing, two_schools, new_governor):
    new_governor.canonical = two_schools
    new_governor.save()
    issued = issue(briefing)
    assert enrolled(issued) == ["Gwen Twoschools"]
    assert issued.enrolments.get().appointments.count() == 3


# --- Done before ----------------------------------------------------------------------------------


@pytest.fixture
def done_before(issued, two_schools):
    """Gwen has completed the module; a second briefing of it is to go out."""
    complete(enrolment_of(two_schools, issued))
    return cast.briefing(issued.module, issued.audience)


def test_who_has_done_it_is_credited_and_not_written_to(done_before, two_schools, new_governor):
    issued = issue(done_before)
    assert written_to(issued) == [new_governor.email]
    assert issued.enrolments.get(person=two_schools).completion.number == 1
    assert briefing_counts(issued) == {
        "enrolled": 2,
        "completed": 1,
        "started": 0,
        "not_started": 1,
        "without_address": 0,
    }


def test_a_new_edition_asks_everyone_again(done_before, two_schools):
    done_before.module.edition = 2
    done_before.module.save()
    issued = issue(done_before)
    assert two_schools.email in written_to(issued)
    assert issued.enrolments.get(person=two_schools).completion is None


@pytest.mark.parametrize(("months", "asked_again"), [(12, True), (24, False), (None, False)])
def test_a_completion_stands_as_long_as_the_module_says(done_before, two_schools, months, asked_again):
    done_before.module.renewal_months = months
    done_before.module.save()
    issued = issue(done_before, now=NOW + timedelta(days=400))
    assert (two_schools.email in written_to(issued)) is asked_again


def test_a_completion_under_a_joined_record_counts(issued, two_schools, new_governor):
    """Noor turns out to be Gwen: what was done as Noor is done."""
    complete(enrolment_of(new_governor, issued))
    new_governor.canonical = two_schools
    new_governor.save()
    cast.appoint(cast.person("Nora New"), Role.GOVERNOR, cast.school("A"))
    again = issue(cast.briefing(issued.module, issued.audience))
    assert two_schools.email not in written_to(again)


# --- Refusals -------------------------------------------------------------------------------------


def nothing_was_written(briefing):
    briefing.refresh_from_db()
    return not (briefing.is_issued or Enrolment.objects.exists() or Mailing.objects.exists())


def test_not_twice(issued):
    with pytest.raises(operations.AlreadyIssued):
        issue(issued)
    assert Mailing.objects.count() == 1
    assert Enrolment.objects.count() == 2


def test_not_a_module_that_nobody_can_open(briefing, new_governor):
    briefing.module.unpublish()
    with pytest.raises(operations.ModuleNotLive):
        issue(briefing)
    assert nothing_was_written(briefing)


def test_not_to_nobody(briefing, clerk):
    with pytest.raises(operations.NobodyToReach):
        issue(briefing)
    assert nothing_was_written(briefing)


def test_not_if_nobody_can_be_written_to(briefing, new_governor):
    new_governor.objected_at = NOW
    new_governor.save()
    with pytest.raises(operations.NobodyToReach):
        issue(briefing)
    assert nothing_was_written(briefing)


# --- What it costs --------------------------------------------------------------------------------


def test_the_queries_do_not_grow_with_the_people(module, officer):
    def queries(count: int) -> int:
        Enrolment.objects.all().delete()
        cast.many_governors(count)
        audience = cast.all_governors()
        of = cast.briefing(module, audience)
        with CaptureQueriesContext(connection) as found:
            issued = issue(of, by=officer)
        assert issued.enrolments.count() >= count
        audience.name = f"before {count}"
        audience.save()
        return len(found)

    queries(1)
    assert queries(3) == queries(30)


# --- The officer's page ---------------------------------------------------------------------------


@pytest.fixture
def desk(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def page_of(desk, briefing, query="") -> str:
    response = desk.get(reverse("briefings:inspect", args=[briefing.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def figures(html: str) -> dict[str, int]:
    found = re.findall(r"<p><strong>(\d+)</strong>\s*([^<]+?)\s*</p>", html)
    return {words: int(number) for number, words in found}


def states(html: str) -> dict[str, int]:
    return {label: int(n) for label, n in re.findall(r'delivery=\w+">([^<]+)</a>\s*</th>\s*<td>(\d+)</td>', html)}


def listed(html: str) -> list[str]:
    return re.findall(r'<td class="title">\s*<a href="[^"]+">([^<]+)</a>', html)


@pytest.fixture
def mixed(briefing, two_schools, new_governor):
    """Six people: reached, without address, objected, suppressed, done, and one reached who bounced."""
    for name, change in [
        ("Una Unreached", {"email": None}),
        ("Olga Objected", {"objected_at": NOW}),
        ("Sue Suppressed", {}),
        ("Ben Bounced", {}),
    ]:
        cast.appoint(cast.person(name, **change), Role.GOVERNOR, cast.school(name))
    Suppression.objects.create(address="sue.suppressed@people.example", reason="asked")
    return briefing


def test_a_drafts_numbers_are_the_rows_that_sending_writes(desk, mixed):
    before = figures(page_of(desk, mixed))
    reach = recipients_of(mixed, timezone.now())
    assert before == {
        "will get the e-mail": 3,
        "have no address": 1,
        "have done it already": 0,
        "objected to messages": 1,
        "have an address not to write to": 1,
        "people in this audience in all": 6,
    }
    assert reach.everyone == 6
    issued = issue(mixed, now=timezone.now())
    assert issued.mailing.deliveries.count() == before["will get the e-mail"]
    assert issued.enrolments.count() == before["people in this audience in all"]


def test_an_issued_briefings_numbers_are_the_rows(desk, mixed, two_schools):
    issued = issue(mixed, now=timezone.now())
    Delivery.objects.filter(address="ben.bounced@people.example").update(state=DeliveryState.BOUNCED)
    complete(enrolment_of(two_schools, issued), now=timezone.now())
    html = page_of(desk, issued)
    assert figures(html) == {
        "people were asked": 6,
        "have completed it": 1,
        "have started": 0,
        "have not started": 5,
        "of these have no address": 1,
    }
    assert sum(n for words, n in figures(html).items() if words.startswith("have ")) == 6
    rows = {label: Delivery.objects.filter(state=value).count() for value, label in DeliveryState.choices}
    assert states(html) == {label: count for label, count in rows.items() if count}
    assert f"<td>{Delivery.objects.count()}</td>" in html
    assert len(listed(html)) == 6


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=una", ["Una Unreached"]),
        ("?q=mersey+gwen", ["Gwen Twoschools"]),
        ("?q=elm+road", ["Gwen Twoschools"]),
        ("?delivery=none", ["Olga Objected", "Sue Suppressed", "Una Unreached"]),
        ("?delivery=queued", ["Ben Bounced", "Gwen Twoschools", "Noor Newcomer"]),
        ("?state=completed", []),
        ("?q=%27%22%3C", []),
        ("?state=nonsense&p=999&q=una", ["Una Unreached"]),
    ],
)
def test_the_list_is_searched(desk, mixed, query, names):
    issue(mixed, now=timezone.now())
    assert sorted(listed(page_of(desk, mixed, query))) == names


def test_the_page_costs_the_same_for_3_people_and_for_30(desk, module):
    def queries(count: int) -> int:
        cast.many_governors(count)
        audience = cast.all_governors()
        issued = issue(cast.briefing(module, audience))
        audience.name = f"before {count}"
        audience.save()
        page_of(desk, issued)
        with CaptureQueriesContext(connection) as found:
            html = page_of(desk, issued)
        assert len(listed(html)) >= count
        return len(found)

    assert queries(3) == queries(30)


def test_a_draft_costs_the_same_for_3_people_and_for_30(desk, briefing):
    def queries(count: int) -> int:
        cast.many_governors(count)
        page_of(desk, briefing)
        with CaptureQueriesContext(connection) as found:
            page_of(desk, briefing)
        return len(found)

    assert queries(3) == queries(27)


def test_sending_takes_one_more_yes_and_tells_the_numbers(desk, mixed):
    url = reverse("briefings:send", args=[mixed.pk])
    assert "Send 3 e-mails" in desk.get(url).content.decode()
    mixed.refresh_from_db()
    assert not mixed.is_issued
    page = desk.post(url, follow=True).content.decode()
    assert "3 e-mails are being sent." in page
    page = desk.post(url, follow=True).content.decode()
    assert "Nobody got it twice." in page
    assert Delivery.objects.count() == 3


def test_a_stale_second_factor_is_asked_for_again_before_sending(client, officer, mixed, settings):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    settings.SECOND_FACTOR_FRESH_SECONDS = -1
    response = client.post(reverse("briefings:send", args=[mixed.pk]))
    assert "/account/reauthenticate/" in response.url
    mixed.refresh_from_db()
    assert not mixed.is_issued


@pytest.mark.parametrize("way", [cast.LINK, cast.CODE])
def test_no_learner_gets_to_the_officers_pages(client, two_schools, mixed, way):
    cast.sign_in(client, two_schools, way)
    for name in ("inspect", "preview", "send", "states"):
        assert client.get(reverse(f"briefings:{name}", args=[mixed.pk])).status_code in (302, 403)


def test_staff_without_the_right_cannot_send(client, mixed):
    reader = cast.person("Rita Reader", is_staff=True)
    rights = ["access_admin", "view_briefing"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=rights))
    cast.sign_in(client, reader, cast.SECOND_FACTOR)
    assert "Send it" not in page_of(client, mixed)
    response = client.post(reverse("briefings:send", args=[mixed.pk]))
    mixed.refresh_from_db()
    assert response.status_code in (302, 403)
    assert not mixed.is_issued


def test_the_person_page_tells_what_happened(desk, mixed, two_schools):
    issued = issue(mixed, now=timezone.now())
    row = enrolment_of(two_schools, issued)
    complete(row, now=timezone.now())
    html = desk.get(reverse("briefings:person", args=[issued.pk, row.pk])).content.decode()
    for words in (
        "gwen.twoschools@people.example",
        "Waiting to be sent",
        "Not sent",
        "Watched",
        "Answered",
        "Declared",
    ):
        assert words in html
    assert "Whom do we change first?" not in html  # the answers are the learner's own
