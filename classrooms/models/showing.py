import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classrooms.enums import Outcome, Wish, YearGroup
from classrooms.terms import SchoolTerm, term_of
from cms.enums import Theme
from cms.models import AwarenessPage
from core.records import Record
from people.enums import Phase
from people.models import Organisation

MOST_PUPILS = 500  # a whole hall


class Showing(Record):
    """One film shown to one group of pupils. Numbers and ticks, no free text, nothing about any pupil.

    Title, theme and phase are kept as they were, so that the record stands when a page is changed or taken away.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of the form: pressed twice, logged once
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("school"), on_delete=models.PROTECT, related_name="showings"
    )
    page = models.ForeignKey(
        AwarenessPage, verbose_name=_("film"), null=True, on_delete=models.SET_NULL, related_name="showings"
    )
    title = models.CharField(_("title of the film"), max_length=255)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    shown_on = models.DateField(_("date"))
    year_group = models.CharField(_("year group"), max_length=5, choices=YearGroup)
    pupils = models.PositiveSmallIntegerField(_("number of pupils"))
    went = models.CharField(_("how it went"), max_length=5, choices=Outcome)
    wants = models.JSONField(_("what pupils asked for more of"), default=list, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("logged by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    logged_at = models.DateTimeField(_("logged"))

    class Meta:
        verbose_name = _("showing")
        verbose_name_plural = _("showings")
        ordering = ["-shown_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pupils__gte=1, pupils__lte=MOST_PUPILS), name="showing_has_so_many_pupils"
            ),
            models.CheckConstraint(condition=Q(went__in=Outcome.values), name="showing_went_as_one_may_tick"),
            models.CheckConstraint(condition=Q(year_group__in=YearGroup.values), name="showing_to_a_year_group"),
        ]
        indexes = [models.Index(fields=["organisation", "shown_on"], name="showing_of_a_school")]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}, {self.shown_on:%d/%m/%Y}"

    @property
    def term(self) -> SchoolTerm:
        return term_of(self.shown_on)

    @property
    def wants_in_words(self) -> list[str]:
        return [str(Wish(want).label) for want in self.wants if want in Wish.values]


class DslNotice(Record):
    """A teacher told the school's DSL that a film will be shown: when, and to which year."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("school"), on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(AwarenessPage, verbose_name=_("film"), on_delete=models.CASCADE, related_name="+")
    planned_on = models.DateField(_("date"))
    year_group = models.CharField(_("year group"), max_length=5, choices=YearGroup)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("sent"))
    told = models.PositiveSmallIntegerField(_("how many were told"))

    class Meta:
        verbose_name = _("notice to a DSL")
        verbose_name_plural = _("notices to DSLs")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "page", "planned_on", "year_group", "by"], name="dsl_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.planned_on:%d/%m/%Y}"
