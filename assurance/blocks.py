"""What an officer chooses for a report. Blocks run no queries: the figures come from the report's own moment."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assurance.enums import FigureKind, PartState
from cms.blocks import SafeRichTextBlock, SafeStreamBlock

PARTS = (
    ("target", _("Change the place"), _("Target")),
    ("framework", _("Treat it as child protection"), _("Legislative framework")),
    ("partnerships", _("Work with whoever has a hold on the place"), _("Partnerships")),
    ("outcomes", _("Check that it worked"), _("Outcomes measurement")),
)


class FigureBlock(blocks.StructBlock):
    which = blocks.ChoiceBlock(choices=FigureKind.choices, label=_("Figure"))
    note = blocks.TextBlock(label=_("What to see in it"), rows=2, required=False, max_length=600)

    class Meta:
        icon = "table"
        label = _("Figure")


class PartBlock(blocks.StructBlock):
    state = blocks.ChoiceBlock(choices=PartState.choices, label=_("Where we stand"))
    evidence = SafeRichTextBlock(
        label=_("The evidence"),
        features=["bold", "ul", "link", "document-link"],
        help_text=_("What shows it. “Nothing shows it yet” is an answer too."),
    )
    figure = blocks.ChoiceBlock(choices=FigureKind.choices, label=_("Figure that shows it"), required=False)


class PartsBlock(blocks.StructBlock):
    target = PartBlock(label=PARTS[0][1])
    framework = PartBlock(label=PARTS[1][1])
    partnerships = PartBlock(label=PARTS[2][1])
    outcomes = PartBlock(label=PARTS[3][1])

    class Meta:
        icon = "list-ul"
        label = _("The four parts")


class CostBlock(blocks.StructBlock):
    what = blocks.CharBlock(label=_("For what"), max_length=120)
    hours = blocks.DecimalBlock(label=_("Hours"), min_value=0, max_digits=7, decimal_places=1, required=False)
    pounds = blocks.DecimalBlock(label=_("Pounds"), min_value=0, max_digits=9, decimal_places=2, required=False)


class CostsBlock(blocks.StructBlock):
    lines = blocks.ListBlock(CostBlock(), label=_("Lines"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Cost and hours")


class DecisionBlock(blocks.StructBlock):
    asks = blocks.ListBlock(blocks.CharBlock(max_length=400), label=_("The Board is asked"), min_num=1)

    class Meta:
        icon = "check"
        label = _("The decision asked of the Board")


class ReportBlock(SafeStreamBlock):
    text = SafeRichTextBlock(
        label=_("Text"),
        help_text=_("What happened and how we know; what comes next, who does it, and by when. Not needed? Delete it."),
    )
    figure = FigureBlock()
    parts = PartsBlock()
    costs = CostsBlock()
    decision = DecisionBlock()

    class Meta:
        block_counts = {"parts": {"max_num": 1}, "costs": {"max_num": 1}, "decision": {"max_num": 1}}
