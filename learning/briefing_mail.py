"""The words of a briefing's e-mail: rendered once, with merge fields for what is each recipient's own."""

from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms.models import PartnershipSettings
from cms.sanitising import plain_text_to_html
from distribution.audiences import Member
from distribution.messages import FIELD
from learning.models import Briefing
from people.enums import Role


def briefing_mail(briefing: Briefing) -> tuple[str, str, str]:
    """(subject, plain text, HTML), the two bodies with the same content."""
    own = PartnershipSettings.for_site(Site.objects.get(is_default_site=True))
    context = {
        "module": briefing.module,
        "due": date_format(briefing.due_on, "l j F Y"),
        "message": briefing.message.strip(),
        "message_html": plain_text_to_html(briefing.message),
        "partnership": own,
        "short_address": f"{settings.PUBLIC_HOST}/start",
        "privacy_url": _absolute(own.privacy_page),
        "demo": settings.DEMO,
    }
    return (
        briefing.subject,
        render_to_string("email/briefing.txt", context),
        render_to_string("email/briefing.html", context),
    )


def merge_values(member: Member) -> dict[str, str]:
    return {"why": why(member)}


def why(member: Member) -> str:
    """ "a governor at Elm Road Infants and Mersey View Primary": why this person is asked."""
    roles = _and([_("a %(role)s") % {"role": _in_a_sentence(Role(role))} for role in member.roles])
    return _("%(role)s at %(organisations)s") % {"role": roles, "organisations": _and(member.organisations)}


def _in_a_sentence(role: Role) -> str:
    return f"{role.label[:1].lower()}{role.label[1:]}"


def _and(words) -> str:
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} {_('and')} {last}" if first else last


def _absolute(page) -> str:
    return f"{settings.PUBLIC_URL}{page.get_url()}" if page and page.live else ""


def filled_in(body: str, values: dict[str, str], *, html: bool = False) -> str:
    """A body with one recipient's values put in, for looking at. Its link leads nowhere, so that nobody uses it up."""
    shown = {"link": f"{settings.PUBLIC_URL}/l/…", **values}
    return FIELD.sub(lambda m: escape(shown.get(m[1], "")) if html else shown.get(m[1], ""), body)
