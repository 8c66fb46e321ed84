"""What entries are about, the groups that several apps share, and the actions of this app."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.audit.registry import (
    AuditAction,
    AuditGroup,
    Count,
    Day,
    Fields,
    Filters,
    Reference,
    References,
    Subject,
    Word,
    register,
)
from people.enums import AddressRemoved
from people.models import Appointment, Authority, Organisation, Person

# --- What several apps share ----------------------------------------------------------------------------------------

PERSON = Subject(Person)
ORGANISATION = Subject(Organisation)
APPOINTMENT = Subject(Appointment, related=("person", "organisation"))
AUTHORITY = Subject(Authority)
GROUP = Subject(Group)
PERMISSION = Subject(Permission, name=lambda permission: permission.name)

FILE_TYPE = Word({"csv": "CSV", "xlsx": "Excel"})

EXPORTS = AuditGroup("exports", _("Exports and downloads"))
RIGHTS = AuditGroup("rights", _("Rights"))
DIRECTORY = AuditGroup("directory", _("People and boards"))


def rows_in_words(count: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": count}


# --- Lists ----------------------------------------------------------------------------------------------------------

LIST_EXPORTED = register(
    AuditAction(
        "people.list_exported",
        _("List exported"),
        EXPORTS,
        data={"file_type": FILE_TYPE, "filters": Filters(), "rows": Count()},
        details=lambda said: f"{said['file_type']}, {said['filters']}, {rows_in_words(said['rows'])}",
    )
)

# --- A person -------------------------------------------------------------------------------------------------------

NAME_CORRECTED = register(AuditAction("people.name_corrected", _("Name corrected"), DIRECTORY, (PERSON,)))
ADDRESS_CHANGED = register(AuditAction("people.address_changed", _("Email address changed"), DIRECTORY, (PERSON,)))
ADDRESS_SHARED = register(
    AuditAction("people.address_shared", _("Set to share somebody else's email address"), DIRECTORY, (PERSON,))
)
ADDRESS_REMOVED = register(
    AuditAction(
        "people.address_removed",
        _("Email address removed"),
        DIRECTORY,
        (PERSON,),
        data={"reason": Word(dict(AddressRemoved.choices))},
        details=lambda said: said["reason"],
    )
)
OBJECTED = register(AuditAction("people.objected", _("Objection to messages recorded"), DIRECTORY, (PERSON,)))
OBJECTION_WITHDRAWN = register(
    AuditAction("people.objection_withdrawn", _("Objection to messages withdrawn"), DIRECTORY, (PERSON,))
)
PEOPLE_MERGED = register(
    AuditAction(
        "people.merged",
        _("Two records joined"),
        DIRECTORY,
        (PERSON,),
        data={"alias": Reference(PERSON)},
        details=lambda said: _("The record of %(alias)s was joined to this one") % said,
    )
)
PEOPLE_UNMERGED = register(
    AuditAction(
        "people.unmerged",
        _("Two records parted"),
        DIRECTORY,
        (PERSON,),
        data={"alias": Reference(PERSON)},
        details=lambda said: _("The record of %(alias)s was parted from this one") % said,
    )
)
TOLD_APART = register(
    AuditAction(
        "people.told_apart",
        _("Two records marked as two people"),
        DIRECTORY,
        (PERSON,),
        data={"other": Reference(PERSON)},
        details=lambda said: _("The other is the record of %(other)s") % said,
    )
)

# --- An appointment -------------------------------------------------------------------------------------------------

APPOINTMENT_ADDED = register(AuditAction("people.appointment_added", _("Appointment added"), DIRECTORY, (APPOINTMENT,)))
APPOINTMENT_ENDED = register(
    AuditAction(
        "people.appointment_ended",
        _("Appointment ended"),
        DIRECTORY,
        (APPOINTMENT,),
        data={"on": Day()},
        details=lambda said: _("Last day: %(on)s") % said,
    )
)
APPOINTMENT_CORRECTED = register(
    AuditAction(
        "people.appointment_corrected",
        _("Appointment corrected"),
        DIRECTORY,
        (APPOINTMENT,),
        data={"fields": Fields(Appointment)},
        details=lambda said: _("Changed: %(fields)s") % said,
    )
)
QUESTION_ANSWERED = register(
    AuditAction(
        "people.question_answered",
        _("Question about the register answered"),
        DIRECTORY,
        (APPOINTMENT,),
        data={"right": Word({"register": _("The register is right"), "ours": _("What we hold is right")})},
        details=lambda said: said["right"],
    )
)

# --- Organisations and authorities ----------------------------------------------------------------------------------

ORGANISATION_ADDED = register(
    AuditAction("people.organisation_added", _("Organisation added"), DIRECTORY, (ORGANISATION,))
)
ORGANISATION_CHANGED = register(
    AuditAction(
        "people.organisation_changed",
        _("Organisation changed"),
        DIRECTORY,
        (ORGANISATION,),
        data={"fields": Fields(Organisation)},
        details=lambda said: _("Changed: %(fields)s") % said,
    )
)
BOARD_SIZE_SET = register(
    AuditAction(
        "people.board_size_set",
        _("Number of seats set"),
        DIRECTORY,
        (ORGANISATION,),
        data={"seats": Count()},
        details=lambda said: ngettext("%(n)s seat", "%(n)s seats", said["seats"]) % {"n": said["seats"]},
    )
)
BOARD_SIZE_CLEARED = register(
    AuditAction("people.board_size_cleared", _("Number of seats set to “not known”"), DIRECTORY, (ORGANISATION,))
)
AUTHORITY_ADDED = register(AuditAction("people.authority_added", _("Authority added"), DIRECTORY, (AUTHORITY,)))
AUTHORITY_CHANGED = register(AuditAction("people.authority_changed", _("Authority changed"), DIRECTORY, (AUTHORITY,)))
AUTHORITY_REMOVED = register(
    AuditAction(
        "people.authority_removed",
        _("Authority removed"),
        DIRECTORY,
        (AUTHORITY,),
        data={"code": Count()},
        details=lambda said: _("Its number was %(code)s") % said,
    )
)

# --- Rights ---------------------------------------------------------------------------------------------------------

GROUPS_GIVEN = register(
    AuditAction(
        "people.groups_given",
        _("Put into a group"),
        RIGHTS,
        (PERSON,),
        data={"groups": References(GROUP)},
        details=lambda said: _("Has the rights of: %(groups)s") % said,
    )
)
GROUPS_TAKEN = register(
    AuditAction(
        "people.groups_taken",
        _("Taken out of a group"),
        RIGHTS,
        (PERSON,),
        data={"groups": References(GROUP)},
        details=lambda said: _("No longer has the rights of: %(groups)s") % said,
    )
)
PERMISSIONS_GIVEN = register(
    AuditAction(
        "people.permissions_given",
        _("Rights given"),
        RIGHTS,
        (GROUP, PERSON),
        data={"permissions": References(PERMISSION)},
        details=lambda said: said["permissions"],
    )
)
PERMISSIONS_TAKEN = register(
    AuditAction(
        "people.permissions_taken",
        _("Rights taken away"),
        RIGHTS,
        (GROUP, PERSON),
        data={"permissions": References(PERMISSION)},
        details=lambda said: said["permissions"],
    )
)
