"""A showing: the DSL is told before, it is logged after."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from classrooms import emails
from classrooms.access import leads_of
from classrooms.enums import Outcome, Wish, YearGroup
from classrooms.models import DslNotice, Showing
from cms.models import AwarenessPage
from distribution.eligibility import why_not
from distribution.mail_limits import count_caused
from distribution.operations import queue_mailing
from people.models import Organisation, Person

OLDEST = timedelta(days=366)


class NotOnThisDay(ValueError):
    """A showing cannot be in the future, nor longer ago than a year."""


class NobodyToTell(Exception):
    """We know no DSL of this school whom we can write to."""


@dataclass(frozen=True)
class Shown:
    """What a teacher tells of a showing: counts and choices, and nothing about a pupil."""

    shown_on: date
    year_group: YearGroup
    pupils: int
    went: Outcome
    wants: Collection[str] = ()


@transaction.atomic
def log_showing(
    *, key: uuid.UUID, organisation: Organisation, page: AwarenessPage, shown: Shown, by: Person, now: datetime
) -> Showing:
    """Keep it. The same form sent twice is one showing. Raises NotOnThisDay."""
    today = timezone.localdate(now)
    if not today - OLDEST <= shown.shown_on <= today:
        raise NotOnThisDay(shown.shown_on)
    values = {
        "organisation": organisation,
        "page": page,
        "title": page.title,
        "theme": page.theme,
        "phase": organisation.phase,
        "shown_on": shown.shown_on,
        "year_group": YearGroup(shown.year_group),
        "pupils": shown.pupils,
        "went": Outcome(shown.went),
        "wants": [want for want in Wish.values if want in shown.wants],
        "logged_by": by,
        "logged_at": now,
    }
    showing, _new = Showing.objects.get_or_create(key=key, defaults=values)
    return showing


@transaction.atomic
def take_back_showing(*, showing: Showing) -> None:
    """Logged by mistake: it goes altogether, since nothing stands on it."""
    Showing.objects.filter(pk=showing.pk).delete()


@transaction.atomic
def tell_dsl(
    *, organisation: Organisation, page: AwarenessPage, planned_on: date, year_group: YearGroup, by: Person,
    now: datetime,
) -> DslNotice:  # fmt: skip
    """One message to each DSL; the same notice again writes nothing. Raises NobodyToTell, NotOnThisDay,
    TooMuchMail."""
    if planned_on < timezone.localdate(now):
        raise NotOnThisDay(planned_on)
    leads = leads_of(organisation, timezone.localdate(now))
    reasons = why_not(leads, now=now)
    leads = [lead for lead in leads if lead.pk not in reasons]
    if not leads:
        raise NobodyToTell(organisation.pk)
    notice, new = DslNotice.objects.get_or_create(
        organisation=organisation, page=page, planned_on=planned_on, year_group=YearGroup(year_group), by=by,
        defaults={"at": now, "told": len(leads)},
    )  # fmt: skip
    if new:
        count_caused(by=by, now=now)
        message = emails.showing_notice(
            leads, by=by, page=page, school=organisation, on=planned_on, year=YearGroup(year_group)
        )
        queue_mailing(message=message, now=now)
    return notice
