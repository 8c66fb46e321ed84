import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.models import ModulePage
from core.routes import PUBLIC
from people.requests import PersonRequest

MOST_REMINDERS = 5
LONGEST_BEFORE = 60


def days_before(text: str) -> list[int]:
    """ "7, 1" as [7, 1]: on which days before a session a reminder goes out. Raises ValidationError."""
    words = [word for word in re.split(r"[\s,;]+", text.strip()) if word]
    if any(not word.isascii() or not word.isdigit() or int(word) > LONGEST_BEFORE for word in words):
        raise ValidationError(
            _("Write whole numbers of days from 0 to %(most)s, with commas between them: 7, 1.")
            % {"most": LONGEST_BEFORE}
        )
    found = sorted({int(word) for word in words}, reverse=True)
    if len(found) > MOST_REMINDERS:
        raise ValidationError(_("Nobody wants more than %(n)s reminders. Take some out.") % {"n": MOST_REMINDERS})
    return found


class WorkshopIndexPage(Page):
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["workshops.WorkshopPage"]
    page_route = PUBLIC
    template = "workshops/workshop_index_page.html"

    class Meta:
        verbose_name = _("list of workshops")

    def get_context(self, request: PersonRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = WorkshopPage.objects.child_of(self).live().public().order_by("-first_published_at")
        return {**super().get_context(request, *args, **kwargs), "workshops": found}


class WorkshopPage(Page):
    """What a workshop is about. When and where it is held stands in its sessions, which are booked."""

    purpose = models.TextField(_("purpose"), help_text=_("One or two sentences: what people can do afterwards."))
    for_whom = models.CharField(_("for whom"), max_length=160)
    facilitators = models.CharField(_("who leads it"), max_length=250, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("what happens in it"), blank=True)
    access_information = models.TextField(
        _("access"), help_text=_("Steps, lift, toilets, hearing loop, parking, the nearest bus stop.")
    )
    joining = models.TextField(
        _("how to join"), blank=True, help_text=_("What to bring, where to report, how the online room works.")
    )
    opens_at = models.DateTimeField(_("booking opens"), null=True, blank=True, help_text=_("Empty: at once."))
    closes_at = models.DateTimeField(
        _("booking closes"), null=True, blank=True, help_text=_("Empty: when a session begins.")
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("short notice (hours)"),
        default=48,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("So close to a session, a place that comes free goes only to those who said yes to short notice."),
    )
    reminder_days = models.CharField(
        _("reminders (days before)"), max_length=40, default="7, 1", blank=True, help_text=_("0 is the day itself.")
    )
    reminder_time = models.TimeField(_("at what time of day"), default="09:00", help_text=_("By the clock in Britain."))
    feedback_reader = models.CharField(
        _("who reads the feedback"), max_length=120, help_text=_("A name. It stands beside the box for comments.")
    )
    counts_as = models.ForeignKey(
        ModulePage,
        verbose_name=_("counts as this briefing"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who attends has then completed it too. Leave it empty if the workshop stands for itself."),
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("purpose"), FieldPanel("for_whom"), FieldPanel("facilitators")], heading=_("What it is")
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("access_information"), FieldPanel("joining")], heading=_("Coming")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("notice_hours"),
                FieldRowPanel([FieldPanel("reminder_days"), FieldPanel("reminder_time")]),
                HelpPanel(content=_("Dates, rooms and places stand in the sessions: Workshops, Sessions.")),
            ],
            heading=_("Booking"),
        ),
        MultiFieldPanel([FieldPanel("feedback_reader"), FieldPanel("counts_as")], heading=_("Afterwards")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("purpose"), index.SearchField("body")]
    parent_page_types = ["workshops.WorkshopIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_route = PUBLIC
    template = "workshops/workshop_page.html"

    class Meta:
        verbose_name = _("workshop")

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("Booking must close after it opens.")})
        try:
            days_before(self.reminder_days)
        except ValidationError as error:
            raise ValidationError({"reminder_days": error}) from error

    @property
    def days_of_reminders(self) -> list[int]:
        """[7, 1], the earliest first."""
        return days_before(self.reminder_days)
