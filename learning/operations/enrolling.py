"""Joiners: who comes into a briefing's audience after it was sent, and who got an address only later.

Run every few minutes and by two at once if need be: each briefing is locked while it is looked at, a person is
enrolled once, and gets the briefing's e-mail once.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from distribution.audiences import Member, appointments_in, members_among, sources_in
from distribution.eligibility import why_not
from distribution.enums import MailingState
from distribution.models import Delivery
from distribution.operations import cancel_deliveries, queue_mailing
from learning.audit import BRIEFING_CLOSED, BRIEFING_REOPENED, BRIEFING_SENT_TO_JOINERS, LATE_ENROLMENT_RULE_SET
from learning.emails import asked, briefing_message
from learning.enums import LateEnrolmentRule
from learning.models import Briefing, Enrolment, LaterMailing
from learning.operations.sealing import seal_credits
from learning.queries import standing_completions
from people.models import Person
from people.operations import record_audit
from people.queries import without_address

# A clerk who sees a slip in a list that was just written can take it back before anybody is written to.
HELD_MINUTES = 15

Fresh = tuple[int, int, date | None, datetime]  # (appointment, person, when it starts, when we came to know of it)


@transaction.atomic
def set_late_enrolment_rule(
    *, briefing: Briefing, joiners: LateEnrolmentRule, joiner_days: int, by: Person | None, now: datetime
) -> None:
    """Who gets it later can be changed after it was sent; who has got it keeps it."""
    Briefing.objects.filter(pk=briefing.pk).update(joiners=joiners, joiner_days=joiner_days)
    rule = {"rule": joiners, "days": joiner_days}
    record_audit(action=LATE_ENROLMENT_RULE_SET, about=briefing, by=by, data=rule, now=now)


@transaction.atomic
def close_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> None:
    """From now on nobody joins it and nobody is reminded of it. Who is enrolled can still do it. Twice is once.

    Reminders that have not been handed over are cancelled. The first e-mail still goes to who has not got it.
    """
    if Briefing.objects.open().filter(pk=briefing.pk).update(closed_at=now, closed_by=by):
        waiting = Delivery.objects.filter(mailing__reminder__briefing=briefing)
        cancel_deliveries(deliveries=waiting, reason="The briefing was closed.", now=now)
        record_audit(action=BRIEFING_CLOSED, about=briefing, by=by, now=now)


@transaction.atomic
def reopen_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> None:
    if Briefing.objects.filter(pk=briefing.pk).exclude(closed_at=None).update(closed_at=None, closed_by=None):
        record_audit(action=BRIEFING_REOPENED, about=briefing, by=by, now=now)


@transaction.atomic
def enrol_late(*, briefing: Briefing, now: datetime, known_by: datetime | None = None) -> tuple[int, int]:
    """Bring one open briefing up to date with its audience. Returns (people enrolled, messages written).

    `known_by` leaves appointments for later that came to our knowledge after that moment.

    A new appointment of somebody who is enrolled is credited. By the briefing's rule, somebody new in the audience is
    enrolled. Who has no message yet and can be written to now gets the briefing's own e-mail. Nobody is ever taken out.
    """
    locked = Briefing.objects.select_for_update(of=("self",)).select_related("module", "audience", "mailing").get(
        pk=briefing.pk
    )  # fmt: skip
    if not locked.is_open:
        return 0, 0
    today = timezone.localdate(now)
    new = _credit_and_enrol(locked, today, now, known_by)
    written = _write_to_those_without_a_message(locked, today, now)
    if new:
        seal_credits(enrolments=Enrolment.objects.filter(briefing=locked, enrolled_at=now), now=now)
    return new, written


def _credit_and_enrol(briefing: Briefing, today: date, now: datetime, known_by: datetime | None) -> int:
    """Two readings, however many people: the appointments that are not credited yet, and the enrolments they touch."""
    credited = Enrolment.appointments.through.objects.filter(enrolment__briefing=briefing, appointment=OuterRef("pk"))
    fresh = list(
        appointments_in(briefing.audience, today)
        .filter(~Exists(credited))
        .values_list("pk", "person__canonical", "starts_on", "recorded_at")
    )
    if not fresh:
        return 0
    enrolled = _enrolment_of_each(briefing, {principal for _pk, principal, _start, _recorded in fresh})
    strangers = [row for row in fresh if row[1] not in enrolled and (known_by is None or row[3] <= known_by)]
    joining = _joiners(briefing, strangers, today)
    done = standing_completions(briefing.module, today) if joining else {}
    due_on = later_due_date(briefing, today)
    rows = [
        Enrolment(briefing=briefing, person_id=pk, enrolled_at=now, due_on=due_on, completion_id=done.get(pk))
        for pk in sorted(joining)
    ]
    enrolled |= {row.person_id: row.pk for row in Enrolment.objects.bulk_create(rows, batch_size=1000)}
    Link = Enrolment.appointments.through
    Link.objects.bulk_create(
        [Link(enrolment_id=enrolled[who], appointment_id=pk) for pk, who, _start, _rec in fresh if who in enrolled],
        batch_size=1000,
        ignore_conflicts=True,
    )
    return len(rows)


def _enrolment_of_each(briefing: Briefing, people: set[int]) -> dict[int, int]:
    rows = briefing.enrolments.order_by("-pk")
    if len(people) < 500:
        rows = rows.filter(person__canonical__in=people)
    return dict(rows.values_list("person__canonical", "pk"))


def _joiners(briefing: Briefing, fresh: list[Fresh], today: date) -> set[int]:
    """Of people who are not enrolled, those whose appointment began or came to our knowledge since it was sent.

    Somebody who was known then and left out, because the audience's rule was another, is not caught up with.
    """
    if not briefing.takes_joiners(today):
        return set()
    assert briefing.issued_at is not None, "only a briefing that was sent takes joiners"
    issued_on = timezone.localdate(briefing.issued_at)
    return {
        principal
        for _pk, principal, starts_on, recorded_at in fresh
        if recorded_at > briefing.issued_at or (starts_on is not None and starts_on > issued_on)
    }


def later_due_date(briefing: Briefing, today: date) -> date | None:
    """A date of one's own, where the briefing's is too near. None: the briefing's."""
    own = today + timedelta(days=briefing.joiner_days)
    return own if own > briefing.due_on else None


def _write_to_those_without_a_message(briefing: Briefing, today: date, now: datetime) -> int:
    """The briefing's own e-mail, once, to whoever is to do it and was never written to. Nothing, if it was stopped.

    While the briefing is on hold nobody is written to; when it goes on, they are found here.
    """
    assert briefing.mailing is not None and briefing.issued_at is not None, "only a briefing that was sent is caught up"
    if briefing.mailing.state == MailingState.STOPPED or briefing.hold is not None:
        return 0
    waiting = _without_a_message(briefing)
    if not briefing.writes_to_latecomers(today):
        # Who was taken in later is owed the e-mail even if the date passed while it was on hold.
        waiting = [row for row in waiting if row.enrolled_at > briefing.issued_at]
    found = _may_be_written_to(briefing, waiting, now)
    if not found:
        return 0
    rows = [row for row in waiting if row.person.canonical_id in found]
    due_on = _date_for_all(briefing, rows, today)
    if due_on:
        Enrolment.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=due_on)
    sources = sources_in(briefing.audience, today)
    recipients = [asked(member, sources.get(pk, ())) for pk, member in found.items()]
    message = briefing_message(briefing, recipients, due_on=due_on, by=briefing.issued_by)
    mailing = queue_mailing(message=message, now=now)
    LaterMailing.objects.create(briefing=briefing, mailing=mailing, at=now)
    record_audit(action=BRIEFING_SENT_TO_JOINERS, about=briefing, by=None, data={"messages": len(found)}, now=now)
    return len(found)


def _date_for_all(briefing: Briefing, rows: list[Enrolment], today: date) -> date | None:
    """The one date that their e-mail names, none sooner than what somebody has on their own page. None: the briefing's.

    Who was enrolled while the briefing was on hold has as many days from now on as who joins now.
    """
    own = [row.due_on for row in rows if row.due_on]
    return max([day for day in (later_due_date(briefing, today), *own) if day], default=None)


def _without_a_message(briefing: Briefing) -> list[Enrolment]:
    """Outstanding enrolments, locked, of people who have an address now and no first message under any record."""
    mailings = [briefing.mailing_id, *briefing.later_mailings.values_list("mailing", flat=True)]
    first = Delivery.objects.filter(mailing__in=mailings)
    rows = list(
        briefing.enrolments.outstanding()
        .exclude(without_address())
        .filter(~Exists(first.filter(person=OuterRef("person"))))
        .select_for_update(of=("self",))
        .select_related("person__canonical")
        .order_by("pk")
    )
    people = {row.person.canonical_id for row in rows}
    under_another_record = set(
        first.filter(person__canonical__in=people).values_list("person__canonical", flat=True).distinct()
    )
    return [row for row in rows if row.person.canonical_id not in under_another_record]


def _may_be_written_to(briefing: Briefing, waiting: Iterable[Enrolment], now: datetime) -> dict[int, Member]:
    people = {row.person.canonical_id: row.principal for row in waiting}
    reasons = why_not(people.values(), now=now)
    wanted = people.keys() - reasons
    if not wanted:
        return {}
    done = set(
        briefing.enrolments.completed().filter(person__canonical__in=wanted).values_list("person__canonical", flat=True)
    )  # two records of one person, and one of them has done it
    return members_among(briefing.audience, wanted - done, timezone.localdate(now))
