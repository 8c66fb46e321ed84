from people.models.appointment import Appointment, Question
from people.models.imports import ColumnMapping, ImportEntry, ImportRun
from people.models.organisation import Authority, Organisation, SchoolLink
from people.models.past import OrganisationPast, PersonPast
from people.models.person import Address, DifferentPeople, Joining, Person
from people.models.record import AuditRecord

__all__ = [
    "Address",
    "Appointment",
    "AuditRecord",
    "Authority",
    "ColumnMapping",
    "DifferentPeople",
    "ImportEntry",
    "ImportRun",
    "Joining",
    "Organisation",
    "OrganisationPast",
    "Person",
    "PersonPast",
    "Question",
    "SchoolLink",
]
