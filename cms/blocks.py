"""StreamField blocks: what an editor chooses. They run no queries of their own."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.enums import DoorColour
from cms.sanitising import sanitise_rich_text

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]


class SafeRichTextBlock(blocks.RichTextBlock):
    """Rich text that is sanitised wherever it comes in: the editor, a paste, an import, the page's raw JSON.

    And where the editor opens it: what was stored before, in a page or in a revision, may be in a form that Wagtail's
    converter refuses.
    """

    def __init__(self, **kwargs):
        features = kwargs.pop("features", FEATURES)
        if {"ol", "ul"} & set(features):  # with one of them, Wagtail's converter raises on a list of the other kind
            features = list(dict.fromkeys([*features, "ol", "ul"]))
        super().__init__(features=features, **kwargs)

    def value_for_form(self, value):
        """For the editor (edit, revert, copy), and for validation, which Wagtail does on the form's value."""
        return self._safe(value)

    def get_prep_value(self, value):
        return self._safe(value)

    def _safe(self, value) -> str:
        source = getattr(value, "source", value)
        return sanitise_rich_text(source) if isinstance(source, str) else ""


class TitledBlock(blocks.StructBlock):
    """A step. A draft of it may be incomplete; before it is published a learner must be able to complete it."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)

    def why_not_completed(self, value) -> list[str]:
        """Return what keeps everybody from completing this step, a sentence each; empty if nothing does."""
        return []


class VideoStep(TitledBlock):
    introduction = SafeRichTextBlock(label=_("Before the film"), required=False)
    film = SnippetChooserBlock("cms.Film", label=_("Film"))

    def why_not_completed(self, value):
        return value["film"].why_not_shown if value["film"] else [gettext("Choose a film.")]

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (reasons := self.why_not_completed(cleaned)):
            raise StructBlockValidationError(block_errors={"film": ValidationError(reasons)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Film")


class TextStep(TitledBlock):
    body = SafeRichTextBlock(label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class PartBlock(blocks.StructBlock):
    plain = blocks.CharBlock(label=_("In plain words"), max_length=60)
    term = blocks.CharBlock(label=_("The field's term"), max_length=60, required=False)
    text = SafeRichTextBlock(label=_("Text"))


class PictureBlock(blocks.StructBlock):
    """A picture of the library, or none. Its alternative text is written for this place."""

    picture = ImageChooserBlock(label=_("Picture"), required=False)
    alt_text = blocks.CharBlock(
        label=_("What the picture shows"),
        required=False,
        max_length=250,
        help_text=_(
            "For people who can’t see it. Needed if you choose a picture. Say what matters here, for example: “A bus "
            "shelter at night. Its light is broken.”"
        ),
    )
    caption = blocks.CharBlock(
        label=_("Caption"), required=False, max_length=150, help_text=_("If you like, a few words below the picture.")
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["picture"] and not cleaned["alt_text"].strip() and not self.is_deferred_validation:
            words = _("Say what the picture shows, for people who can’t see it.")
            raise StructBlockValidationError(block_errors={"alt_text": ValidationError(words)})
        return cleaned

    class Meta:
        icon = "image"


class ExampleStep(TitledBlock):
    before = PictureBlock(
        label=_("Before"),
        help_text=_("A picture of the place as it was, shown above the text. You can leave it out."),
    )
    scenario = SafeRichTextBlock(label=_("What happens (invented)"))
    first = SafeRichTextBlock(label=_("First, the children"), help_text=_("Care for the children who were hurt."))
    parts = blocks.ListBlock(PartBlock(), label=_("The place, part by part"), min_num=1)
    after = PictureBlock(
        label=_("After"),
        help_text=_("The same place once it has changed, shown below its parts. Choose one under “Before” too."),
    )
    closing = SafeRichTextBlock(label=_("To close"), required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        lone = cleaned["after"]["picture"] and not cleaned["before"]["picture"]
        if lone and not self.is_deferred_validation:
            words = _("Choose a picture under “Before” too, or take this one out.")
            raise StructBlockValidationError(
                block_errors={"after": StructBlockValidationError(block_errors={"picture": ValidationError(words)})}
            )
        return cleaned

    class Meta:
        icon = "site"
        label = _("Worked example")


class ActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Do this"), max_length=120)
    text = SafeRichTextBlock(label=_("How"), required=False)


class ActionsStep(TitledBlock):
    introduction = SafeRichTextBlock(label=_("Introduction"), required=False)
    actions = blocks.ListBlock(ActionBlock(), label=_("What you can do"), min_num=1)
    closing = SafeRichTextBlock(label=_("To close"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("What you can do")


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=250)
    correct = blocks.BooleanBlock(label=_("Right"), required=False)
    explanation = blocks.TextBlock(label=_("Why it is right or wrong"), rows=2, help_text=_("Shown after an attempt."))


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=250)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Answers"), min_num=2, max_num=8)

    def why_not_completed(self, value) -> list[str]:
        rights = [choice["correct"] for choice in value["choices"]]
        if any(rights) and not all(rights):
            return []
        return [gettext("Mark at least one answer as right and leave at least one wrong.")]

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (reasons := self.why_not_completed(cleaned)):
            raise StructBlockValidationError(non_block_errors=reasons)
        return cleaned


class CheckStep(TitledBlock):
    introduction = SafeRichTextBlock(label=_("Introduction"), required=False)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    def why_not_completed(self, value):
        if not value["questions"]:
            return [gettext("Add a question.")]
        block = self.child_blocks["questions"].child_block
        return [
            gettext("Question %(n)s: %(why)s") % {"n": number, "why": reason}
            for number, question in enumerate(value["questions"], start=1)
            for reason in block.why_not_completed(question)
        ]

    class Meta:
        icon = "help"
        label = _("Knowledge check")


class DeclarationStep(TitledBlock):
    introduction = SafeRichTextBlock(label=_("Introduction"), required=False)
    statement = blocks.TextBlock(label=_("What the person declares"), rows=2)

    def why_not_completed(self, value):
        return [] if (value["statement"] or "").strip() else [gettext("Write what the person declares.")]

    class Meta:
        icon = "check"
        label = _("Declaration")


class SafeStreamBlock(blocks.StreamBlock):
    """A stream whose raw JSON passes through its blocks before it is stored, so that they can sanitise it."""

    def get_prep_value(self, value):
        list(value or ())  # Wagtail hands on what nobody has looked at as it came
        return super().get_prep_value(value)


class StepsBlock(SafeStreamBlock):
    video = VideoStep()
    text = TextStep()
    example = ExampleStep()
    actions = ActionsStep()
    check = CheckStep()
    declaration = DeclarationStep()

    class Meta:
        block_counts = {"declaration": {"max_num": 1}}

    def clean(self, value):
        if self.is_deferred_validation:
            return super().clean(value)
        block_errors, errors = {}, []
        try:
            cleaned = super().clean(value)
        except StreamBlockValidationError as error:
            block_errors, errors = error.block_errors, error.non_block_errors.as_data()
        at = self._declarations(value)
        if not at:
            errors.append(ValidationError(NO_DECLARATION))
        elif len(at) == 1 and at[0] not in block_errors and at[0] != len(value) - 1:
            block_errors[at[0]] = StructBlockValidationError(non_block_errors=[ValidationError(NOT_LAST)])
        if block_errors or errors:
            raise StreamBlockValidationError(block_errors=block_errors, non_block_errors=errors)
        return cleaned

    def why_not_completed(self, value) -> list[str]:
        """Return what keeps everybody from completing these steps, a sentence each; empty if nothing does.

        The same rules as in `clean`, for where there is no form to show them in. Reads the films: 1 query.
        """
        reasons = [
            gettext("Step %(n)s, “%(title)s”: %(why)s") % {"n": number, "title": child.value["title"], "why": reason}
            for number, child in enumerate(value, start=1)
            for reason in child.block.why_not_completed(child.value)
        ]
        at = self._declarations(value)
        if not at:
            reasons.append(str(NO_DECLARATION))
        elif len(at) > 1:
            reasons.append(str(ONE_DECLARATION))
        elif at[0] != len(value) - 1:
            reasons.append(str(NOT_LAST))
        return reasons

    @staticmethod
    def _declarations(value) -> list[int]:
        return [index for index, child in enumerate(value) if child.block_type == "declaration"]


NO_DECLARATION = _("Add a declaration as the last step. Without it, nobody can complete the module.")
ONE_DECLARATION = _("Keep one declaration and remove the others.")
NOT_LAST = _("Move the declaration to the end. It can only be ticked when every other step is done.")


class DoorValue(blocks.StructValue):
    @cached_property
    def url(self):
        page = self.get("page")
        return page.get_url() if page else self.get("address") or ""


class DoorBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("For whom"), max_length=60)
    text = blocks.TextBlock(label=_("What is for them"), rows=2)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.CharBlock(label=_("or address on this site"), required=False, help_text=_("For example /start/"))
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
    def clean(self, value):
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
