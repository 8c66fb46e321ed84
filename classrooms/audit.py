"""The audit trail of schools: who was let in, and what left as a sheet."""

from django.utils.translation import gettext_lazy as _

from classrooms.models import AccessRequest
from people.audit.actions import EXPORTS, FILE_TYPE, PERSON
from people.audit.registry import AuditAction, AuditGroup, Reference, Subject, register

SCHOOLS = AuditGroup("schools", _("Schools"))
ACCESS_REQUEST = Subject(
    AccessRequest, related=("person", "organisation"), name=lambda row: f"{row.person}, {row.organisation}"
)

REQUEST_GRANTED = register(
    AuditAction(
        "classrooms.request_granted",
        _("Request for a school's films granted"),
        SCHOOLS,
        (ACCESS_REQUEST,),
        data={"person": Reference(PERSON)},
    )
)
REQUEST_REFUSED = register(
    AuditAction(
        "classrooms.request_refused",
        _("Request for a school's films refused"),
        SCHOOLS,
        (ACCESS_REQUEST,),
        data={"person": Reference(PERSON)},
    )
)
SHOWINGS_EXPORTED = register(
    AuditAction(
        "classrooms.showings_exported",
        _("Figures of showings exported"),
        EXPORTS,
        data={"file_type": FILE_TYPE},
        details=lambda said: said["file_type"],
    )
)
OWN_SHOWINGS_DOWNLOADED = register(
    AuditAction(
        "classrooms.own_showings_downloaded",
        _("Own school's showings downloaded"),
        EXPORTS,
        data={"file_type": FILE_TYPE},
        details=lambda said: said["file_type"],
    )
)
