import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import AwarenessPage, Pack
from core.records import Record
from people.models import Organisation

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken for something else in a printed letter
LENGTH = 12


def new_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class ParentLink(Record):
    """An address that a school hands out to parents, so that they can see the material. It ends by itself."""

    token = models.CharField(_("token"), max_length=20, unique=True, default=new_token)
    organisation = models.ForeignKey(Organisation, verbose_name=_("school"), on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(AwarenessPage, verbose_name=_("film"), on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("link for parents")
        verbose_name_plural = _("links for parents")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.page}, {self.organisation}"


class PackFetchedQuerySet(models.QuerySet["PackFetched"]):
    def untold(self, page: AwarenessPage, up_to: int) -> Self:
        """Who fetched a version up to `up_to` and was not told yet that it is withdrawn."""
        return self.filter(pack__page=page, pack__version__lte=up_to, told_at=None).select_related("person__canonical")


class PackFetched(Record):
    """Who fetched a version of an offline pack, so that they can be told when it is withdrawn."""

    pack = models.ForeignKey(Pack, verbose_name=_("pack"), on_delete=models.CASCADE, related_name="fetched")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(_("first fetched"))
    told_at = models.DateTimeField(_("told that it is withdrawn"), null=True, blank=True)

    objects = PackFetchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetched pack")
        verbose_name_plural = _("fetched packs")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["pack", "person"], name="pack_fetched_by_a_person_once")]

    def __str__(self) -> str:
        return f"{self.pack}: {self.person}"
