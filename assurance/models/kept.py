from django.db import models
from django.utils.translation import gettext_lazy as _

from assurance.models.action import BoardAction
from core.records import Record


class KeptCoverage(Record):
    """The counts of an action with very many seats, as they were counted from the facts at a moment.

    Written by a task and only then: where the facts can be counted while somebody waits, they are.
    """

    action = models.OneToOneField(
        BoardAction, verbose_name=_("board action"), primary_key=True, on_delete=models.CASCADE, related_name="kept"
    )
    moment = models.DateTimeField(_("counted"))
    seats = models.PositiveIntegerField(_("seats"))
    counts = models.JSONField(_("counts"))

    class Meta:
        verbose_name = _("kept counts")
        verbose_name_plural = _("kept counts")

    def __str__(self) -> str:
        return f"{self.action_id}, {self.moment:%Y-%m-%d %H:%M}"
