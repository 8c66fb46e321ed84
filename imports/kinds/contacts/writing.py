"""Carrying out what was previewed: a constant number of statements for a chunk of lines, in the run's transaction."""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from imports.audit import PEOPLE_MERGED
from imports.enums import ImportAction
from imports.kinds.contacts.checking import CheckedPlan
from imports.kinds.contacts.entries import TERM, as_json, as_value, day, full_name, makes_person
from imports.kinds.planning import Values
from imports.models import ImportEntry
from people.addresses import is_role_mailbox
from people.models import Address, Appointment, Merge, Person
from people.names import folded
from people.operations.appointments import hand_mailbox_on, keep_what_register_says, revise_many
from people.operations.audit import record_audit
from people.operations.snapshots import snapshot_people


class Writing(CheckedPlan):
    """A chunk of lines, in the order of what stands on what."""

    def carry_out(self) -> None:
        if not self.entries:
            return
        self.lock()
        self.check()
        self._create()
        self._give_addresses()
        self._join()
        self._revise()
        self._record()

    def _record(self) -> None:
        """What undoing will need."""
        created = [e for e in self.entries if "organisation" in e.after]
        ImportEntry.objects.bulk_update(created, ["object_id"], batch_size=500)
        told = [e for e in self.entries if {"as_it_was", "verified_at"} & set(e.before) or "joining" in e.after]
        ImportEntry.objects.bulk_update(told, ["before", "after"], batch_size=500)

    # --- People and appointments ------------------------------------------------------------------------------------

    def _create(self) -> None:
        new = [e for e in self.entries if "organisation" in e.after]
        strangers = [e for e in new if makes_person(e)]
        people = Person.objects.bulk_create([self._person(e.after) for e in strangers], batch_size=500)
        for entry, person in zip(strangers, people, strict=True):
            self.by_line[entry.line] = person
        self._earlier_lines()
        rows = [self._appointment(entry) for entry in new]
        for entry, row in zip(new, Appointment.objects.bulk_create(rows, batch_size=500), strict=True):
            entry.object_id = row.pk

    def _person(self, after: Values) -> Person:
        return Person(
            title=after["title"],
            given_name=after["given_name"],
            family_name=after["family_name"],
            match_name=folded(full_name(after)),
            email=after.get("email"),
            shared_address=after.get("shared_address"),
            named_at=self.now,
            password="!",  # noqa: S106 - no password, as set_unusable_password() writes it
        )

    def _earlier_lines(self) -> None:
        """People whom lines of earlier chunks created."""
        lines = {e.after[name] for e in self.entries for name in ("person_line", "keep_line") if name in e.after}
        missing = lines - set(self.by_line)
        if not missing:
            return
        created = ImportEntry.objects.filter(
            run=self.entries[0].run_id, action=ImportAction.CREATED, line__in=missing
        ).values_list("line", "object_id")
        row_of = dict(created)
        rows = Appointment.objects.select_related("person").in_bulk(row_of.values())
        self.by_line |= {line: rows[pk].person for line, pk in row_of.items()}

    def _whose(self, entry: ImportEntry) -> Person:
        after = entry.after
        if "person" in after:
            return self.people[after["person"]]
        return self.by_line[after.get("person_line", entry.line)]

    def _appointment(self, entry: ImportEntry) -> Appointment:
        after = entry.after
        return Appointment(
            person=self._whose(entry),
            organisation_id=after["organisation"],
            role=after["role"],
            starts_on=day(after.get("starts_on")),
            ends_on=day(after.get("ends_on")),
            source=self.source,
            said_at=self.now,
            recorded_at=self.now,
        )

    # --- Addresses --------------------------------------------------------------------------------------------------

    def _give_addresses(self) -> None:
        given, earlier = [], []
        snapshot_people(self._changed_people(), now=self.now)
        for entry in self.entries:
            if makes_person(entry) or not {"email", "shared_address"} & set(entry.after):
                continue
            person = self._whose(entry)
            if person.email:
                earlier.append(Address(person=person, address=person.email, until=self.now))
            entry.before["verified_at"] = as_json(person.email_verified_at)
            person.email, person.shared_address = entry.after.get("email"), entry.after.get("shared_address")
            person.email_verified_at = None
            person.password = make_password(None)  # ends the sessions that the old address opened
            given.append(person)
        Address.objects.bulk_create(
            earlier, update_conflicts=True, unique_fields=["person", "address"], update_fields=["until"]
        )
        Person.objects.bulk_update(given, ["email", "shared_address", "email_verified_at", "password"], batch_size=200)

    def _changed_people(self) -> set[int]:
        """Of those known before: whose address, objection or join the run changes."""
        does = {"email", "shared_address", "joined"}
        named = (e.after.get(n) for e in self.entries if does & set(e.after) for n in ("person", "keep", "joined"))
        known = {pk for pk in named if pk}
        followers = Person.objects.filter(
            canonical__in={e.after["joined"] for e in self.entries if "joined" in e.after}
        )
        return known | set(followers.values_list("pk", flat=True))

    # --- Joining ----------------------------------------------------------------------------------------------------

    def _join(self) -> None:
        """As `merge_people`, for many: aliases never have an address of their own here, so none moves."""
        entries = [e for e in self.entries if "joined" in e.after]
        if not entries:
            return
        followers: dict[int, list[int]] = {}
        of = Person.objects.aliases().filter(canonical__in=[e.after["joined"] for e in entries])
        for pk, kept in of.values_list("pk", "canonical"):
            followers.setdefault(kept, []).append(pk)
        merges, moved, objecting = [], [], []
        for entry in entries:
            alias = self.people[entry.after["joined"]]
            keep = self.people[entry.after["keep"]] if "keep" in entry.after else self.by_line[entry.after["keep_line"]]
            after_it = followers.get(alias.pk, [])
            merges.append(Merge(keep=keep, alias=alias, moved_aliases=after_it, by=self.context.by, at=self.now))
            moved += [Person(pk=pk, canonical=keep) for pk in (alias.pk, *after_it)]
            if alias.objected_at and not keep.objected_at:  # who has said no has said it for both
                keep.objected_at = alias.objected_at
                objecting.append(keep)
        Person.objects.bulk_update(moved, ["canonical"], batch_size=200)
        Person.objects.bulk_update(objecting, ["objected_at"], batch_size=200)
        made = Merge.objects.bulk_create(merges, batch_size=500)
        for entry, joining in zip(entries, made, strict=True):
            entry.after["joining"] = joining.pk
        record_audit(
            action=PEOPLE_MERGED, about=entries[0].run, by=self.context.by, data={"records": len(made)}, now=self.now
        )

    # --- Terms ------------------------------------------------------------------------------------------------------

    def _revise(self) -> None:
        revised, ended = [], []
        for entry in self.entries:
            if "organisation" in entry.after or not set(TERM) & set(entry.after):
                continue
            row = self.rows[entry.object_id]
            changes = {name: as_value(name, entry.after[name]) for name in TERM if name in entry.after}
            entry.before["as_it_was"] = {
                "source": row.source,
                "said_at": as_json(row.said_at),
                "registered": row.registered,
            }
            said = keep_what_register_says(row, changes)
            revised.append((row, {**changes, "source": self.source, "said_at": self.now, "registered": said}))
            if entry.after.get("ends_on"):
                ended.append(entry)
        revise_many(rows=revised, now=self.now)
        self._hand_mailboxes_on(ended)

    def _hand_mailboxes_on(self, ended: list[ImportEntry]) -> None:
        """Whoever held the mailbox of a post and has left does not take it along. Few ever do."""
        rows = [self.rows[entry.object_id] for entry in ended]
        people = Person.objects.select_related("canonical").in_bulk({row.person_id for row in rows})
        for entry, row in zip(ended, rows, strict=True):
            row.person = people[row.person_id]
            holder = row.person.canonical
            assert row.ends_on is not None, "it has just been ended"
            if is_role_mailbox(holder.email) and row.ends_on <= timezone.localdate(self.now):
                hand_mailbox_on(row, row.ends_on, self.context.by, self.now)
                if not Person.objects.filter(pk=holder.pk, email=holder.email).exists():
                    entry.before["mailbox"] = [holder.pk, holder.email]
