from people.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from people.models.appointment import Appointment, Question
from people.models.audit import AuditEntry
from people.models.ledger import LedgerEntry, LedgerHead
from people.models.organisation import Authority, Organisation, SchoolLink
from people.models.person import Address, DifferentPeople, Merge, Person
from people.models.snapshots import OrganisationSnapshot, PersonSnapshot

__all__ = [
    "Address",
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "Appointment",
    "AuditEntry",
    "Authority",
    "DifferentPeople",
    "LedgerEntry",
    "LedgerHead",
    "Merge",
    "Organisation",
    "OrganisationSnapshot",
    "Person",
    "PersonSnapshot",
    "Question",
    "SchoolLink",
]
