from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.enums import Answering, SupportAudience
from core.links import validate_link


class SupportContactQuerySet(models.QuerySet["SupportContact"]):
    def for_audience(self, audience: str) -> Self:
        """Contacts for one SupportAudience. Pupils see only those that say something to a pupil."""
        found = self.filter(**{f"for_{audience}": True})
        return found.exclude(pupil_text="") if audience == SupportAudience.PUPILS else found

    def stale(self, on: date) -> list["SupportContact"]:
        """Contacts whose check is overdue on the day `on`: the officer is reminded of these."""
        return [contact for contact in self if contact.check_again_by <= on]

    def without_words_for_pupils(self) -> Self:
        """Contacts meant for pupils that pupils don't see yet."""
        return self.filter(for_pupils=True, pupil_text="")


class SupportContact(ClusterableModel):
    """Somebody to turn to, with hours and the day on which an officer last checked the entry.

    A contact for pupils without `pupil_text` is refused by the form and left out by `for_audience`. It isn't a
    constraint, so that an entry made before there was such a text keeps what its officer chose and can be listed.
    """

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("when to use it"), max_length=250)
    pupil_text = models.CharField(
        _("what to say to pupils"),
        max_length=250,
        blank=True,
        help_text=_("Short and in a child’s words. Pupils see this instead of “when to use it”."),
    )
    if_no_answer = models.CharField(
        _("if nobody answers"),
        max_length=250,
        blank=True,
        help_text=_("What to do when it’s closed or nobody picks up. For adults; not shown while it’s open."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True, validators=[validate_link])
    email = models.EmailField(_("e-mail address"), blank=True)
    note = models.CharField(
        _("note"), max_length=250, blank=True, help_text=_("For officers. Not shown to anybody else.")
    )
    urgent = models.BooleanField(_("danger now"), default=False)
    for_worried = models.BooleanField(_("show on “Worried about a child?”"), default=True)
    for_help = models.BooleanField(_("show on “How can I help?”"), default=False)
    for_pupils = models.BooleanField(_("show to pupils after a film"), default=False)
    answering = models.CharField(
        _("answers"),
        max_length=12,
        choices=Answering,
        default=Answering.HOURS,
        help_text=_("Choose “Not confirmed” until somebody has checked the hours."),
    )
    covers = models.ForeignKey(
        "self", verbose_name=_("the contact it stands in for"), null=True, blank=True, on_delete=models.SET_NULL
    )
    closed_on_bank_holidays = models.BooleanField(_("closed on bank holidays"), default=True)
    last_checked = models.DateField(_("last checked"), default=timezone.localdate)
    check_every_days = models.PositiveSmallIntegerField(_("check again after (days)"), default=90)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=10)

    objects = SupportContactQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("purpose"),
                FieldPanel("if_no_answer"),
                FieldPanel("pupil_text"),
                FieldPanel("note"),
            ],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("website"), FieldPanel("email")], heading=_("How to reach it")
        ),
        MultiFieldPanel(
            [
                FieldPanel("answering"),
                InlinePanel("hours", label=_("Hours")),
                FieldPanel("closed_on_bank_holidays"),
                FieldPanel("covers"),
            ],
            heading=_("When it answers"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("last_checked"), FieldPanel("check_every_days")])], heading=_("Kept true")
        ),
        MultiFieldPanel(
            [
                FieldPanel("urgent"),
                FieldPanel("for_worried"),
                FieldPanel("for_help"),
                FieldPanel("for_pupils"),
                FieldPanel("sort_order"),
            ],
            heading=_("Where it is shown"),
        ),
    ]

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["sort_order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answering=Answering.OTHERWISE) | Q(covers__isnull=False),
                name="stand_in_names_whom_it_covers",
            ),
            models.CheckConstraint(condition=Q(covers=None) | ~Q(covers=F("pk")), name="contact_does_not_cover_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.for_pupils and not self.pupil_text:
            errors["pupil_text"] = _("Write a sentence for pupils, or don’t show this contact to them.")
        if self.answering == Answering.OTHERWISE:
            if self.covers is None:
                errors["covers"] = _("Choose the contact it stands in for.")
            elif self.covers.answering != Answering.HOURS:
                errors["covers"] = _("Choose a contact with opening hours: nobody can stand in for this one.")
        if errors:
            raise ValidationError(errors)

    @property
    def check_again_by(self) -> date:
        return self.last_checked + timedelta(days=self.check_every_days)


class OpeningHours(Orderable):
    """One stretch of one weekday, in London time. Two rows for a day with a lunch break."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    contact = ParentalKey(SupportContact, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta(Orderable.Meta):
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_close_after_they_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class ClosedDay(models.Model):
    """A day on which contacts are closed besides the bank holidays of England, such as a council's own days."""

    day = models.DateField(_("day"), unique=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    panels = [FieldPanel("day"), FieldPanel("reason")]

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d %B %Y}"
