"""Counts that begin anew each day, kept so that no two requests count as one and nobody can be read from them."""

from datetime import date
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Q, When
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.records import Record

CountT = TypeVar("CountT", bound="DailyCount")


def keyed_hash(of_what: str, value: str) -> str:
    """What stands in place of an address, a person or a network, for one purpose: 64 characters."""
    return salted_hmac(of_what, value, algorithm="sha256").hexdigest()


class DailyCountQuerySet(models.QuerySet[CountT]):
    def add_one(self, key: str, field: str, *, day: date, limit: int, **values: Any) -> bool:
        """Add one to a count of the day, in one statement. False if it stands at `limit`, or no such row is here."""
        counts: dict[str, Any] = {name: Case(When(day=day, then=F(name)), default=0) for name in self.model.DAILY}
        counts[field] = counts[field] + 1
        below = self.filter(~Q(day=day) | Q(**{f"{field}__lt": limit}), pk=key)
        return bool(below.update(day=day, **counts, **values))

    def count_one(self, key: str, field: str, *, day: date, limit: int, **values: Any) -> bool:
        """The same, and the row is made if it is not there."""
        if self.add_one(key, field, day=day, limit=limit, **values):
            return True
        try:
            with transaction.atomic():
                self.create(key=key, day=day, **{field: 1, **values})
        except IntegrityError:  # it is there: at its limit, or another request was quicker
            return self.add_one(key, field, day=day, limit=limit, **values)
        return True

    def forget_before(self, day: date) -> int:
        """Counts of other days say nothing any more. Returns how many rows went."""
        gone, _of_which = self.filter(day__lt=day).delete()
        return gone


class DailyCount(Record):
    """A row for whatever is counted, by a keyed hash. A subclass names the counts that begin anew with the day."""

    DAILY: ClassVar[tuple[str, ...]]

    key = models.CharField(_("what is counted (keyed hash)"), max_length=64, primary_key=True)
    day = models.DateField(_("day of the counts"), db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.day}"
