from people.models.appointment import Appointment
from people.models.organisation import Organisation
from people.models.person import Address, Person
from people.models.record import AuditRecord

__all__ = ["Address", "Appointment", "AuditRecord", "Organisation", "Person"]
