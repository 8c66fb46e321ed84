from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.models import Delivery
from learning.enums import EnrolmentState, StepEvidence
from learning.models.briefing import Briefing
from learning.models.evidence import Completion
from people.models import Appointment, Person


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, person: Person) -> Self:
        """Those of a person, whichever of their joined records was enrolled."""
        return self.filter(person__canonical=person.canonical_id)

    def outstanding(self) -> Self:
        return self.filter(completion=None)

    def completed(self) -> Self:
        return self.exclude(completion=None)

    def in_state(self, state: str) -> Self:
        return {
            EnrolmentState.NOT_STARTED: self.outstanding().filter(started_at=None),
            EnrolmentState.STARTED: self.outstanding().exclude(started_at=None),
            EnrolmentState.COMPLETED: self.completed(),
        }[EnrolmentState(state)]


class Enrolment(Record):
    """One person's copy of a briefing's duty, credited to the appointments that brought it."""

    briefing = models.ForeignKey(
        Briefing, verbose_name=_("briefing"), on_delete=models.PROTECT, related_name="enrolments"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="enrolments"
    )
    appointments = models.ManyToManyField(
        Appointment, verbose_name=_("credited to"), related_name="enrolments", blank=True
    )
    enrolled_at = models.DateTimeField(_("enrolled"))
    due_on = models.DateField(
        _("to be done by, for this person"),
        null=True,
        blank=True,
        help_text=_("Only where it is not the briefing's own date."),
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    completion = models.ForeignKey(
        Completion,
        verbose_name=_("completion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments",
    )

    delivery: Delivery | None  # of the briefing's own e-mail; filled by learning.queries.attach_deliveries

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["briefing", "person"], name="enrolled_once_per_briefing")]
        indexes = [models.Index(fields=["briefing", "completion", "started_at"])]

    def __str__(self) -> str:
        return f"{self.person}, {self.briefing}"

    @property
    def state(self) -> EnrolmentState:
        if self.completion_id is not None:
            return EnrolmentState.COMPLETED
        return EnrolmentState.STARTED if self.started_at else EnrolmentState.NOT_STARTED

    @property
    def how_far(self) -> tuple[bool, bool, int]:
        """For comparing two enrolments of one person: the smaller one got further."""
        return (self.completion_id is None, self.started_at is None, self.pk)

    @property
    def to_be_done_by(self) -> date:
        return self.due_on or self.briefing.due_on

    @property
    def principal(self) -> Person:
        """Who is to do it: the kept record, where this one was joined to another."""
        return self.person.canonical


class StepRecord(Record):
    """A step that is done, and how. It latches: nothing undoes it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="step_records")
    step_key = models.CharField(_("step"), max_length=36)
    how = models.CharField(_("how"), max_length=10, choices=StepEvidence)
    at = models.DateTimeField(_("done"))

    class Meta:
        verbose_name = _("step done")
        verbose_name_plural = _("steps done")
        constraints = [models.UniqueConstraint(fields=["enrolment", "step_key"], name="step_done_once")]

    def __str__(self) -> str:
        return f"{self.step_key} {self.how}"


class Attempt(Record):
    """Answers to a knowledge check as they were given."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    step_key = models.CharField(_("step"), max_length=36)
    revision_id = models.PositiveBigIntegerField(_("published revision that was seen"), null=True)
    answers = models.JSONField(_("keys of the chosen answers by key of the question"))
    passed = models.BooleanField(_("all right"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["enrolment", "step_key"])]

    def __str__(self) -> str:
        return f"{self.step_key} {self.at:%Y-%m-%d}"


class Declaration(Record):
    """What the person declared, in the words that stood there."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="declaration")
    statement = models.TextField(_("statement"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [models.CheckConstraint(condition=~Q(statement=""), name="declaration_says_something")]

    def __str__(self) -> str:
        return self.statement[:60]
