from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from learning.models.enrolment import Enrolment


class Watching(Record):
    """The seconds of one film that one person has seen: a set that only grows (learning/watching.py).

    `seen` is the set as bits, second 0 in the lowest bit of the first byte: 23 bytes for three minutes.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="watchings")
    step_key = models.CharField(_("step"), max_length=36)
    seen = models.BinaryField(_("seconds seen"), default=b"")
    first_beat_at = models.DateTimeField(_("first beat"))
    last_beat_at = models.DateTimeField(_("latest beat"))
    position = models.FloatField(_("where to go on (seconds)"), default=0)
    position_order = models.BigIntegerField(_("which beat set the position"), default=-1)
    done_at = models.DateTimeField(_("seen enough"), null=True, blank=True)

    class Meta:
        verbose_name = _("watching")
        verbose_name_plural = _("watchings")
        constraints = [models.UniqueConstraint(fields=["enrolment", "step_key"], name="watched_in_one_set")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.step_key}"
