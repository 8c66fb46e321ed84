from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, PageChooserPanel
from wagtail.blocks import StructValue
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks import BodyBlock, DoorBlock, PlainPartBlock
from cms.enums import StepKind, SupportAudience
from cms.models.publishing import PublishedWhenFit
from cms.step_blocks import StepsBlock
from core.routes import PUBLIC
from core.texts import Text


class HomePage(Page):
    heading = models.CharField(_("heading"), max_length=120)
    introduction = models.TextField(_("introduction"))
    main_module = models.ForeignKey(
        "cms.ModulePage",
        verbose_name=_("the briefing to start with"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    doors = StreamField([("door", DoorBlock())], verbose_name=_("doors"), blank=True)
    parts_heading = models.CharField(_("heading of the parts"), max_length=80, blank=True)
    parts = StreamField([("part", PlainPartBlock())], verbose_name=_("parts"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("heading"), FieldPanel("introduction"), PageChooserPanel("main_module")], heading=_("Opening")
        ),
        FieldPanel("doors"),
        MultiFieldPanel([FieldPanel("parts_heading"), FieldPanel("parts")], heading=_("What it is about")),
    ]
    max_count = 1
    # What may stand below it says so itself, pages of higher layers too.
    parent_page_types = ["wagtailcore.Page"]
    page_route = PUBLIC
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")


class StandardPage(Page):
    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    page_route = PUBLIC
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("page")


class SupportPage(Page):
    """Where to turn. The contacts come from the list of contacts, so that a number is corrected in one place."""

    introduction = models.TextField(_("introduction"), blank=True)
    audience = models.CharField(_("for whom"), max_length=10, choices=SupportAudience)
    show_exit = models.BooleanField(_("show “Exit this page”"), default=False)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("audience"), FieldPanel("show_exit")]),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    page_route = PUBLIC
    template = "cms/support_page.html"

    class Meta:
        verbose_name = _("support page")


class ModuleIndexPage(Page):
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ModulePage"]
    page_route = PUBLIC
    template = "cms/module_index_page.html"

    class Meta:
        verbose_name = _("list of modules")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Only modules stand below, so the module is fetched as one at once: a query less on every step."""
        child = ModulePage.objects.child_of(self).filter(slug=path_components[0]).first() if path_components else None
        return child.route(request, path_components[1:]) if child else super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        modules = ModulePage.objects.child_of(self).live().public().order_by("title")
        return {**super().get_context(request, *args, **kwargs), "modules": modules}


@dataclass(frozen=True)
class Step:
    """One step of a module: a block of its StreamField. The block's id is its key and its address."""

    key: str
    number: int
    kind: str
    title: str
    value: StructValue
    url: str

    @property
    def what_to_do(self) -> Text:
        return StepKind(self.kind).what_to_do


KEY_LENGTH = 8  # of the block's UUID: short in an address, and checked to be unique within the module


class ModulePageForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        """Say at the steps what keeps the module from being published.

        The blocks say it in their own places first. But whether they are lenient is a mark on blocks that all threads
        share, so somebody else's "Save draft" of the same moment could make them lenient here.
        """
        cleaned: dict[str, Any] = super().clean()
        if "steps" in cleaned and not self.is_deferred_validation:
            steps = cleaned["steps"]
            for reason in steps.stream_block.why_not_completed(steps):
                self.add_error("steps", reason)
        return cleaned


class ModulePage(PublishedWhenFit, RoutablePageMixin, Page):
    """What people learn: one page whose steps stand in order, each at its own address."""

    purpose = models.TextField(_("purpose"), help_text=_("One or two sentences: what the person can do afterwards."))
    audience_label = models.CharField(_("for whom"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=12, validators=[MinValueValidator(1)])
    content_note = models.TextField(
        _("content note"), help_text=_("What the briefing speaks of that may be hard to read, and where support is.")
    )
    reviewed_on = models.DateField(_("content checked on"), null=True, blank=True)
    steps = StreamField(StepsBlock(), verbose_name=_("steps"))
    share_needed = models.PositiveSmallIntegerField(
        _("share of a film to be seen (per cent)"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    renewal_months = models.PositiveSmallIntegerField(
        _("to be renewed after (months)"),
        null=True,
        blank=True,
        help_text=_("Guidance sets no interval; yearly is usual."),
    )
    edition = models.PositiveIntegerField(
        _("edition"),
        default=1,
        help_text=_("Raise it when the change is material: what people completed before was a different text."),
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("purpose"),
                FieldRowPanel([FieldPanel("audience_label"), FieldPanel("minutes")]),
                FieldPanel("content_note"),
            ],
            heading=_("What it is"),
        ),
        FieldPanel("steps"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("share_needed"), FieldPanel("renewal_months")]),
                FieldRowPanel([FieldPanel("edition"), FieldPanel("reviewed_on")]),
                HelpPanel(content=_("Certificates keep the edition that was seen.")),
            ],
            heading=_("Rules"),
        ),
    ]
    base_form_class = ModulePageForm
    search_fields = [*Page.search_fields, index.SearchField("purpose"), index.SearchField("steps")]
    parent_page_types = ["cms.ModuleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_route = PUBLIC
    template = "cms/module_page.html"
    step_template = "cms/step_page.html"
    step_address = ""

    class Meta:
        verbose_name = _("module")

    @property
    def can_be_opened(self) -> bool:
        """Whether learners can get to it: published, and at an address of the site."""
        return self.live and self.get_url() is not None

    @property
    def why_not_published(self) -> list[str]:
        """What keeps everybody from completing it, a sentence each; empty if nothing does. 1 query, for the films."""
        reasons: list[str] = self.steps.stream_block.why_not_completed(self.steps)
        return reasons

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """An address of a module that is not published still leads here: what it answers depends on who asks."""
        return super().route(request, path_components) if self.live else RouteResult(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.live:
            raise Http404
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        return response

    @cached_property
    def step_list(self) -> list[Step]:
        address = self.step_address or f"{self.get_url() or ''}{{key}}/"
        return [
            Step(
                key=block.id[:KEY_LENGTH],
                number=number,
                kind=block.block_type,
                title=block.value["title"],
                value=block.value,
                url=address.format(key=block.id[:KEY_LENGTH]),
            )
            for number, block in enumerate((b for b in self.steps if b.id), start=1)
        ]

    def step(self, key: str) -> Step | None:
        return next((step for step in self.step_list if step.key == key), None)

    @path("<slug:key>/", name="step")  # type: ignore[untyped-decorator]  # Wagtail's
    def show_step(self, request: HttpRequest, key: str) -> HttpResponseBase:
        step = self.step(key)
        if step is None:
            # A step that was taken out since the link was made: the overview says where to go on.
            if request.path.endswith(f"/{key}/") and len(key) == KEY_LENGTH:
                return redirect(self.get_url(request))
            raise Http404
        return TemplateResponse(request, self.step_template, self.get_step_context(request, step))

    def get_step_context(self, request: HttpRequest, step: Step) -> dict[str, Any]:
        return {**self.get_context(request), "step": step, "steps": self.step_list}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "steps": self.step_list}

    @property
    def preview_modes(self) -> list[tuple[str, Text]]:
        return [("", _("First page")), *((s.key, f"{s.number}. {s.title}") for s in self.step_list)]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        in_panel = "&in_preview_panel=true" if "in_preview_panel" in request.GET else ""
        self.step_address = f"?mode={{key}}{in_panel}"  # a draft has no address of its own yet
        self.__dict__.pop("step_list", None)
        step = self.step(mode_name) if mode_name else None
        if step is None:
            return TemplateResponse(request, self.template, self.get_context(request))
        return TemplateResponse(request, self.step_template, self.get_step_context(request, step))
