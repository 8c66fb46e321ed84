from collections.abc import Iterable

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.records import Record
from people.enums import OrganisationKind, Phase, Role
from people.models import Organisation


def _labels(values: Iterable[str], choices: type[TextChoices]) -> str:
    return ", ".join(str(choices(value).label) for value in values)


class Audience(Record):
    """A rule over appointments: who is in it is answered afresh each day. An empty part of the rule means "any"."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    kinds = models.JSONField(_("kinds of organisation"), default=list, blank=True)
    phases = models.JSONField(_("phases"), default=list, blank=True)
    wards = models.JSONField(_("wards"), default=list, blank=True)
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("only these organisations"), blank=True, related_name="audiences"
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def rule_in_words(self) -> str:
        parts = [_labels(self.roles, Role), _labels(self.kinds, OrganisationKind), _labels(self.phases, Phase)]
        parts.append(", ".join(self.wards))
        return "; ".join(part for part in parts if part) or str(_("Everyone with an appointment"))
