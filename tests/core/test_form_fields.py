"""What is typed as a date is read as it was meant and written out, or refused at its field with the text kept."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import make_aware

from core.dates import in_words
from learning.models import Briefing
from people.audit.actions import NAME_CORRECTED
from people.models import Appointment, Organisation
from people.operations import record_audit
from tests import cast
from tests.workshops.factories import workshop
from workshops.models import WorkshopSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def text_of(response) -> str:
    return response.content.decode()


def new_briefing(client, module, audience, due_on):
    data = {
        "module": module.pk, "audience": audience.pk, "due_on": due_on, "subject": "Safer places", "message": "Hello.",
        "joiners": "while_open", "joiner_days": 30,
    }  # fmt: skip
    return client.post("/admin/briefings/new/", data, follow=True)


def test_a_day_without_a_year_is_the_next_one_and_is_written_out(admin, module, audience):
    wanted = timezone.localdate() + timedelta(days=20)
    answer = text_of(new_briefing(admin, module, audience, f"{wanted:%-d %b}"))
    assert Briefing.objects.get().due_on == wanted
    assert f"to be done by {in_words(wanted)}" in answer
    assert "The deadline is near" not in answer
    edit = text_of(admin.get(f"/admin/briefings/edit/{Briefing.objects.get().pk}/"))
    assert f'value="{wanted:%d/%m/%Y}"' in edit
    assert f'<p class="help" data-in-words-of="due_on">{in_words(wanted)}</p>' in edit


@pytest.mark.parametrize(
    ("typed", "says"),
    [("12/31/2098", "for example 31/12/2098"), ("31/6/98", "There is no 31 June"), ("soonish", "Enter a date like")],
)
def test_what_is_no_day_is_refused_at_its_field_and_kept(admin, module, audience, typed, says):
    answer = text_of(new_briefing(admin, module, audience, typed))
    assert not Briefing.objects.exists()
    assert says in answer and f'value="{typed}"' in answer
    assert "data-in-words-of" not in answer


@pytest.mark.parametrize(("days", "warned"), [(0, True), (2, True), (3, False)])
def test_a_near_deadline_is_allowed_and_warned_of(admin, module, audience, days, warned):
    due = timezone.localdate() + timedelta(days=days)
    answer = text_of(new_briefing(admin, module, audience, f"{due:%A %-d %B %Y}"))
    assert Briefing.objects.get().due_on == due
    assert ("The deadline is near" in answer) is warned


def test_the_clock_of_a_session(admin):
    page = workshop()
    data = {
        "workshop": page.pk, "starts_at": "Thurs 1 July 2027 9.30am", "ends_at": "1/7/27 12 noon", "label": "",
        "place": "Hall", "online_link": "", "capacity": 20, "ceiling_percent": 100, "stewards": "",
        "allocations-TOTAL_FORMS": 0, "allocations-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = text_of(admin.post("/admin/sessions/new/", {**data, "starts_at": "28/3/2027 1.30am"}))
    assert "There is no 1:30am on Sunday 28 March 2027" in answer and 'value="28/3/2027 1.30am"' in answer
    before = set(WorkshopSession.objects.values_list("pk", flat=True))
    answer = text_of(admin.post("/admin/sessions/new/", data, follow=True))
    made = WorkshopSession.objects.exclude(pk__in=before).get()
    assert made.starts_at == make_aware(datetime(2027, 7, 1, 9, 30))
    assert made.ends_at == make_aware(datetime(2027, 7, 1, 12))
    assert "Thursday 1 July 2027" in answer


def test_the_message_after_saving_writes_the_days_out(admin):
    school = cast.school("Elm Road Infants")
    page = admin.get(f"/admin/organisation/edit/{school.pk}/")
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    answer = text_of(admin.post(f"/admin/organisation/edit/{school.pk}/", {**data, "opened_on": "1.9.58"}, follow=True))
    assert Organisation.objects.get(pk=school.pk).opened_on == date(1958, 9, 1)
    assert "Opened on: Monday 1 September 1958." in answer


def test_the_last_day_that_we_know_is_in_the_field(client, new_governor):
    row = new_governor.appointments.get()
    Appointment.objects.filter(pk=row.pk).update(ends_on=date(2030, 9, 12))
    cast.sign_in(client, new_governor)
    page = text_of(client.get(f"/my/details/left/{row.pk}/"))
    (field,) = re.findall(r'<input[^>]*name="ends_on"[^>]*>', page)
    assert 'type="text"' in field and 'value="12/09/2030"' in field
    answer = client.post(f"/my/details/left/{row.pk}/", {"ends_on": "1st Sept 2026"}, follow=True)
    assert "Tuesday 1 September 2026" in text_of(answer)
    row.refresh_from_db()
    assert row.ends_on == date(2026, 9, 1)


def test_a_day_that_may_be_past_or_to_come_needs_its_year(client, new_governor):
    cast.sign_in(client, new_governor)
    row = new_governor.appointments.get()
    answer = text_of(client.post(f"/my/details/left/{row.pk}/", {"ends_on": "1 Sept"}))
    assert "Write the year too, for example 1 September" in answer and 'value="1 Sept"' in answer


def test_an_audience_is_looked_at_on_a_day(admin, audience):
    who = cast.new_governor()
    Appointment.objects.filter(person=who).update(ends_on=date(2027, 8, 31))
    path = f"/admin/audience/inspect/{audience.pk}/?on="
    assert "Noor Newcomer" in text_of(admin.get(f"{path}31 Aug 2027"))
    assert "Noor Newcomer" not in text_of(admin.get(f"{path}1/9/27"))
    refused = text_of(admin.get(f"{path}31/9/27"))
    assert "There is no 31 September 2027" in refused and 'value="31/9/27"' in refused


def test_who_did_what_between_two_days(admin, officer):
    for when in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2)):
        record_audit(action=NAME_CORRECTED, about=officer, by=officer, now=make_aware(datetime.combine(when, time(12))))
    shown = text_of(admin.get("/admin/reports/audit/?timestamp_from=1 Nov 2026&timestamp_to=Sun 1/11/26"))
    assert "1 November 2026, 12" in shown and "31 October 2026, 12" not in shown and "2 November 2026, 12" not in shown
    wrong = text_of(admin.get("/admin/reports/audit/results/?timestamp_from=Mon 1/11/26&who=oona"))
    assert "1 November 2026 is a Sunday, not a Monday." in wrong
    assert "1 November 2026, 12" not in wrong, "all rows would look like the answer"
    assert 'data-w-swap-src-value="/admin/reports/audit/results/?who=oona&amp;_w_filter_fragment=1"' in wrong
