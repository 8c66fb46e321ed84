from django.conf import settings
from wagtail.models import Site

from cms.models import PartnershipSettings


def site(request):
    """The partnership's names and the addresses that stand on every page."""
    if request.path.startswith("/admin/") and "/preview" not in request.path:
        return {}
    found = Site.find_for_request(request)
    summary = PartnershipSettings.summary(found) if found else {"links": {}, "name": "Common Ground"}
    return {"partnership": {**summary, "demo": settings.DEMO}, "site_links": summary["links"]}
