"""Who answers now: hours in London time, bank holidays, closed days, both changes of the clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.enums import Answering
from cms.models import ClosedDay, OpeningHours, SupportContact
from cms.opening_hours import closed_days, hours_lines, status
from cms.queries import contacts_on_paper, stale_contacts, support_contacts

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """Wall-clock time in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("UTC"))


def contact(name="iCART", hours=None, **fields) -> SupportContact:
    """Mon to Thu 9 to 5, Fri 9 to 4.30, unless told otherwise."""
    hours = [*((day, "09:00", "17:00") for day in range(4)), (4, "09:00", "16:30")] if hours is None else hours
    made = SupportContact(name=name, purpose="p", phone="0151 000 0000", **fields)
    made.hours = [
        OpeningHours(weekday=d, opens=time.fromisoformat(o), closes=time.fromisoformat(c)) for d, o, c in hours
    ]
    made.save()
    return SupportContact.objects.get(pk=made.pk)


@pytest.fixture
def team(db):
    return contact()


def says(who, moment) -> tuple[bool, str]:
    found = status(who, moment, closed_days())
    return found.open_now, found.text


@pytest.mark.parametrize(
    ("moment", "open_now", "text"),
    [
        ("2026-11-02T10:00", True, "Open now, until 5pm."),  # Monday
        ("2026-11-02T09:00", True, "Open now, until 5pm."),
        ("2026-11-02T08:59:59", False, "Closed now. Opens today at 9am."),
        ("2026-11-02T16:59:59", True, "Open now, until 5pm."),
        ("2026-11-02T17:00", False, "Closed now. Opens tomorrow at 9am."),
        ("2026-11-06T16:29", True, "Open now, until 4:30pm."),  # Friday
        ("2026-11-06T16:30", False, "Closed now. Opens on Monday at 9am."),
        ("2026-11-07T12:00", False, "Closed now. Opens on Monday at 9am."),  # Saturday
        ("2026-11-08T23:59", False, "Closed now. Opens tomorrow at 9am."),  # Sunday
        ("2026-11-09T00:00", False, "Closed now. Opens today at 9am."),
        ("2026-12-24T18:00", False, "Closed now. Opens on Tuesday at 9am."),  # Christmas, weekend, Boxing Day's Monday
        ("2026-12-25T10:00", False, "Closed now. Opens on Tuesday at 9am."),
        ("2026-12-28T10:00", False, "Closed now. Opens tomorrow at 9am."),
        ("2026-12-29T10:00", True, "Open now, until 5pm."),
        ("2027-03-25T18:00", False, "Closed now. Opens on Tuesday at 9am."),  # before Good Friday
        ("2027-03-29T10:00", False, "Closed now. Opens tomorrow at 9am."),  # Easter Monday
    ],
)
def test_open_and_closed(team, moment, open_now, text):
    assert says(team, at(moment)) == (open_now, text)


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        ("2026-10-23T08:00", True),  # Friday in summer: 9 in London
        ("2026-10-23T15:29", True),
        ("2026-10-23T15:30", False),
        ("2026-10-25T00:30", False),  # the hour that comes twice
        ("2026-10-25T01:30", False),
        ("2026-10-26T08:59", False),  # Monday in winter
        ("2026-10-26T09:00", True),
        ("2026-10-26T16:59", True),
        ("2027-03-26T09:00", False),  # Good Friday
        ("2027-03-28T01:30", False),  # the hour that does not come
        ("2027-03-30T07:59", False),  # Tuesday in summer
        ("2027-03-30T08:00", True),
        ("2027-03-30T16:00", False),
    ],
)
def test_both_changes_of_the_clock(team, moment, open_now):
    assert says(team, utc(moment))[0] is open_now


def test_the_next_opening_is_told_right_over_a_change_of_the_clock(team):
    assert says(team, at("2026-10-24T20:00"))[1] == "Closed now. Opens on Monday at 9am."


def test_open_through_the_hour_that_comes_twice(db):
    night = contact(hours=[(6, "00:00", "03:00")])
    for moment in ("2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"):
        assert says(night, utc(moment))[0]
    assert not says(night, utc("2026-10-25T03:00"))[0]


def test_a_closed_day_of_the_council(team):
    ClosedDay.objects.create(day=date(2026, 11, 3), reason="Moving house")
    assert says(team, at("2026-11-03T10:00")) == (False, "Closed now. Opens tomorrow at 9am.")
    assert says(team, at("2026-11-02T18:00")) == (False, "Closed now. Opens on Wednesday at 9am.")


def test_some_are_open_on_bank_holidays(db):
    brave = contact(closed_on_bank_holidays=False)
    assert says(brave, at("2026-12-25T10:00")) == (True, "Open now, until 4:30pm.")


def test_a_lunch_break(db):
    team = contact(hours=[(0, "13:30", "17:00"), (0, "09:00", "12:00")])
    assert says(team, at("2026-11-02T11:00")) == (True, "Open now, until midday.")
    assert says(team, at("2026-11-02T12:30")) == (False, "Closed now. Opens today at 1:30pm.")
    assert hours_lines(team)[0] == "Monday 9am to midday, 1:30pm to 5pm"


def test_a_long_closure_names_the_date(team):
    for day in range(2, 10):
        ClosedDay.objects.create(day=date(2026, 11, day))
    assert says(team, at("2026-11-01T10:00"))[1] == "Closed now. Opens on Tuesday 10 November at 9am."


ALL_DAY = [(day, "00:00", "23:59") for day in range(7)]


@pytest.mark.parametrize(
    "unsure",
    [
        {"hours": []},  # nobody has entered any
        {"hours": ALL_DAY, "answering": Answering.UNCONFIRMED},  # entered, and not confirmed
        {"hours": [], "answering": Answering.UNCONFIRMED},
    ],
)
def test_of_hours_that_nobody_confirmed_nothing_is_said(db, unsure):
    first = contact("First", **unsure)
    stand_in = contact("Stand-in", hours=[], answering=Answering.OTHERWISE, covers=first)
    second = contact("Second stand-in", hours=[], answering=Answering.OTHERWISE, covers=stand_in)
    for who in (first, stand_in, second):
        assert says(who, at("2026-11-02T10:00")) == (None, "")
        assert hours_lines(who) == ["Opening hours not confirmed"]


def test_two_that_stand_in_for_each_other_are_not_known_to_answer(team):
    other = contact("Other", hours=[], answering=Answering.OTHERWISE, covers=team)
    SupportContact.objects.filter(pk=team.pk).update(answering=Answering.OTHERWISE, covers=other)
    assert [card["open_now"] for card in support_contacts("worried", at("2026-11-02T10:00"))] == [None, None]


def test_some_answer_day_and_night(db):
    always = contact(hours=[], answering=Answering.ALWAYS)
    assert says(always, at("2026-12-25T03:00")) == (True, "Open now. Answers day and night.")
    assert hours_lines(always) == ["Every day, day and night"]


@pytest.mark.parametrize(
    ("moment", "open_now", "text"),
    [
        ("2026-11-02T10:00", False, "iCART answers now."),
        ("2026-11-02T20:00", True, "Open now, while iCART is closed."),
        ("2026-11-07T12:00", True, "Open now, while iCART is closed."),
        ("2026-12-25T10:00", True, "Open now, while iCART is closed."),
        ("2026-12-28T10:00", True, "Open now, while iCART is closed."),
    ],
)
def test_out_of_hours_covers_when_the_other_is_closed(team, moment, open_now, text):
    nights = contact("Nights", hours=[], answering=Answering.OTHERWISE, covers=team)
    assert says(nights, at(moment)) == (open_now, text)
    assert hours_lines(nights) == ["Whenever iCART is closed"]


def test_at_every_hour_of_a_year_somebody_answers(team):
    nights = contact("Nights", hours=[], answering=Answering.OTHERWISE, covers=team)
    days = closed_days()
    start = utc("2026-09-01T00:30").timestamp()
    for hour in range(0, 24 * 365, 3):
        moment = datetime.fromtimestamp(start + hour * 3600, ZoneInfo("UTC"))
        assert status(team, moment, days).open_now is not status(nights, moment, days).open_now


def test_hours_for_reading_aloud(team):
    assert hours_lines(team) == ["Monday to Thursday, 9am to 5pm", "Friday 9am to 4:30pm", "Closed on bank holidays"]


# --- The list -------------------------------------------------------------------------------------


def test_the_list_is_in_order_and_for_its_audience(db):
    contact("Later", sort_order=20, for_help=True)
    contact("First", sort_order=5)
    assert [card["name"] for card in support_contacts("worried", at("2026-11-02T10:00"))] == ["First", "Later"]
    assert [card["name"] for card in support_contacts("help", at("2026-11-02T10:00"))] == ["Later"]


# What each of them does at a moment, said a second time and simply: weekday, hour.
SURELY_OPEN = {
    "Danger": lambda day, hour: True,
    "Day line": lambda day, hour: day < 5 and 9 <= hour < 17,
    "Night line": lambda day, hour: not (day < 5 and 9 <= hour < 17),
    "Saturdays": lambda day, hour: day == 5 and 10 <= hour < 12,
    "Children": lambda day, hour: True,
    "Urgent, by day": lambda day, hour: day < 5 and 9 <= hour < 17,
    "Unsure": lambda day, hour: False,
    "Unsure all day": lambda day, hour: False,
    "Covers unsure": lambda day, hour: False,
    "Form": lambda day, hour: False,
}


@pytest.fixture
def another_council(db):
    """Contacts in an order that an officer could well have left: those that never surely answer come first."""
    office = [(day, "09:00", "17:00") for day in range(5)]
    unsure = contact("Unsure", hours=[], sort_order=1)
    contact("Unsure all day", hours=ALL_DAY, answering=Answering.UNCONFIRMED, sort_order=2)
    contact("Covers unsure", hours=[], answering=Answering.OTHERWISE, covers=unsure, sort_order=3)
    contact("Form", hours=[], answering=Answering.UNCONFIRMED, sort_order=4, website="https://council.example/")
    contact("Urgent, by day", hours=office, urgent=True, sort_order=5)
    contact("Saturdays", hours=[(5, "10:00", "12:00")], sort_order=6)
    by_day = contact("Day line", hours=office, sort_order=7, for_pupils=True, pupil_text="Ring us.")
    contact("Night line", hours=[], answering=Answering.OTHERWISE, covers=by_day, sort_order=8)
    contact("Children", hours=[], answering=Answering.ALWAYS, sort_order=9, for_pupils=True, pupil_text="Talk to us.")
    contact("Danger", hours=[], answering=Answering.ALWAYS, urgent=True, sort_order=10)


def test_at_every_hour_of_a_week_whoever_surely_answers_comes_first(another_council):
    for hour in range(7 * 24):
        moment = at("2026-11-09T00:30") + timedelta(hours=hour)
        cards = support_contacts("worried", moment)
        surely = [SURELY_OPEN[card["name"]](moment.weekday(), moment.hour) for card in cards]
        assert cards[0]["name"] == "Danger"
        assert surely == sorted(surely, reverse=True), (moment, [card["name"] for card in cards])
        for card, is_open in zip(cards, surely, strict=True):
            assert bool(card["open_now"]) is is_open
            assert ("Open now" in card["status_text"]) is is_open
        unsure = [card for card in cards if "nsure" in card["name"] or card["name"] == "Form"]
        assert {card["status_text"] for card in unsure} == {""}
        assert {card["open_now"] for card in unsure} == {None}


def test_among_those_who_answer_the_officers_order_stays(another_council):
    names = [card["name"] for card in support_contacts("worried", at("2026-11-09T01:00"))]
    assert names == ["Danger", "Night line", "Children", "Unsure", "Unsure all day", "Covers unsure", "Form",
                     "Urgent, by day", "Saturdays", "Day line"]  # fmt: skip


def test_pupils_always_find_first_who_answers_them_day_and_night(another_council):
    contact("For adults", for_pupils=True, answering=Answering.ALWAYS, hours=[], sort_order=0)
    for hour in range(7 * 24):
        cards = support_contacts("pupils", at("2026-11-09T00:30") + timedelta(hours=hour))
        assert [(card["name"], card["purpose"]) for card in cards] == [
            ("Children", "Talk to us."),
            ("Day line", "Ring us."),
        ]


@pytest.mark.parametrize("audience", ["worried", "pupils"])
def test_paper_knows_no_now(another_council, audience):
    cards = contacts_on_paper(audience)
    assert all("open_now" not in card and "status_text" not in card and "stale" not in card for card in cards)
    assert cards[0]["name"] == {"worried": "Danger", "pupils": "Children"}[audience]
    lines = {card["name"]: card["hours_lines"] for card in cards}
    assert lines["Day line"] == ["Monday to Friday, 9am to 5pm", "Closed on bank holidays"]
    confirmed = [card["confirmed"] for card in cards]
    assert confirmed == sorted(confirmed, reverse=True)


def test_what_to_do_if_nobody_answers_is_for_adults(team):
    team.for_pupils, team.pupil_text, team.if_no_answer = True, "Ring us.", "Call the night line."
    team.save()
    moment = at("2026-11-02T10:00")
    assert support_contacts("worried", moment)[0]["if_no_answer"] == "Call the night line."
    assert support_contacts("pupils", moment)[0]["if_no_answer"] == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"for_pupils": True}, "pupil_text"),
        ({"answering": Answering.OTHERWISE}, "covers"),
        ({"answering": Answering.OTHERWISE, "covers": "always"}, "covers"),
        ({"answering": Answering.OTHERWISE, "covers": "unconfirmed"}, "covers"),
    ],
)
def test_the_form_says_at_the_field_what_is_missing(team, changes, field):
    if "covers" in changes:
        changes = {**changes, "covers": contact("Other", hours=[], answering=changes["covers"])}
    for name, value in changes.items():
        setattr(team, name, value)
    with pytest.raises(ValidationError) as refused:
        team.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("phone", "pressed"),
    [
        ("0151 907 8305", "tel:01519078305"),
        ("999", "tel:999"),
        ("+44 151 907 8305", "tel:+441519078305"),
        ("+44 (0)151 907 8305", "tel:+441519078305"),
    ],
)
def test_the_telephone_can_be_pressed(team, phone, pressed):
    team.phone = phone
    team.save()
    assert support_contacts("worried", at("2026-11-02T10:00"))[0]["phone_href"] == pressed


def test_a_contact_that_nobody_checked_says_so(db):
    contact(last_checked=date(2026, 8, 4), check_every_days=90)
    assert [support_contacts("worried", at(f"2026-11-0{day}T10:00"))[0]["stale"] for day in (1, 2)] == [False, True]
    assert [c.name for c in stale_contacts(date(2026, 11, 2))] == ["iCART"]
    assert stale_contacts(date(2026, 11, 1)) == []


def test_the_list_costs_the_same_for_3_and_for_30(team):
    def queries(count):
        for n in range(count):
            contact(f"Nights {n} of {count}", hours=[], answering=Answering.OTHERWISE, covers=team)
        with CaptureQueriesContext(connection) as found:
            support_contacts("worried", at("2026-11-02T10:00"))
        return len(found)

    assert queries(3) == queries(30) == 4


# --- What the database holds ----------------------------------------------------------------------


def test_hours_close_after_they_open(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        contact(hours=[(0, "17:00", "09:00")])


def test_a_stand_in_names_whom_it_covers(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        contact(hours=[], answering=Answering.OTHERWISE)


def test_nobody_covers_themselves(team):
    team.answering, team.covers = Answering.OTHERWISE, team
    with pytest.raises(IntegrityError), transaction.atomic():
        team.save()
