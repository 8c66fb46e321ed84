from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TablingOutcome(TextChoices):
    """What a board did with the pack. A choice and no free text: no form of ours invites a story."""

    RECEIVED = "received", _("Received it")
    DISCUSSED = "discussed", _("Received and discussed it")
    ACTED = "acted", _("Agreed to do something about it")
