"""Links for parents, and packs that were fetched and withdrawn."""

from datetime import datetime, timedelta

from django.db import transaction

from classrooms import emails
from classrooms.models import PackFetched, ParentLink
from classrooms.queries import who_fetched
from cms import operations as cms
from cms.models import AwarenessPage, Pack
from distribution.operations import queue_mailing
from people.models import Organisation, Person

LINK_LIVES = timedelta(days=120)  # a term


@transaction.atomic
def make_parent_link(*, organisation: Organisation, page: AwarenessPage, by: Person, now: datetime) -> ParentLink:
    """The school's link for this film: the one that still works, or a new one."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    standing = ParentLink.objects.filter(
        organisation=organisation, page=page, ends_at__gt=now + timedelta(days=30)
    ).first()
    return standing or ParentLink.objects.create(
        organisation=organisation, page=page, made_by=by, made_at=now, ends_at=now + LINK_LIVES
    )


@transaction.atomic
def end_parent_link(*, link: ParentLink, now: datetime) -> None:
    ParentLink.objects.filter(pk=link.pk, ends_at__gt=now).update(ends_at=now)


@transaction.atomic
def note_fetched(*, pack: Pack, person: Person, now: datetime) -> None:
    """Once for each version and person, however many pieces it came in."""
    PackFetched.objects.get_or_create(pack=pack, person=person, defaults={"at": now})


@transaction.atomic
def withdraw_packs(*, page: AwarenessPage, up_to: int, because: str, by: Person | None, now: datetime) -> int:
    """Withdraw the versions up to `up_to`; those who fetched one are emailed once, with the reason `because`.

    Returns how many are emailed. Raises AlreadyWithdrawn.
    """
    cms.withdraw_packs(page=page, up_to=up_to, because=because, by=by, now=now)
    rows = PackFetched.objects.untold(page, up_to).select_for_update(of=("self",))
    people = who_fetched(rows)
    PackFetched.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    mailing = queue_mailing(
        message=emails.pack_withdrawn(people, page=page, version=up_to, because=because, by=by), now=now
    )
    return mailing.deliveries.count()
