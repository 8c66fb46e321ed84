"""What a preview stood on must still be so, or nothing is written."""

from collections import Counter

from django.db.models import F
from django.utils import timezone

from imports.kinds.contacts.entries import TERM, as_json, carried_out, full_name, makes_person, stale
from imports.kinds.contacts.known import Seats, seats_of
from imports.kinds.planning import Context, row_of
from imports.models import ImportEntry
from people.enums import Source
from people.models import Appointment, Organisation, Person
from people.names import folded

Names = Counter[tuple[int, str]]  # how often a name stands on a board
Sitting = set[tuple[int, int, str]]  # (board, person, role)


class CheckedPlan:
    """The rows that a chunk of lines is about, locked and looked at."""

    def __init__(self, entries: list[ImportEntry], context: Context) -> None:
        self.context, self.now = context, context.now
        self.entries = carried_out(entries)
        for entry in self.entries:
            if entry.after.get("has_it"):  # the address is shown in the preview, and theirs already
                entry.after.pop("email", None)
        self.source = Source(context.options.get("source", Source.OFFICER))
        self.own: set[int] = set(context.options.get("organisations", ()))  # of a clerk's run
        self.by_line: dict[int, Person] = {}  # people whom lines of this run created

    def lock(self) -> None:
        """In the order of their keys, so that two runs never wait for each other."""
        places = {e.after["organisation"] for e in self.entries if "organisation" in e.after}
        self.places = Organisation.objects.select_for_update().order_by("pk").in_bulk(places)
        pks = {e.after[name] for e in self.entries for name in ("person", "keep", "joined") if name in e.after}
        self.people = Person.objects.select_for_update().order_by("pk").in_bulk(pks)
        rows = {e.object_id for e in self.entries if e.object_id and "organisation" not in e.after}
        self.rows = Appointment.objects.standing().select_for_update().order_by("pk").in_bulk(rows)

    def check(self) -> None:
        addresses = {e.after["email"]: e for e in self.entries if "email" in e.after}
        taken = Person.objects.filter(email__in=addresses).values_list("email", flat=True)
        for address in taken:
            raise stale(addresses[address])
        self._check_seats()
        names = self._names_now()
        for entry in self.entries:
            self._check_person(entry)
            if "organisation" in entry.after:
                self._check_new(entry, names)
            elif set(TERM) & set(entry.after):
                self._check_term(entry)

    def _check_person(self, entry: ImportEntry) -> None:
        for name in ("person", "keep", "joined"):
            person = self.people.get(entry.after.get(name))
            if name in entry.after and person is None:
                raise stale(entry)
            if name in ("keep", "joined") and person and person.is_alias:
                raise stale(entry)
        if {"email", "shared_address"} & set(entry.after) and "person" in entry.after:
            person = self.people[entry.after["person"]]
            if person.is_alias or person.email != entry.before.get("email"):
                raise stale(entry)
        if "joined" in entry.after and self.people[entry.after["joined"]].email is not None:
            raise stale(entry)

    def _check_seats(self) -> None:
        """Who has become staff, or sits elsewhere since, is not the sheet's any more."""
        shared = {e.after["shared_address"]: e for e in self.entries if "shared_address" in e.after}
        rows = Person.objects.filter(email__in=shared).values_list("email", "canonical")
        holders = dict(rows) if self.own else {}
        boards = self.own | set(self.context.options.get("boards", ()))
        today = timezone.localdate(self.now)
        seats = seats_of({*self.people, *holders.values()}, boards, today) if self.own else Seats()
        for address, holder in holders.items():
            if holder not in seats.here:
                raise stale(shared[address])
        for entry in self.entries:
            gives = "person" in entry.after and {"email", "shared_address"} & set(entry.after)
            changed = [self.people.get(entry.after.get(name)) for name in (["person"] if gives else []) + ["joined"]]
            keep = self.people.get(entry.after.get("keep"))
            if any(person.is_staff for person in (*changed, keep) if person):
                raise stale(entry)
            if any(seats.protects(person) for person in changed if person):
                raise stale(entry)
            if keep and keep.pk in seats.may_see_others:
                raise stale(entry)

    def _check_term(self, entry: ImportEntry) -> None:
        row = row_of(self.rows, entry)
        if row is None or any(as_json(getattr(row, n)) != entry.before.get(n) for n in TERM if n in entry.after):
            raise stale(entry)

    def _names_now(self) -> tuple[Names, Sitting]:
        """How often each name stands on each board, and who sits there in which role."""
        rows = (
            Appointment.objects.standing()
            .filter(organisation__in=self.places)
            .annotate(who=F("person__canonical"))
            .values_list("organisation", "person__match_name", "who", "role", "ends_on")
        )
        names: Names = Counter()
        seats: Sitting = set()
        for organisation, name, who, role, ends_on in rows.iterator():
            names[organisation, name] += 1
            if ends_on is None or ends_on >= timezone.localdate(self.now):
                seats.add((organisation, who, role))
        return names, seats

    def _check_new(self, entry: ImportEntry, now: tuple[Names, Sitting]) -> None:
        names, seats = now
        after = entry.after
        place = after["organisation"]
        if place not in self.places:
            raise stale(entry)
        if "person" in after and (place, after["person"], after["role"]) in seats:
            raise stale(entry)
        if makes_person(entry) and not after.get("namesake") and names[place, folded(full_name(after))]:
            raise stale(entry)
