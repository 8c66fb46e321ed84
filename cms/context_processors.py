from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cms.models import PartnershipSettings


def site(request: HttpRequest) -> dict[str, Any]:
    """The partnership's names and the addresses that stand on every page."""
    summary = PartnershipSettings.summary()
    return {"partnership": {**summary, "demo": settings.DEMO}, "site_links": summary["links"]}
