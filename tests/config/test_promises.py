"""Every date that a screen shows or takes is either kept by a task with a place in the schedule, or needs none.

A new date field fails here until somebody has said which of the three it is.
"""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

# Something has to happen on that day although nobody looks: the entry of the schedule that makes it happen.
KEPT_BY = {
    "wagtailcore.Page.go_live_at": "publishing",
    "wagtailcore.Page.expire_at": "publishing",
    "wagtailcore.Revision.approved_go_live_at": "publishing",
    "workshops.WorkshopPage.reminder_time": "workshops",
    "workshops.WorkshopSession.starts_at": "workshops",
    "workshops.WorkshopSession.ends_at": "workshops",
    "workshops.Letter.due_at": "workshops",
    "distribution.Delivery.due_at": "sweep",
    "distribution.Delivery.lease_until": "sweep",
    "distribution.MailCount.day": "mail counts",
    "people.Appointment.starts_on": "joiners",
    "people.Appointment.ends_on": "mailboxes",
    "imports.ImportRun.lease_until": "imports",
    "cms.FilmUpload.lease_until": "films",
    "cms.Pack.lease_until": "films",
}
# Compared with the clock whenever a page or a message is made, so nothing has to run.
LOOKED_AT = {
    "assurance.BoardAction.due_on",
    "assurance.ReportLink.ends_at",
    "classrooms.DslNotice.planned_on",
    "classrooms.ParentLink.ends_at",
    "cms.AwarenessPage.check_again_by",
    "cms.ClosedDay.day",
    "cms.OpeningHours.closes",
    "cms.OpeningHours.opens",
    "cms.Pack.check_again_by",
    "distribution.Mailing.not_after",
    "learning.Briefing.due_on",
    "learning.Enrolment.due_on",
    "workshops.WorkshopPage.closes_at",
    "workshops.WorkshopPage.opens_at",
}
# When something happened, or the day that somebody wrote down for it.
RECORDS = {
    "address_given_at", "approved_at", "arrived_at",
    "asked_at", "as_at", "at", "attended_counted_at", "answered_at", "awake_at",
    "bound_at", "cancelled_at", "closed_at", "closed_on", "committed_at", "completed_at", "confirmed_at", "created_at",
    "decided_at", "declined_at", "done_at", "email_verified_at", "enrolled_at", "established_on", "extract_on",
    "finished_at", "first_beat_at", "first_published_at", "invited_at", "issued_at", "last_beat_at", "last_checked",
    "last_login", "last_published_at", "latest_revision_created_at", "left_at", "lifted_at", "locked_at", "logged_at",
    "made_at", "meeting_on", "moment", "moved_objection", "named_at", "objected_at", "on", "opened_on", "unmerged_at",
    "proved_at", "published_at", "queued_at", "received_at", "recorded_at", "reminded_at", "resolved_at",
    "reviewed_on", "revoked_at", "said_at", "shown_on", "started_at", "state_at", "stated_at", "superseded_at",
    "timestamp", "told_at", "told_source_at", "undone_at", "until", "updated_at", "uploaded_at", "used_at",
    "withdrawn_at",
}  # fmt: skip
OURS = {"assurance", "classrooms", "cms", "distribution", "imports", "learning", "people", "workshops", "wagtailcore"}


def dates() -> list[str]:
    """Every field that holds a day, a moment or a time of day, where it is defined."""
    return sorted(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_fields
        if isinstance(field, (models.DateField, models.TimeField))
    )


@pytest.mark.parametrize("field", dates())
def test_every_date_is_kept_by_the_schedule_or_says_why_it_need_not_be(field):
    places = [field in KEPT_BY, field in LOOKED_AT, field.rpartition(".")[2] in RECORDS]
    assert sum(places) == 1, "say in this file what happens on that day, and which task does it"


@pytest.mark.parametrize(("field", "entry"), sorted(KEPT_BY.items()))
def test_the_task_that_keeps_it_is_in_the_schedule(field, entry):
    assert field in dates()
    assert entry in settings.CELERY_BEAT_SCHEDULE


def test_nothing_is_named_here_that_is_gone():
    assert dates()
    assert set(dates()) >= LOOKED_AT
