from datetime import date, time
from typing import Any

from cms.enums import Answering, SupportAudience
from cms.models import OpeningHours, SupportContact
from starter.content.contacts import CONTACTS
from starter.filling import PLACE
from starter.standard_content import Data

TEXTS = ("name", "purpose", "pupil_text", "if_no_answer", "phone", "website", "email", "note")


def add_contacts(rows: list[Data], *, without_values: dict[str, Data], today: date) -> list[SupportContact]:
    """Add the contacts that are missing and return them.

    A text of one that is there is exchanged only if it is still the wording for a council whose values aren't known
    (`without_values`, by key). Raises ValidationError.
    """
    contacts: dict[str, SupportContact] = {}
    added = []
    for data in rows:
        contact = find_contact(data["key"])
        if contact is None:
            contact = _add_contact(data, covers=contacts.get(data.get("covers", "")), today=today)
            added.append(contact)
        else:
            _fill_contact(contact, data, without_values.get(data["key"], {}))
        contacts[data["key"]] = contact
    return added


def find_contact(key: str) -> SupportContact | None:
    """The contact of this key: by its name, or by that part of its name which is the same in every council."""
    name = next(row["name"] for row in CONTACTS if row["key"] == key)
    part = max(PLACE.split(name)[::2], key=len)
    known_by = {"name": name} if part == name else {"name__contains": part}
    return SupportContact.objects.filter(**known_by).first()


def _add_contact(data: Data, *, covers: SupportContact | None, today: date) -> SupportContact:
    contact = SupportContact(
        **_texts(data),
        urgent=data.get("urgent", False),
        sort_order=data["sort_order"],
        **{f"for_{audience}": audience in data["audience"] for audience in SupportAudience.values},
        answering=Answering(data["answering"]),
        covers=covers,
        closed_on_bank_holidays=data.get("closed_on_bank_holidays", False),
        last_checked=data.get("last_checked", today),
    )
    contact.hours = [
        OpeningHours(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
        for day, opens, closes in data.get("hours", ())
    ]
    contact.full_clean(exclude=["hours"])
    contact.save()
    return contact


def _fill_contact(contact: SupportContact, data: Data, without_values: Data) -> None:
    before, now = _texts(without_values), _texts(data)
    changed = [name for name in TEXTS if getattr(contact, name) == before[name] != now[name]]
    for name in changed:
        setattr(contact, name, now[name])
    if changed:
        contact.full_clean(exclude=["hours"])
        contact.save(update_fields=changed)


def _texts(data: Data) -> dict[str, Any]:
    return {name: data.get(name, "") for name in TEXTS}
