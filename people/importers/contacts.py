"""Addresses by GID, as a clerk would send them. The register has none."""

from pathlib import Path

from people.addresses import normal_address
from people.importers.files import read_rows
from people.models import Appointment, Person
from people.operations import join_people


def import_contacts(path: Path) -> int:
    """Give each named appointment's person the address. Returns how many people have one after it.

    Two appointments with one address and one name are one person; the second record becomes an alias of the first.
    The same address under another name is left alone: an address signs in one person.
    """
    appointments = {a.gid: a for a in Appointment.objects.standing().exclude(gid=None).select_related("person")}
    holders = {p.email: p for p in Person.objects.exclude(email=None)}
    for _line, row in read_rows(path, {"GID", "Email"}):
        appointment, address = appointments.get(row["GID"]), normal_address(row["Email"])
        if appointment is None or not address:
            continue
        person, holder = appointment.person, holders.get(address)
        if holder is None and person.email is None:
            person.email = address
            person.full_clean(exclude=["password"])
            person.save(update_fields=["email"])
            holders[address] = person
        elif (
            holder is not None and holder.pk != person.pk and holder.full_name.casefold() == person.full_name.casefold()
        ):
            join_people(keep=holder, alias=person)
    return len(holders)
