"""The words of the field: roles, kinds of organisation, phases (docs/words.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    GOVERNOR = "governor", _("Governor")
    CHAIR_OF_GOVERNORS = "chair_of_governors", _("Chair of governors")
    GOVERNANCE_PROFESSIONAL = "governance_professional", _("Clerk (governance professional)")
    HEADTEACHER = "headteacher", _("Headteacher")
    DSL = "dsl", _("Designated safeguarding lead")
    TEACHER = "teacher", _("Teacher")
    COUNCILLOR = "councillor", _("Ward councillor")
    PARTNER = "partner", _("Partner")
    COUNCIL_OFFICER = "council_officer", _("Council officer")


GOVERNOR_ROLES = (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS)
SEES_A_BOARD = (Role.GOVERNANCE_PROFESSIONAL, Role.CHAIR_OF_GOVERNORS)  # who each governor is, and where they stand
SAFEGUARDING_LEADS = (Role.DSL, Role.HEADTEACHER)  # of a school: they let teachers in, and are told of showings
SCHOOL_STAFF_ROLES = (Role.TEACHER, *SAFEGUARDING_LEADS)


class OrganisationKind(TextChoices):
    MAINTAINED_SCHOOL = "maintained_school", _("Maintained school")
    ACADEMY = "academy", _("Academy or free school")
    SPECIAL_SCHOOL = "special_school", _("Special school")
    INDEPENDENT_SCHOOL = "independent_school", _("Independent school")
    COLLEGE = "college", _("College")
    OTHER_SCHOOL = "other_school", _("Other place of education")
    TRUST = "trust", _("Academy trust")
    COUNCIL = "council", _("Council")
    POLICE = "police", _("Police")
    HEALTH = "health", _("Health")
    YOUTH_WORK = "youth_work", _("Youth work")
    HOUSING = "housing", _("Housing")
    TRANSPORT = "transport", _("Transport")
    PARKS = "parks", _("Parks and open spaces")
    BUSINESS = "business", _("Shops and businesses")
    VOLUNTARY = "voluntary", _("Voluntary organisation")


class Phase(TextChoices):
    NURSERY = "nursery", _("Nursery")
    PRIMARY = "primary", _("Primary")
    MIDDLE = "middle", _("Middle")
    SECONDARY = "secondary", _("Secondary")
    ALL_THROUGH = "all_through", _("All-through")
    SIXTEEN_PLUS = "sixteen_plus", _("16 plus")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class OrganisationStatus(TextChoices):
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Open, but proposed to close")
    PROPOSED = "proposed", _("Proposed to open")
    CLOSED = "closed", _("Closed")


class LinkKind(TextChoices):
    SUCCESSOR = "successor", _("Became")
    PREDECESSOR = "predecessor", _("Was before")
    MERGED = "merged", _("Merged, amalgamated or split")
    OTHER = "other", _("Other")


class Source(TextChoices):
    REGISTER = "register", _("National register (GIAS)")
    COUNCIL = "council", _("Council's list of councillors")
    CLERK = "clerk", _("Clerk")
    OFFICER = "officer", _("Council officer")
    SELF = "self", _("The person")


# What a person told us stands against an extract that is older than what they said.
SAID_BY_A_PERSON = (Source.CLERK, Source.OFFICER, Source.SELF)


class AddressRemoved(TextChoices):
    """Why an address was taken off a record."""

    BY_OFFICER = "by_officer", _("An officer removed it")
    NEXT_HOLDER = "next_holder", _("It belongs to a post that somebody else holds next")
    NOT_THEIRS = "not_theirs", _("Its reader said that it isn't theirs")
    NOT_REACHING = "not_reaching", _("The clerk said that it doesn't reach them")
