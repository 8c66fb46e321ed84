"""Reads for pages: who answers now."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.models import SupportContact
from cms.opening import closed_days, hours_lines, status


def support_contacts(audience: str, at: datetime) -> list[dict[str, Any]]:
    """The contacts for one audience, in order, each with who answers at the moment `at`. 4 queries, however many."""
    days = closed_days()
    contacts = (
        SupportContact.objects.for_audience(audience)
        .select_related("covers")
        .prefetch_related("hours", "covers__hours")
    )
    return [_card(contact, status(contact, at, days), at) for contact in contacts]


def stale_contacts(on) -> list[SupportContact]:
    return SupportContact.objects.all().stale(on)


def _phone_href(phone: str) -> str:
    """A number for dialling. In "+44 (0)151 …" the bracketed nought is for callers at home only."""
    return "tel:" + "".join(c for c in phone.replace("(0)", "") if c.isdigit() or c == "+")


def _card(contact, now, at):
    return {
        "name": contact.name,
        "purpose": contact.purpose,
        "note": contact.note,
        "phone": contact.phone,
        "phone_href": _phone_href(contact.phone),
        "website": contact.website,
        "email": contact.email,
        "open_now": now.open_now,
        "status_text": now.text,
        "hours_lines": hours_lines(contact),
        "last_checked": contact.last_checked,
        "stale": contact.check_again_by <= timezone.localtime(at).date(),
        "urgent": contact.urgent,
    }
