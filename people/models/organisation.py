from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from people.enums import LinkKind, OrganisationKind, OrganisationStatus, Phase


class Organisation(Record):
    """A school, trust, council or agency. A school has a URN, a trust a UID (GIAS)."""

    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase, default=Phase.NOT_APPLICABLE)
    urn = models.CharField(_("URN"), max_length=10, unique=True, null=True, blank=True)
    uid = models.CharField(_("UID"), max_length=10, unique=True, null=True, blank=True)
    ward = models.CharField(_("ward"), max_length=100, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=OrganisationStatus, default=OrganisationStatus.OPEN)
    authority_code = models.CharField(_("authority"), max_length=5, blank=True, help_text=_("Its number in GIAS."))
    extract_on = models.DateField(
        _("from an extract of"), null=True, blank=True, editable=False, help_text=_("An older extract changes nothing.")
    )
    recorded_at = models.DateTimeField(
        _("recorded"), null=True, blank=True, editable=False, help_text=_("None: known all along.")
    )
    board_size = models.PositiveSmallIntegerField(
        _("seats on its board"), null=True, blank=True, help_text=_("Where it is known, vacant seats are counted.")
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("became"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        help_text=_("The academy or school that carries this one on."),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=models.F("opened_on")),
                name="organisation_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["kind", "phase"]), models.Index(fields=["ward"], name="organisation_ward")]

    def __str__(self) -> str:
        return self.name


class SchoolLink(Record):
    """One row of GIAS's links: `urn` and `link_urn` belong together, `kind` says how. Unknown schools too."""

    urn = models.CharField(_("URN"), max_length=10)
    link_urn = models.CharField(_("linked URN"), max_length=10, db_index=True)
    link_name = models.CharField(_("name of the linked school"), max_length=255, blank=True)
    kind = models.CharField(_("how"), max_length=20, choices=LinkKind)
    kind_text = models.CharField(_("in the register's words"), max_length=100)
    established_on = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("link between schools")
        verbose_name_plural = _("links between schools")
        ordering = ["urn", "link_urn"]
        constraints = [
            models.UniqueConstraint(fields=["urn", "link_urn", "kind_text"], name="school_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.kind_text} {self.link_urn}"


class Authority(Record):
    """A local authority whose schools are ours. Where none is named, every school of a file is taken."""

    code = models.CharField(_("number"), max_length=5, unique=True, help_text=_("In GIAS, for example 876."))
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
