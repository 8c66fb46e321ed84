from typing import Any

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, Site

from core.texts import Text

SUMMARY = "partnership"


def _page(label: Text) -> "models.ForeignKey[Page | None, Page | None]":
    return models.ForeignKey(
        "wagtailcore.Page", verbose_name=label, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


Summary = dict[str, Any]  # names of the partnership; and "links", addresses by "NAME_url"
PAGES = ("worried", "help", "missing", "modules", "films", "accessibility", "privacy", "cookies")


@register_setting(icon="home")
class PartnershipSettings(BaseSiteSetting):
    """What is this partnership's own: its name, whom to ask, and which page is which."""

    name = models.CharField(_("partnership"), max_length=120, default="Safeguarding partnership")
    council_name = models.CharField(_("council"), max_length=120, default="The council")
    contact_name = models.CharField(_("whom to ask"), max_length=120, default="The safeguarding partnership team")
    contact_email = models.EmailField(_("their e-mail address"), blank=True)
    contact_phone = models.CharField(_("their telephone"), max_length=40, blank=True)
    worried_page = _page(_("Worried about a child?"))
    help_page = _page(_("How can I help?"))
    missing_page = _page(_("When a child is missing from school"))
    modules_page = _page(_("Briefings to read"))
    films_page = _page(_("Films for schools"))
    accessibility_page = _page(_("Accessibility statement"))
    privacy_page = _page(_("Privacy notice"))
    cookies_page = _page(_("Cookies"))

    select_related = [f"{name}_page" for name in PAGES]

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("council_name")], heading=_("Who we are")),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("contact_phone")],
            heading=_("Whom to ask"),
        ),
        MultiFieldPanel([PageChooserPanel(f"{name}_page") for name in PAGES], heading=_("Which page is which")),
    ]

    class Meta:
        verbose_name = _("partnership")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(SUMMARY)

    @classmethod
    def summary(cls) -> Summary:
        """Names and addresses for every page and letter, kept a minute so that neither costs a query for them.

        One installation serves one partnership (docs/decisions/0008): those of the default site.
        """
        summary: Summary | None = cache.get(SUMMARY)
        if summary is None:
            site = Site.objects.filter(is_default_site=True).first()
            if site is None:
                return {"name": "Common Ground", "links": {}}
            own = cls.for_site(site)
            summary = {
                "name": own.name,
                "council_name": own.council_name,
                "contact_name": own.contact_name,
                "contact_email": own.contact_email,
                "contact_phone": own.contact_phone,
                "links": {
                    f"{name}_url": page.get_url() if (page := getattr(own, f"{name}_page")) and page.live else ""
                    for name in PAGES
                },
            }
            cache.set(SUMMARY, summary, 60)
        return summary
