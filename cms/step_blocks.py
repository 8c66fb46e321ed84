"""The steps of a module, as an editor chooses them, and what keeps everybody from completing one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks import SafeRichTextBlock, SafeStreamBlock


class TitledBlock(blocks.StructBlock):
    """A step. A draft of it may be incomplete; before it is published a learner must be able to complete it."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)

    def why_not_completed(self, value: StructValue) -> list[str]:
        """Return what keeps everybody from completing this step, a sentence each; empty if nothing does."""
        return []


class VideoStep(TitledBlock):
    introduction = SafeRichTextBlock(label=_("Before the film"), required=False)
    film = SnippetChooserBlock("cms.Film", label=_("Film"))

    def why_not_completed(self, value: StructValue) -> list[str]:
        reasons: list[str] = value["film"].why_not_shown if value["film"] else [gettext("Choose a film.")]
        return reasons

    def clean(self, value: StructValue) -> StructValue:
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

    def clean(self, value: StructValue) -> StructValue:
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

    def clean(self, value: StructValue) -> StructValue:
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

    def why_not_completed(self, value: StructValue) -> list[str]:
        rights = [choice["correct"] for choice in value["choices"]]
        if any(rights) and not all(rights):
            return []
        return [gettext("Mark at least one answer as right and leave at least one wrong.")]

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (reasons := self.why_not_completed(cleaned)):
            raise StructBlockValidationError(non_block_errors=reasons)
        return cleaned


class CheckStep(TitledBlock):
    introduction = SafeRichTextBlock(label=_("Introduction"), required=False)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    def why_not_completed(self, value: StructValue) -> list[str]:
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

    def why_not_completed(self, value: StructValue) -> list[str]:
        return [] if (value["statement"] or "").strip() else [gettext("Write what the person declares.")]

    class Meta:
        icon = "check"
        label = _("Declaration")


class StepsBlock(SafeStreamBlock):
    video = VideoStep()
    text = TextStep()
    example = ExampleStep()
    actions = ActionsStep()
    check = CheckStep()
    declaration = DeclarationStep()

    class Meta:
        block_counts = {"declaration": {"max_num": 1}}

    def clean(self, value: StreamValue) -> StreamValue:
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

    def why_not_completed(self, value: StreamValue) -> list[str]:
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
    def _declarations(value: StreamValue) -> list[int]:
        return [index for index, child in enumerate(value) if child.block_type == "declaration"]


NO_DECLARATION = _("Add a declaration as the last step. Without it, nobody can complete the module.")
ONE_DECLARATION = _("Keep one declaration and remove the others.")
NOT_LAST = _("Move the declaration to the end. It can only be ticked when every other step is done.")
