from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import AwarenessPage
from core.records import Record
from distribution.models import Audience
from learning.models import Briefing
from learning.seat_states.scope import Scope
from workshops.models import WorkshopPage


class BoardAction(Record):  # type: ignore[django-manager-missing]  # Wagtail's pages have no types
    """What a Board or its Chair asked for, and what answers it."""

    board = models.CharField(_("board"), max_length=150, help_text=_("For example: Safeguarding Policy Board."))
    meeting_on = models.DateField(_("date of the meeting"))
    minute_reference = models.CharField(_("minute"), max_length=60, help_text=_("Its number, for example 23(b)."))
    text = models.TextField(_("what was asked"), max_length=2000, help_text=_("In the words of the minute."))
    asked_by = models.CharField(_("who asked"), max_length=150, help_text=_("For example: the Chair."))
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    audience = models.ForeignKey(
        Audience,
        verbose_name=_("who should be reached"),
        on_delete=models.PROTECT,
        related_name="board_actions",
        help_text=_("Everyone known to exist is counted against it, whether or not they can be written to."),
    )
    briefings = models.ManyToManyField(
        Briefing, verbose_name=_("briefings that answer it"), blank=True, related_name="board_actions"
    )
    workshops = models.ManyToManyField(
        WorkshopPage, verbose_name=_("workshops that answer it"), blank=True, related_name="board_actions"
    )
    films = models.ManyToManyField(
        AwarenessPage, verbose_name=_("films for schools that answer it"), blank=True, related_name="board_actions"
    )
    documents: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "wagtaildocs.Document", verbose_name=_("documents received with it"), blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("board action")
        verbose_name_plural = _("board actions")
        ordering = ["-meeting_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "meeting_on", "minute_reference"], name="board_action_once"),
            models.CheckConstraint(
                condition=models.Q(due_on=None) | models.Q(due_on__gte=models.F("meeting_on")),
                name="board_action_due_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.meeting_on:%d/%m/%Y}, {self.minute_reference}"

    @property
    def scope(self) -> Scope:
        """Whose seats are counted, and in which briefings. 2 queries."""
        rule = self.audience
        return Scope(
            briefings=tuple(self.briefings.exclude(issued_at=None).order_by("pk").values_list("pk", flat=True)),
            roles=tuple(rule.roles) or Scope().roles,
            kinds=tuple(rule.kinds),
            phases=tuple(rule.phases),
            wards=tuple(rule.wards),
            organisations=tuple(rule.organisations.order_by("pk").values_list("pk", flat=True)),
        )
