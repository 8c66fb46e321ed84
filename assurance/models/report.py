from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from assurance.blocks import ReportBlock
from assurance.models.action import BoardAction
from core.routes import PRIVATE
from people.models import AppendOnlyModel


class ReportIndexPage(Page):
    """Holds the reports beside the site, not in it: a report is opened by its link, and by nothing else."""

    page_route = PRIVATE
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["assurance.FollowUpReportPage"]

    class Meta:
        verbose_name = _("follow-up reports")


class FollowUpReportPage(Page):
    """The officer's draft of a report: commentary and placed figures. What the Board reads is frozen when published."""

    # Not "action": a field of that name would hide the address of its form from Wagtail's own scripts.
    board_action = models.ForeignKey(
        BoardAction, verbose_name=_("board action"), on_delete=models.PROTECT, related_name="report_pages"
    )
    as_at = models.DateTimeField(
        _("as at"), help_text=_("Every figure of the report is counted as it stood at this moment.")
    )
    body = StreamField(ReportBlock(), verbose_name=_("report"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("board_action"), FieldPanel("as_at")]),
                HelpPanel(
                    content=_(
                        "The answer stands first, and the words for the minutes last. Both are made from the "
                        "figures. When it is published, words, figures and PDF are frozen."
                    )
                ),
            ],
            heading=_("What it answers"),
        ),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("slug")]
    parent_page_types = ["assurance.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_route = PRIVATE
    template = "assurance/report_preview.html"

    class Meta:
        verbose_name = _("follow-up report")

    def clean(self) -> None:
        super().clean()
        if self.as_at and self.as_at > timezone.now():
            raise ValidationError({"as_at": _("Choose a moment that has passed: nobody knows the figures before.")})

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """It has no address of its own on the site; its link is a row of its own (assurance/models/link.py)."""
        return None

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        return TemplateResponse(request, self.template, self.get_context(request))


class PublishedReport(AppendOnlyModel):
    """A report as it was published: words, figures and PDF, sealed to the report before it. Added to, never changed.

    It also holds the head of the evidence at that moment: every published report is an anchor of the evidence.
    """

    # The page can be deleted, and who published it; what they were called is in no seal.
    may_change = ("page_id", "published_by_id")

    number = models.PositiveIntegerField(_("number"), unique=True)
    page = models.ForeignKey(
        FollowUpReportPage,
        verbose_name=_("report"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="published",
        db_constraint=False,
    )
    page_number = models.PositiveBigIntegerField(_("number of the page"))
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True)
    action = models.ForeignKey(
        BoardAction, verbose_name=_("board action"), on_delete=models.PROTECT, related_name="published_reports"
    )
    title = models.CharField(_("title"), max_length=255)
    as_at = models.DateTimeField(_("as at"))
    body = models.TextField(_("words"))
    figures = models.JSONField(_("figures"))
    pdf = models.BinaryField(_("PDF"))
    evidence_count = models.PositiveBigIntegerField(_("number of the evidence head"))
    evidence_hash = models.CharField(_("evidence head"), max_length=64)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    key_id = models.CharField(_("key of the seal"), max_length=16)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("published report")
        verbose_name_plural = _("published reports")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def evidence_head(self) -> str:
        """As it is printed, and as verify_evidence --head takes it."""
        return f"{self.evidence_count}-{self.evidence_hash}"
