from people.models.appointment import Appointment, Question
from people.models.audit import AuditRecord
from people.models.organisation import Authority, Organisation, SchoolLink
from people.models.person import Address, DifferentPeople, Merge, Person
from people.models.snapshots import OrganisationSnapshot, PersonSnapshot

__all__ = [
    "Address",
    "Appointment",
    "AuditRecord",
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
