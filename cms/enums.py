from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DoorColour(TextChoices):
    CLAY = "clay", _("Clay")
    DUSK = "dusk", _("Dusk")
    OCHRE = "ochre", _("Ochre")
    EVERGREEN = "evergreen", _("Evergreen")
    MOSS = "moss", _("Moss")


class StepKind(TextChoices):
    VIDEO = "video", _("Film")
    TEXT = "text", _("Text")
    EXAMPLE = "example", _("Worked example")
    ACTIONS = "actions", _("What you can do")
    CHECK = "check", _("Knowledge check")
    DECLARATION = "declaration", _("Declaration")


class SupportAudience(TextChoices):
    WORRIED = "worried", _("Somebody worried about a child")
    HELP = "help", _("Somebody who wants to help")


class Answering(TextChoices):
    HOURS = "hours", _("At the hours below")
    ALWAYS = "always", _("Always")
    OTHERWISE = "otherwise", _("Whenever the contact below is closed")
