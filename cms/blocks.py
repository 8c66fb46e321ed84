"""StreamField blocks: what an editor chooses. They run no queries of their own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.rich_text import RichText

from cms.enums import DoorColour
from cms.sanitising import sanitise_rich_text
from core.links import is_safe_link, validate_link

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]


class SafeRichTextBlock(blocks.RichTextBlock):
    """Rich text that is sanitised wherever it comes in: the editor, a paste, an import, the page's raw JSON.

    And where the editor opens it: what was stored before, in a page or in a revision, may be in a form that Wagtail's
    converter refuses.
    """

    def __init__(self, **kwargs: Any) -> None:
        features = kwargs.pop("features", FEATURES)
        if {"ol", "ul"} & set(features):  # with one of them, Wagtail's converter raises on a list of the other kind
            features = list(dict.fromkeys([*features, "ol", "ul"]))
        super().__init__(features=features, **kwargs)

    def value_for_form(self, value: RichText | str | None) -> str:
        """For the editor (edit, revert, copy), and for validation, which Wagtail does on the form's value."""
        return self._safe(value)

    def get_prep_value(self, value: RichText | str | None) -> str:
        return self._safe(value)

    def _safe(self, value: RichText | str | None) -> str:
        source = getattr(value, "source", value)
        return sanitise_rich_text(source) if isinstance(source, str) else ""


class SafeStreamBlock(blocks.StreamBlock):
    """A stream whose raw JSON passes through its blocks before it is stored, so that they can sanitise it."""

    def get_prep_value(self, value: StreamValue) -> list[dict[str, Any]]:
        list(value or ())  # Wagtail hands on what nobody has looked at as it came
        raw: list[dict[str, Any]] = super().get_prep_value(value)
        return raw


class DoorValue(blocks.StructValue):
    @cached_property
    def url(self) -> str:
        """Where it leads; empty while its page isn't published."""
        page = self.get("page")
        if page:
            return (page.get_url() if page.live else "") or ""
        address = self.get("address") or ""
        return address if is_safe_link(address) else ""  # a page's raw JSON passes no validator


class DoorBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("For whom"), max_length=60)
    text = blocks.TextBlock(label=_("What is for them"), rows=2)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(
        label=_("or address on this site"),
        required=False,
        help_text=_("For example /start/"),
        validators=[validate_link],
    )
    note = blocks.CharBlock(label=_("Not open yet: when?"), required=False, max_length=60)
    colour = blocks.ChoiceBlock(choices=DoorColour.choices, default=DoorColour.MOSS, label=_("Colour"))

    class Meta:
        icon = "doc-full"
        label = _("Door")
        value_class = DoorValue


class PlainPartBlock(blocks.StructBlock):
    plain = blocks.CharBlock(label=_("In plain words"), max_length=60)
    term = blocks.CharBlock(label=_("The field's term"), max_length=60, required=False)
    text = blocks.TextBlock(label=_("Text"), rows=2)


class NoticeBlock(blocks.StructBlock):
    text = SafeRichTextBlock(label=_("Text"), features=["bold", "link"])

    class Meta:
        icon = "warning"
        label = _("Notice")


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(label=_("Words of the link"), max_length=120)
    text = blocks.TextBlock(label=_("What it is for"), rows=2, required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")


class BodyBlock(SafeStreamBlock):
    text = SafeRichTextBlock(label=_("Text"))
    notice = NoticeBlock()
    document = DocumentBlock()


# --- Awareness films --------------------------------------------------------------------------------------------------


class LessonPartBlock(blocks.StructBlock):
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=60)
    heading = blocks.CharBlock(label=_("What"), max_length=80)
    text = SafeRichTextBlock(label=_("How"), features=["bold", "ul", "ol", "link"])

    class Meta:
        icon = "list-ol"
        label = _("Part of the lesson")


class LessonBlock(SafeStreamBlock):
    part = LessonPartBlock()


class RulesBlock(SafeStreamBlock):
    rule = blocks.CharBlock(label=_("Rule"), max_length=200)


def seconds_in(stamp: str) -> int:
    """ "1:05" as 65. ValidationError if it is no such time."""
    minutes, colon, seconds = stamp.strip().partition(":")
    if not (colon and minutes.isascii() and minutes.isdigit() and seconds.isascii() and seconds.isdigit()):
        raise ValidationError(_("Write minutes and seconds, for example 0:45."))
    if len(seconds) != 2 or int(seconds) > 59 or len(minutes) > 3:
        raise ValidationError(_("Write minutes and seconds, for example 0:45."))
    return int(minutes) * 60 + int(seconds)


class StampBlock(blocks.CharBlock):
    def clean(self, value: str) -> str:
        seconds_in(super().clean(value))
        return value.strip()


class PauseBlock(blocks.StructBlock):
    at = StampBlock(label=_("Stop the film at"), max_length=6, help_text=_("Minutes and seconds, for example 0:45."))
    heading = blocks.CharBlock(label=_("Heading"), max_length=80)
    prompts = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Question")),
        label=_("What to ask"),
        min_num=1,
        help_text=_("Ask about the people in the film, never about a pupil: “What could the shopkeeper do?”"),
    )

    class Meta:
        icon = "help"
        label = _("Stop and talk")


class PausesBlock(SafeStreamBlock):
    pause = PauseBlock()


class TextsBlock(SafeStreamBlock):
    text = SafeRichTextBlock(label=_("Text"))
