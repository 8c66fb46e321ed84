"""Taking a sheet back: what still is as the sheet wrote it. What later facts stand on stays, and is named.

A line is taken back whole or stays whole.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.hashers import make_password

from imports.kinds.contacts.entries import TERM, as_json, as_value, carried_out, makes_person
from imports.kinds.planning import Context, Kept, Values, row_of
from imports.models import ImportEntry
from people.models import Address, Appointment, Merge, Person, PersonSnapshot
from people.operations.appointments import unrevise_many
from people.operations.merging import CannotMerge, unmerge_people
from people.operations.snapshots import snapshot_people
from people.queries import standing_facts


class Undoing:
    def __init__(self, entries: list[ImportEntry], context: Context) -> None:
        self.context, self.now = context, context.now
        self.entries = carried_out(entries)
        self.kept: dict[int, Kept] = {}

    def take_back(self) -> list[Kept]:
        self._load()
        for entry in self.entries:
            reason = self._why_it_stays(entry)
            if reason:
                self.kept[entry.pk] = (entry, reason)
        self._part()
        self._keep_what_is_stood_on()
        self._terms()
        self._mailboxes()
        self._addresses()
        self._creations()
        return list(self.kept.values())

    def _free(self, wanted: Callable[[ImportEntry], bool]) -> list[ImportEntry]:
        return [entry for entry in self.entries if entry.pk not in self.kept and wanted(entry)]

    def _load(self) -> None:
        rows = {e.object_id for e in self.entries if e.object_id}
        self.rows = Appointment.objects.standing().select_for_update().order_by("pk").in_bulk(rows)
        pks = {e.after["person"] for e in self.entries if "person" in e.after}
        pks |= {row.person_id for row in self.rows.values()}
        pks |= {e.before["mailbox"][0] for e in self.entries if "mailbox" in e.before}
        self.people = Person.objects.select_for_update().order_by("pk").in_bulk(pks)
        earlier = {e.before.get("email") for e in self.entries}
        earlier |= {e.before["mailbox"][1] for e in self.entries if "mailbox" in e.before}
        taken = Person.objects.filter(email__in=earlier - {None})
        self.taken = dict(taken.values_list("email", "pk"))
        merges = [e.after["joining"] for e in self.entries if "joining" in e.after]
        self.merges = Merge.objects.select_related("alias").in_bulk(merges)

    # --- What has changed since -------------------------------------------------------------------------------------

    def _why_it_stays(self, entry: ImportEntry) -> str:
        if "as_it_was" in entry.before and not self._term_is_as_written(entry):
            return "the appointment was changed again later."
        if "verified_at" in entry.before:
            return self._why_address_stays(entry)
        if "mailbox" in entry.before and entry.before["mailbox"][1] in self.taken:
            return "the mailbox of the post belongs to somebody else now."
        if makes_person(entry) and entry.object_id in self.rows:
            person = self.people[self.rows[entry.object_id].person_id]
            if person.last_login or person.is_alias or not _is_as_written(person, entry.after):
                return "the person has signed in, was given another address or is joined with another record."
        return ""

    def _term_is_as_written(self, entry: ImportEntry) -> bool:
        row = row_of(self.rows, entry)
        return row is not None and all(
            as_json(getattr(row, name)) == entry.after[name] for name in TERM if name in entry.after
        )

    def _why_address_stays(self, entry: ImportEntry) -> str:
        person = self.people.get(entry.after["person"])
        if person is None or not _is_as_written(person, entry.after):
            return "the address was changed again later."
        if person.email_verified_at:
            return "they have signed in with the address since."
        if self.taken.get(entry.before.get("email"), person.pk) != person.pk:
            return "the earlier address belongs to somebody else now."
        return ""

    # --- Taking back ------------------------------------------------------------------------------------------------

    def _part(self) -> None:
        for entry in self._free(lambda e: "joining" in e.after):
            joining = self.merges.get(entry.after["joining"])
            if joining is None or joining.unmerged_at:
                continue
            try:
                unmerge_people(alias=joining.alias, by=self.context.by, now=self.now)
            except CannotMerge as error:
                self.kept[entry.pk] = (entry, str(error))
            else:
                joining.delete()  # the audit log keeps both; this row would stand on the person for good

    def _keep_what_is_stood_on(self) -> None:
        created = self._free(lambda e: "organisation" in e.after and e.object_id in self.rows)
        stood_on = standing_facts(Appointment, {e.object_id for e in created if e.object_id})
        new = {self.rows[e.object_id].person_id for e in created if makes_person(e)}
        people_stood_on = standing_facts(Person, new, besides={Appointment, PersonSnapshot})
        for entry in created:
            if entry.object_id in stood_on:
                self.kept[entry.pk] = (entry, "a briefing counts for the appointment, or it was changed later.")
            elif makes_person(entry) and self.rows[entry.object_id].person_id in people_stood_on:
                self.kept[entry.pk] = (entry, "the person was written to, has signed in or is named elsewhere.")

    def _terms(self) -> None:
        back = []
        for entry in self._free(lambda e: "as_it_was" in e.before):
            was = entry.before["as_it_was"]
            values = {name: as_value(name, entry.before.get(name)) for name in TERM if name in entry.after}
            said_at = datetime.fromisoformat(was["said_at"]) if was["said_at"] else None
            values |= {"source": was["source"], "said_at": said_at, "registered": was["registered"]}
            back.append((self.rows[entry.object_id], values))
        unrevise_many(rows=back, revised_at=self.context.was_written_at)

    def _mailboxes(self) -> None:
        """The mailbox of a post, which the end of the term took off."""
        for entry in self._free(lambda e: "mailbox" in e.before):
            pk, address = entry.before["mailbox"]
            snapshot_people([pk], now=self.now)
            if Person.objects.filter(pk=pk, email=None, shared_address=None).update(email=address):
                Address.objects.filter(person=pk, address=address).delete()

    def _addresses(self) -> None:
        back, remembered = [], set()
        snapshot_people([e.after["person"] for e in self._free(lambda e: "verified_at" in e.before)], now=self.now)
        for entry in self._free(lambda e: "verified_at" in e.before):
            person, verified = self.people[entry.after["person"]], entry.before["verified_at"]
            person.email, person.shared_address = entry.before.get("email"), entry.before.get("shared_address")
            person.email_verified_at = datetime.fromisoformat(verified) if verified else None
            person.password = make_password(None)  # ends the sessions that the sheet's address opened
            back.append(person)
            if person.email:
                remembered.add((person.pk, person.email))
        rows = Address.objects.filter(person__in=[pk for pk, _address in remembered])
        gone = [pk for pk, *row in rows.values_list("pk", "person", "address") if tuple(row) in remembered]
        Address.objects.filter(pk__in=gone).delete()
        Person.objects.bulk_update(back, ["email", "shared_address", "email_verified_at", "password"], batch_size=200)

    def _creations(self) -> None:
        created = self._free(lambda e: "organisation" in e.after and e.object_id in self.rows)
        Appointment.objects.filter(pk__in=[e.object_id for e in created]).delete()
        alone = {self.rows[e.object_id].person_id for e in created if makes_person(e)}
        busy = set(Appointment.objects.filter(person__in=alone).values_list("person", flat=True))
        Person.objects.filter(pk__in=alone - busy).delete()


def _is_as_written(person: Person, after: Values) -> bool:
    return (person.email, person.shared_address) == (after.get("email"), after.get("shared_address"))
