from people.models.appointment import Appointment, Question
from people.models.audit import AuditRecord
from people.models.organisation import Authority, Organisation, SchoolLink
from people.models.person import Address, DifferentPeople, Joining, Person
from people.models.snapshots import OrganisationPast, PersonPast

__all__ = [
    "Address",
    "Appointment",
    "AuditRecord",
    "Authority",
    "DifferentPeople",
    "Joining",
    "Organisation",
    "OrganisationPast",
    "Person",
    "PersonPast",
    "Question",
    "SchoolLink",
]
