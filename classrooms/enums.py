from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class YearGroup(TextChoices):
    RECEPTION = "r", _("Reception")
    YEAR_1 = "1", _("Year 1")
    YEAR_2 = "2", _("Year 2")
    YEAR_3 = "3", _("Year 3")
    YEAR_4 = "4", _("Year 4")
    YEAR_5 = "5", _("Year 5")
    YEAR_6 = "6", _("Year 6")
    YEAR_7 = "7", _("Year 7")
    YEAR_8 = "8", _("Year 8")
    YEAR_9 = "9", _("Year 9")
    YEAR_10 = "10", _("Year 10")
    YEAR_11 = "11", _("Year 11")
    YEAR_12 = "12", _("Year 12")
    YEAR_13 = "13", _("Year 13")
    MIXED = "mixed", _("More than one year")


class Outcome(TextChoices):
    WELL = "well", _("Well")
    MIXED = "mixed", _("Partly well")
    BADLY = "badly", _("Not well: the council may offer help")


class Wish(TextChoices):
    """What pupils asked for more of. Ticked, never written."""

    LIGHTING = "lighting", _("Better lighting")
    YOUTH_WORK = "youth_work", _("Youth work")
    BUSES = "buses", _("Safer buses")
    ONLINE = "online", _("Help online")
    TRUSTED_ADULTS = "trusted_adults", _("Adults they can trust")


class RequestState(TextChoices):
    UNPROVED = "unproved", _("Address not proved yet")
    WAITING = "waiting", _("Waiting")
    LET_IN = "let_in", _("Let in")
    REFUSED = "refused", _("Refused")


class Term(TextChoices):
    AUTUMN = "autumn", _("Autumn")
    SPRING = "spring", _("Spring")
    SUMMER = "summer", _("Summer")
