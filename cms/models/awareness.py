from typing import Any, ClassVar, TypedDict

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import LessonBlock, PausesBlock, RulesBlock, TextsBlock, seconds_in
from cms.enums import KeyStage, Theme
from cms.models.media import Film
from cms.models.publishing import PublishedWhenFit
from core.routes import PUBLIC
from core.texts import Text


class AwarenessIndexPage(Page):
    """The shop window: which films there are. The material itself is for schools."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.AwarenessPage"]
    page_route = PUBLIC
    template = "cms/awareness_index_page.html"

    class Meta:
        verbose_name = _("list of films for schools")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        films = AwarenessPage.objects.child_of(self).live().select_related("film").order_by("key_stage", "title")
        return {**super().get_context(request, *args, **kwargs), "films": films}


class AwarenessPageForm(WagtailAdminPageForm):
    """Says at the field what keeps the page from being published; a draft may wait for its film."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        film: Film | None = cleaned.get("film")
        # Every button but "Save draft" posts an action: publish, submit to an approver, approve.
        if film and any(name.startswith("action-") for name in self.data):
            for reason in film.why_not_shown:
                self.add_error("film", reason)
        return cleaned


class Pause(TypedDict):
    """Where the film stops, to talk: `at` in seconds, `clock` the same for people."""

    at: int
    clock: str
    heading: str
    prompts: list[str]


class AwarenessPage(PublishedWhenFit, Page):
    """A film for pupils and all that a lesson around it needs."""

    film = models.ForeignKey(
        Film, verbose_name=_("film"), null=True, on_delete=models.PROTECT, related_name="awareness_pages"
    )
    key_stage = models.CharField(_("age band"), max_length=3, choices=KeyStage, db_index=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, db_index=True)
    about = models.TextField(_("what it is about"), help_text=_("Two or three sentences for the teacher."))
    content_note = models.TextField(_("content note"), help_text=_("What it speaks of that may be hard for a pupil."))
    ground_rules = StreamField(RulesBlock(), verbose_name=_("ground rules"))
    step_out = models.TextField(_("a way to step out"), help_text=_("How a pupil can leave without being asked why."))
    if_told = StreamField(TextsBlock(), verbose_name=_("what to do if a pupil tells you something"))
    lesson_short = StreamField(LessonBlock(), verbose_name=_("lesson of 20 minutes"))
    lesson_long = StreamField(LessonBlock(), verbose_name=_("lesson of 50 minutes"))
    lesson_send = StreamField(LessonBlock(), verbose_name=_("lesson for pupils with SEND"))
    pauses = StreamField(PausesBlock(), verbose_name=_("where to stop and talk"), blank=True)
    letter = StreamField(TextsBlock(), verbose_name=_("letter to parents"))
    pupil_page_open = models.BooleanField(
        _("pupils may open a page of their own"),
        default=False,
        help_text=_("It is public, keeps nothing and sets no cookie. Its address stands on the poster."),
    )
    pupil_heading = models.CharField(_("heading for pupils"), max_length=120, blank=True)
    pupil_text = StreamField(TextsBlock(), verbose_name=_("words for pupils"), blank=True)
    reviewed_on = models.DateField(_("content checked on"), null=True, blank=True)
    check_again_by = models.DateField(
        _("check again by"), null=True, blank=True, help_text=_("It is printed in the offline pack.")
    )

    base_form_class = AwarenessPageForm
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("film"),
                    FieldRowPanel([FieldPanel("key_stage"), FieldPanel("theme")]),
                    FieldPanel("about"),
                    FieldPanel("content_note"),
                    FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("check_again_by")]),
                ],
                heading=_("Film"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("ground_rules"), FieldPanel("step_out"), FieldPanel("if_told")],
                        heading=_("Safe in the room"),
                    ),
                    FieldPanel("pauses"),
                    FieldPanel("lesson_short"),
                    FieldPanel("lesson_long"),
                    FieldPanel("lesson_send"),
                ],
                heading=_("Lesson"),
            ),
            ObjectList(
                [
                    HelpPanel(content=_("Where pupils can go after the film comes from the list of contacts.")),
                    FieldPanel("letter"),
                    FieldPanel("pupil_page_open"),
                    FieldPanel("pupil_heading"),
                    FieldPanel("pupil_text"),
                ],
                heading=_("Parents and pupils"),
            ),
            ObjectList(Page.promote_panels, heading=_("Promote")),
        ]
    )
    search_fields = [*Page.search_fields, index.SearchField("about")]
    parent_page_types = ["cms.AwarenessIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_route = PUBLIC
    template = "cms/awareness_page.html"

    class Meta:
        verbose_name = _("film for schools")

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.pupil_page_open and not self.pupil_heading:
            errors["pupil_heading"] = _("Write a heading for pupils, or do not open their page.")
        if self.pupil_page_open and not self.pupil_text:
            errors["pupil_text"] = _("Write some words for pupils, or do not open their page.")
        length = self.film.duration_seconds if self.film else 0
        if length and any(pause["at"] >= length for pause in self.pause_list):
            errors["pauses"] = _("The film is over before one of these places.")
        if errors:
            raise ValidationError(errors)

    @property
    def why_not_published(self) -> list[str]:
        return self.film.why_not_shown if self.film else [str(_("Choose a film first."))]

    @property
    def pause_list(self) -> list[Pause]:
        """Where the film stops, in order."""
        found: list[Pause] = []
        for block in self.pauses:
            try:
                at = seconds_in(block.value["at"])
            except ValidationError:
                continue
            found.append(
                {
                    "at": at,
                    "clock": f"{at // 60}:{at % 60:02}",
                    "heading": block.value["heading"],
                    "prompts": list(block.value["prompts"]),
                }
            )
        return sorted(found, key=lambda pause: pause["at"])

    @cached_property
    def lessons(self) -> list[tuple[str, Text, StreamValue]]:
        """(key, heading, its parts) of each lesson plan."""
        return [
            ("short", _("20 minutes"), self.lesson_short),
            ("long", _("50 minutes"), self.lesson_long),
            ("send", _("For pupils with SEND"), self.lesson_send),
        ]

    preview_modes = [("", _("For anybody")), ("lesson", _("For teachers")), ("pupils", _("For pupils"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return {"lesson": "cms/awareness_preview.html", "pupils": "cms/pupil_page.html"}.get(mode_name, self.template)
