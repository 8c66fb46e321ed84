"""The weekly summary for clerks: one e-mail a week and clerk, whoever runs this and however often."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from distribution.emails import Recipient
from distribution.models.delivery import batched
from distribution.operations import queue_mailing
from governing_boards.digests import Clerk, clerks, week_of, weeks_of
from governing_boards.emails import digest_message, told
from governing_boards.models import Digest
from people.models import Person

CLERKS_AT_ONCE = 200  # so that one transaction stays short


def send_digests(*, now: datetime) -> int:
    """Queue what is due at `now`. Returns how many e-mails were written.

    Nothing is written for a clerk on whose boards nothing is outstanding; the row says that we looked.
    """
    week = week_of(now)
    if week is None:
        return 0
    found = clerks(now)
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
    letters: list[Recipient] = []
    for pk, clerk in mine.items():
        own = [weeks[organisation.pk] for organisation in clerk.boards if organisation.pk in weeks]
        if sum(one.outstanding for one in own):
            letters.append(told(replace(clerk, person=locked[pk]), own))
    mailing = queue_mailing(message=digest_message(letters), now=now) if letters else None
    written_to = {letter.person.pk for letter in letters}
    Digest.objects.bulk_create(
        Digest(person_id=pk, year=week[0], week=week[1], mailing=mailing if pk in written_to else None, at=now)
        for pk in mine
    )
    return len(letters)
