from django.conf import settings

from cms.models import PartnershipSettings


def site(request):
    """The partnership's names and the addresses that stand on every page."""
    summary = PartnershipSettings.summary()
    return {"partnership": {**summary, "demo": settings.DEMO}, "site_links": summary["links"]}
