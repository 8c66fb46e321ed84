from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.models.delivery import Delivery


class LinkBinding(Record):
    """The browser that pressed the button behind a message's link first. Only a hash of its cookie is kept."""

    delivery = models.OneToOneField(
        Delivery, verbose_name=_("message"), primary_key=True, on_delete=models.CASCADE, related_name="binding"
    )
    browser_hash = models.CharField(_("browser (hash)"), max_length=64)
    bound_at = models.DateTimeField(_("pressed"))

    class Meta:
        verbose_name = _("opened link")
        verbose_name_plural = _("opened links")

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.bound_at:%Y-%m-%d %H:%M}"


class CodeCountQuerySet(models.QuerySet["CodeCount"]):
    def add_one(self, key: str, field: str, *, day: date, limit: int, **values: Any) -> bool:
        """Add one to a count of the day, in one statement. False if it stands at `limit`, or no such row is here.

        `field` is "tries_today" or "asked_today"; both start anew with the day.
        """
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


class CodeCount(Record):
    """How often codes were asked for and typed, for one address, person or network (accounts/code_counts.py).

    It names nobody: the key is a hash, and addresses that nobody here has are counted in the same way.
    """

    DAILY = ("tries_today", "asked_today")

    key = models.CharField(_("what is counted (keyed hash)"), max_length=64, primary_key=True)
    newest = models.CharField(_("the code that works"), max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries of it"), default=0)
    day = models.DateField(_("day of the counts"), db_index=True)
    tries_today = models.PositiveIntegerField(_("tries on that day"), default=0)
    asked_today = models.PositiveIntegerField(_("asked for on that day"), default=0)

    objects = CodeCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of codes")
        verbose_name_plural = _("counts of codes")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.day}"


class CodeRequest(Record):
    """A sign-in code that a worker has to write to somebody, or to nobody where the address is not known here.

    Asking costs the same either way, so that the time it takes does not tell who is known.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(_("to"), max_length=254, blank=True)
    code = models.CharField(_("code"), max_length=12, blank=True)
    asked_at = models.DateTimeField(_("asked for"))

    class Meta:
        verbose_name = _("code to be sent")
        verbose_name_plural = _("codes to be sent")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class OpenSession(Record):
    """A browser in which somebody is signed in, for themselves to see and to end. The session itself is Django's."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="open_sessions"
    )
    session_key = models.CharField(_("session"), max_length=40, unique=True)
    device = models.CharField(_("browser and device"), max_length=60, blank=True)
    opened_at = models.DateTimeField(_("signed in"))
    seen_at = models.DateTimeField(_("last used"))

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.device} {self.seen_at:%Y-%m-%d %H:%M}"
