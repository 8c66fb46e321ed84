"""What is held about one person, and where each fact comes from: for the person and for the officer alike."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.texts import Text
from people.enums import Source
from people.models import Address, Appointment, Person

# How a fact reached us, as it is told to the person whom it is about.
CAME_FROM = {
    Source.REGISTER: _("From the national register"),
    Source.COUNCIL: _("From the council's list of councillors"),
    Source.CLERK: _("From the clerk of the board"),
    Source.OFFICER: _("From a council officer"),
    Source.SELF: _("From you"),
}


@dataclass
class RecordedAppointment:
    row: Appointment
    today: date
    versions: list[Appointment] = field(default_factory=list)  # what it said before, oldest first

    @property
    def came_from(self) -> Text:
        return CAME_FROM[Source(self.row.source)]

    @property
    def since(self) -> datetime:
        """When we were told what it says now."""
        return self.row.said_at or self.row.recorded_at

    @property
    def has_ended(self) -> bool:
        return self.row.ends_on is not None and self.row.ends_on < self.today

    @property
    def is_still_to_come(self) -> bool:
        return self.row.starts_on is not None and self.row.starts_on > self.today


@dataclass
class PersonRecord:
    person: Person
    records: list[Person]  # the person's own and those that were joined to it
    earlier_addresses: list[Address]
    appointments: list[RecordedAppointment]

    @property
    def keys(self) -> list[int]:
        return [record.pk for record in self.records]

    @property
    def other_records(self) -> list[Person]:
        return [record for record in self.records if record.pk != self.person.pk]

    @property
    def other_addresses(self) -> list[str]:
        """Addresses of joined records: they sign in this person too."""
        return sorted(record.email for record in self.other_records if record.email)

    @property
    def current(self) -> list[RecordedAppointment]:
        return [one for one in self.appointments if not one.has_ended]

    @property
    def ended(self) -> list[RecordedAppointment]:
        return [one for one in self.appointments if one.has_ended]


def personal_record_of(person: Person, *, on: date | None = None) -> PersonRecord:
    """All that the directory holds about a person and the records that were joined to it. 4 queries."""
    today = on or timezone.localdate()
    records = list(Person.objects.with_aliases(person).order_by("pk"))
    rows = Appointment.objects.standing().filter(person__in=records).select_related("organisation", "person")
    appointments = {row.pk: RecordedAppointment(row, today) for row in rows}
    versions = Appointment.objects.filter(version_of__in=appointments).select_related("organisation", "person")
    for version in versions.order_by("recorded_at", "pk"):
        assert version.version_of_id is not None, "they were found by it"
        appointments[version.version_of_id].versions.append(version)
    earlier = Address.objects.filter(person__in=records).order_by("-until")
    return PersonRecord(person, records, list(earlier), list(appointments.values()))


def own_appointment(person: Person, pk: int) -> Appointment | None:
    """An appointment of this person, or of a record that was joined to them, whose term is not over. 1 query."""
    not_over = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    found = Appointment.objects.standing().filter(not_over, person__in=Person.objects.with_aliases(person), pk=pk)
    return found.select_related("organisation").first()
