from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from core.records import Record


class MailCountQuerySet(models.QuerySet["MailCount"]):
    def count_one(self, key: str, *, day: date, limit: int) -> bool:
        """Add one to a count of the day, in one statement. False if it stands at `limit`. It starts anew each day."""
        if self._add_one(key, day, limit):
            return True
        try:
            with transaction.atomic():
                self.create(key=key, day=day, count=1)
        except IntegrityError:  # it is there: at its limit, or another request was quicker
            return self._add_one(key, day, limit)
        return True

    def _add_one(self, key: str, day: date, limit: int) -> bool:
        below = self.filter(~Q(day=day) | Q(count__lt=limit), pk=key)
        return bool(below.update(day=day, count=Case(When(day=day, then=F("count") + 1), default=1)))


class MailCount(Record):
    """How many messages somebody caused today, or were caused to one address (distribution/mail_limits.py).

    It names nobody: the key is a hash.
    """

    key = models.CharField(_("what is counted (keyed hash)"), max_length=64, primary_key=True)
    day = models.DateField(_("day of the count"), db_index=True)
    count = models.PositiveIntegerField(_("on that day"))

    objects = MailCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of mail")
        verbose_name_plural = _("counts of mail")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.day}"
