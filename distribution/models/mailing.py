from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.enums import CalendarMethod, MailClass, MailingState
from distribution.models.audience import Audience


class Mailing(Record):
    """A message to a frozen audience: its rows in `Delivery`. Nothing in it is one recipient's own.

    Bodies hold merge fields like ⟦name⟧; a recipient may have a subject of their own (`distribution.emails`). The kinds
    are registered by the apps that own them (`distribution.mail_types`).

    It is handed over while it is open and, if it is about a page, that page is published.
    """

    kind = models.CharField(_("kind"), max_length=20)
    mail_class = models.CharField(_("class of mail"), max_length=12, choices=MailClass, default=MailClass.SERVICE)
    state = models.CharField(_("state"), max_length=10, choices=MailingState, default=MailingState.OPEN)
    subject = models.CharField(_("subject"), max_length=200)
    text_body = models.TextField(_("plain text"))
    html_body = models.TextField(_("HTML"), blank=True)
    link_path = models.CharField(_("where its link leads"), max_length=300, default="/my/")
    link_title = models.CharField(_("what its link opens"), max_length=200, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("the page it is about"),
        help_text=_("While this page isn't published, the mailing waits."),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # "Referenced 4 times" says nothing to who unpublishes the page.
    page.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail's own
    reply_to = models.EmailField(_("answers go to"), blank=True)
    calendar_method = models.CharField(_("calendar part"), max_length=8, choices=CalendarMethod, blank=True)
    audience = models.ForeignKey(
        Audience, verbose_name=_("audience"), null=True, blank=True, on_delete=models.PROTECT, related_name="mailings"
    )
    not_after = models.DateTimeField(_("not to be sent after"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class MailQueue(Record):
    """One row: whether the whole mail queue is open, and when it was last awake.

    A database restored from a backup was last awake when the backup was taken. A long gap therefore closes the post
    office until a person has looked, so that a restore never sends again what had been sent since.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    paused = models.BooleanField(_("paused"), default=False)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    awake_at = models.DateTimeField(_("last awake"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("mail queue")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_post_office")]

    def __str__(self) -> str:
        return str(_("Mail queue"))
