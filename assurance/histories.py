"""A person's whole history in one list: what we knew, what was sent, what they did, who changed what. Newest first."""

from people.models import Person
from people.personal_record import PersonRecord, personal_record_of
from people.privacy import Event, registered


def headings() -> dict[str, str]:
    """What an event may belong to, by its key, in the order of the words."""
    found = {key: str(heading) for app in registered() for key, heading in app.headings.items()}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def history_of(person: Person) -> tuple[PersonRecord, list[Event]]:
    """Everything, in some 25 queries however long it is."""
    record = personal_record_of(person)
    events = [event for app in registered() for event in app.history(record)]
    return record, sorted(events, key=lambda event: event.at, reverse=True)
