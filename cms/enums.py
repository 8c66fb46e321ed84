from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.texts import Text


class DoorColour(TextChoices):
    CLAY = "clay", _("Clay")
    DUSK = "dusk", _("Dusk")
    OCHRE = "ochre", _("Ochre")
    EVERGREEN = "evergreen", _("Evergreen")
    MOSS = "moss", _("Moss")


class StepKind(TextChoices):
    """A kind: its block in cms/step_blocks.py, templates/cms/steps/<kind>.html and, on paper, print/<kind>.html."""

    VIDEO = "video", _("Film")
    TEXT = "text", _("Text")
    EXAMPLE = "example", _("Worked example")
    ACTIONS = "actions", _("What you can do")
    CHECK = "check", _("Knowledge check")
    DECLARATION = "declaration", _("Declaration")

    @property
    def what_to_do(self) -> Text:
        """As the way through a module says it."""
        return {
            StepKind.VIDEO: _("Watch or read"),
            StepKind.TEXT: _("Read"),
            StepKind.EXAMPLE: _("An example"),
            StepKind.ACTIONS: _("Things to do"),
            StepKind.CHECK: _("Questions"),
            StepKind.DECLARATION: _("Your confirmation"),
        }[self]


class SupportAudience(TextChoices):
    WORRIED = "worried", _("Somebody worried about a child")
    HELP = "help", _("Somebody who wants to help")
    PUPILS = "pupils", _("A pupil")


class Answering(TextChoices):
    HOURS = "hours", _("At the hours below")
    ALWAYS = "always", _("Always")
    OTHERWISE = "otherwise", _("Whenever the contact below is closed")
    UNCONFIRMED = "unconfirmed", _("Not confirmed: the site says neither open nor closed")


class KeyStage(TextChoices):
    """The age band of an awareness film: ages and key stage say the same."""

    KS1 = "ks1", _("Ages 5 to 7 (key stage 1)")
    KS2 = "ks2", _("Ages 7 to 11 (key stage 2)")
    KS3 = "ks3", _("Ages 11 to 14 (key stage 3)")
    KS4 = "ks4", _("Ages 14 to 16 (key stage 4)")
    KS5 = "ks5", _("Ages 16 to 18 (key stage 5)")


class Theme(TextChoices):
    PARKS = "parks", _("Parks and streets")
    TRAVEL = "travel", _("Buses and the way home")
    ONLINE = "online", _("Online")
    FRIENDS = "friends", _("Friends and groups")
    PRESSURE = "pressure", _("Pressure, gifts and favours")
    MISSING = "missing", _("Going missing")


class FilmVersion(TextChoices):
    MAIN = "main", _("Film")
    DESCRIBED = "described", _("Film with audio description")
    SIGNED = "signed", _("Film in British Sign Language")


class UploadState(TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Refused")


class PackState(TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
