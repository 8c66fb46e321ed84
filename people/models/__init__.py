from people.models.appointment import Appointment, Question
from people.models.audit import AuditEntry
from people.models.organisation import Authority, Organisation, SchoolLink
from people.models.person import Address, DifferentPeople, Merge, Person
from people.models.snapshots import OrganisationSnapshot, PersonSnapshot

__all__ = [
    "Address",
    "Appointment",
    "AuditEntry",
    "Authority",
    "DifferentPeople",
    "Merge",
    "Organisation",
    "OrganisationSnapshot",
    "Person",
    "PersonSnapshot",
    "Question",
    "SchoolLink",
]
