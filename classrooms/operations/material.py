"""Links for parents, and packs that were fetched and withdrawn."""

from datetime import datetime, timedelta

from django.db import transaction

from classrooms import letters
from classrooms.models import PackFetched, ParentLink
from cms import operations as cms
from cms.models import AwarenessPage, Pack
from distribution.enums import MailKind
from distribution.operations import Recipient, queue_mailing
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
def withdraw_packs(*, page: AwarenessPage, up_to: int, by: Person | None, now: datetime) -> int:
    """Withdraw versions up to `up_to`; everybody who fetched one of them is told once. Returns how many are told."""
    cms.withdraw_packs(page=page, up_to=up_to, by=by, now=now)
    untold = PackFetched.objects.select_for_update(of=("self",)).filter(
        pack__page=page, pack__version__lte=up_to, pack__withdrawn_at__isnull=False, told_at=None
    )
    rows = list(untold.select_related("person__merged_into"))
    people = {person.pk: person for row in rows for person in [row.person.merged_into or row.person]}
    PackFetched.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    reachable = [person for person in people.values() if person.may_be_written_to]
    if reachable:
        subject, text, html = letters.pack_withdrawn(title=page.title, version=up_to)
        queue_mailing(
            kind=MailKind.NOTICE,
            subject=subject,
            text=text,
            html=html,
            recipients=[Recipient(person) for person in reachable],
            link_path=f"/schools/films/{page.pk}/",
            link_title=page.title,
            created_by=by,
            now=now,
        )
    return len(reachable)
