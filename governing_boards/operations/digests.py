"""The weekly summary for clerks: one e-mail a week and clerk, whoever runs this and however often."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from distribution.enums import MailKind
from distribution.models.delivery import batched
from distribution.operations import Recipient, queue_mailing
from governing_boards.digests import Clerk, clerks, digest_mail, digest_values, week_of, weeks_of
from governing_boards.models import Digest
from learning.operations.issuing import note_told
from people.models import Person

CLERKS_AT_ONCE = 200  # so that one transaction stays short


def send_digests(*, now: datetime) -> int:
    """Queue what is due at `now`. Returns how many e-mails were written.

    Nothing is written for a clerk on whose boards nothing is outstanding; the row says that we looked.
    """
    week = week_of(now)
    if week is None:
        return 0
    found = clerks(timezone.localdate(now))
    done = set(Digest.objects.filter(year=week[0], week=week[1]).values_list("person", flat=True))
    waiting = sorted(set(found) - done)
    return sum(_send_some({pk: found[pk] for pk in some}, week, now) for some in batched(waiting, CLERKS_AT_ONCE))


@transaction.atomic
def _send_some(clerks_waiting: dict[int, Clerk], week: tuple[int, int], now: datetime) -> int:
    # The clerks' own rows are the lock: of two runs at once, the second waits here and then finds the week done.
    locked = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=clerks_waiting).order_by("pk")}
    done = set(Digest.objects.filter(year=week[0], week=week[1], person__in=locked).values_list("person", flat=True))
    mine = {pk: clerk for pk, clerk in clerks_waiting.items() if pk in locked and pk not in done}
    weeks = weeks_of([organisation for clerk in mine.values() for organisation in clerk.boards], now)
    letters = []
    for pk, clerk in mine.items():
        own = [weeks[organisation.pk] for organisation in clerk.boards if organisation.pk in weeks]
        if sum(one.outstanding for one in own):
            letters.append(Recipient(locked[pk], digest_values(replace(clerk, person=locked[pk]), own)))
    mailing = _queue(letters, now) if letters else None
    note_told([letter.person for letter in letters], now)
    written_to = {letter.person.pk for letter in letters}
    Digest.objects.bulk_create(
        Digest(person_id=pk, year=week[0], week=week[1], mailing=mailing if pk in written_to else None, at=now)
        for pk in mine
    )
    return len(letters)


def _queue(letters: list[Recipient], now: datetime):
    subject, text, html = digest_mail()
    return queue_mailing(
        kind=MailKind.DIGEST,
        subject=subject,
        text=text,
        html=html,
        recipients=letters,
        link_path="/boards/",
        link_title=subject,
        now=now,
    )
