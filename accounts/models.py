from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.daily_counts import DailyCount, DailyCountQuerySet
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


class CodeCount(DailyCount):
    """How often codes were asked for and typed, for one address, person or network (accounts/code_counts.py).

    It names nobody: the key is a hash, and addresses that nobody here has are counted in the same way.
    """

    DAILY = ("tries_today", "asked_today")

    newest = models.CharField(_("the code that works"), max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries of it"), default=0)
    tries_today = models.PositiveIntegerField(_("tries on that day"), default=0)
    asked_today = models.PositiveIntegerField(_("asked for on that day"), default=0)

    objects = DailyCountQuerySet["CodeCount"].as_manager()

    class Meta:
        verbose_name = _("count of codes")
        verbose_name_plural = _("counts of codes")


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
