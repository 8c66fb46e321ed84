from cms.models.awareness import AwarenessIndexPage, AwarenessPage
from cms.models.contacts import ClosedDay, OpeningHours, SupportContact
from cms.models.media import Film
from cms.models.packs import Pack
from cms.models.pages import HomePage, ModuleIndexPage, ModulePage, StandardPage, SupportPage
from cms.models.pictures import Picture, PictureRendition
from cms.models.publishing import PublishedWhenFit, PublishingRefused
from cms.models.settings import PartnershipSettings
from cms.models.uploads import FilmUpload

__all__ = [
    "AwarenessIndexPage",
    "AwarenessPage",
    "ClosedDay",
    "Film",
    "FilmUpload",
    "HomePage",
    "ModuleIndexPage",
    "ModulePage",
    "OpeningHours",
    "Pack",
    "PartnershipSettings",
    "Picture",
    "PictureRendition",
    "PublishedWhenFit",
    "PublishingRefused",
    "StandardPage",
    "SupportContact",
    "SupportPage",
]
