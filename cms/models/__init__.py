from cms.models.contacts import ClosedDay, OpeningHours, SupportContact
from cms.models.media import Film
from cms.models.pages import HomePage, ModuleIndexPage, ModulePage, StandardPage, SupportPage
from cms.models.settings import PartnershipSettings

__all__ = [
    "ClosedDay",
    "Film",
    "HomePage",
    "ModuleIndexPage",
    "ModulePage",
    "OpeningHours",
    "PartnershipSettings",
    "StandardPage",
    "SupportContact",
    "SupportPage",
]
