from django.conf import settings
from wagtail.models import Site

from cms.models import PartnershipSettings


def site(request):
    """The partnership's names and the addresses that stand on every page."""
    found = Site.find_for_request(request)
    summary = PartnershipSettings.summary(found) if found else {"links": {}, "name": "Common Ground"}
    return {"partnership": {**summary, "demo": settings.DEMO}, "site_links": summary["links"]}
