"""A job: a row of work that one worker at a time holds, by a lease and a token of its own.

Rows are the truth and Celery only drives them. Of two workers one claims the row. A worker that dies leaves a lease
that runs out, and the job waits again. One that was thought dead and comes back finds that its token is not the row's
any more, and nothing that it has to say is kept.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.records import Record

ERROR_LENGTH = 500
JobT = TypeVar("JobT", bound="Job")


class TakenOver(Exception):
    """The lease ran out and the job is in other hands now."""


@dataclass(frozen=True)
class Lease:
    """What a worker has of a job: it alone may change the row, until somebody else has claimed it."""

    job: "Job"
    token: uuid.UUID

    def renew(self, *, now: datetime, **progress: Any) -> None:
        """The worker is alive: the lease begins anew. One statement. Raises TakenOver."""
        self._write(lease_until=now + self.job.LEASE, **progress)

    def end(self, *, state: str, **values: Any) -> None:
        """Leave the job in a state that no worker holds. Raises TakenOver, so that a transaction around it ends too."""
        self._write(state=state, token=None, lease_until=None, **values)

    def fail(self, *, state: str, error: str, **values: Any) -> None:
        """End it with why, as its owner reads it."""
        self.end(state=state, error=error[:ERROR_LENGTH], **values)

    def _write(self, **values: Any) -> None:
        ours = type(self.job)._default_manager.filter(pk=self.job.pk, token=self.token)
        if not ours.update(**values):
            raise TakenOver(self.job.pk)
        for name, value in values.items():
            setattr(self.job, name, value)


class JobQuerySet(models.QuerySet[JobT]):
    """Verbs of the sweep, which finds again what a dead worker or an emptied broker left behind."""

    def waiting(self) -> Self:
        return self.filter(state__in=list(self.model.IN_WORK))

    def unfinished(self) -> Self:
        """What waits for a worker, and what a worker has."""
        return self.filter(state__in=[*self.model.IN_WORK, *self.model.IN_WORK.values()])

    def reclaim(self, *, now: datetime) -> int:
        """What a dead worker held waits again. Returns how many jobs."""
        freed = {"token": None, "lease_until": None}
        return sum(
            self.filter(state=held, lease_until__lt=now).update(state=waits, percent=0, **freed)
            for waits, held in self.model.IN_WORK.items()
        )

    def give_up(self, *, now: datetime, attempts: int, **values: Any) -> int:
        """Jobs that have cost their worker its life `attempts` times are not tried again. Returns how many."""
        lapsed = self.filter(state__in=list(self.model.IN_WORK.values()), lease_until__lt=now)
        return lapsed.filter(attempts__gte=attempts).update(token=None, lease_until=None, **values)


class Job(Record):
    """A row of work. A subclass names its states: which of them wait, and what each is while a worker has it."""

    IN_WORK: ClassVar[Mapping[str, str]]
    LEASE: ClassVar[timedelta]

    state = models.CharField(_("state"), max_length=20)
    token = models.UUIDField(_("whose work it is"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    percent = models.PositiveSmallIntegerField(_("how far (%)"), default=0)
    error = models.CharField(_("why it could not be done"), max_length=ERROR_LENGTH, blank=True)

    class Meta:
        abstract = True

    def claim(self, *, state: str, now: datetime) -> Lease | None:
        """Of two workers one gets the job that waits in `state`; the other gets None."""
        token = uuid.uuid4()
        waits = type(self)._default_manager.filter(pk=self.pk, state=state)
        claimed = waits.update(
            state=self.IN_WORK[state],
            token=token,
            lease_until=now + self.LEASE,
            attempts=F("attempts") + 1,
            percent=0,
        )
        self.refresh_from_db()
        return Lease(self, token) if claimed else None

    @property
    def is_unfinished(self) -> bool:
        """A worker will take it, or has it."""
        return self.state in {*self.IN_WORK, *self.IN_WORK.values()}


def held_in_work(*states: str, name: str) -> models.CheckConstraint:
    """A job in one of `states` is somebody's until a time, and no other is anybody's."""
    held = Q(state__in=states, token__isnull=False, lease_until__isnull=False)
    return models.CheckConstraint(condition=held | (~Q(state__in=states) & Q(token=None, lease_until=None)), name=name)
