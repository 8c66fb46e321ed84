from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models import ModulePage
from distribution.models import Audience, Mailing


class Briefing(models.Model):
    """A module given to an audience, with a date to be done by. A draft until it is issued."""

    module = models.ForeignKey(ModulePage, verbose_name=_("module"), on_delete=models.PROTECT, related_name="briefings")
    audience = models.ForeignKey(
        Audience, verbose_name=_("audience"), on_delete=models.PROTECT, related_name="briefings"
    )
    due_on = models.DateField(_("to be done by"))
    subject = models.CharField(_("subject of the e-mail"), max_length=120)
    message = models.TextField(
        _("message"),
        max_length=2000,
        help_text=_("In your own words: why we ask. Who gets it, the link and whom to ask are added for you."),
    )
    mailing = models.OneToOneField(
        Mailing, verbose_name=_("mailing"), null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("issued by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ["-created_at", "-pk"]
        permissions = [("issue_briefing", _("Can send a briefing to its audience"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_at=None, mailing=None) | Q(issued_at__isnull=False, mailing__isnull=False),
                name="issued_briefing_has_its_mailing",
            ),
        ]

    def __str__(self):
        return f"{self.module.title}: {self.audience}"

    @property
    def is_issued(self):
        return self.issued_at is not None
