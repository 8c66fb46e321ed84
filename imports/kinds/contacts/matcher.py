"""Whom a line of a sheet is about. Nobody is matched by name alone; what is near is offered."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from imports.enums import ImportAction
from imports.kinds.contacts.boards import Board, Near, has_ended
from imports.kinds.contacts.known import Known, place_of, principal
from imports.kinds.contacts.lines import ContactRow
from imports.kinds.planning import Context
from people.enums import GOVERNOR_ROLES, OrganisationStatus
from people.models import Appointment, Organisation, Person
from people.names import folded, nearness

EMPTIED = "This person asked us to erase them. Their seat is kept without a name, and nothing is written to it."
Ref = tuple[str, int]  # ("person", key of the record), or ("line", line of this sheet that creates the person)


class RowRefused(Exception):
    """The line ends here: refused, offered, or nothing to do."""

    def __init__(self, action: ImportAction, reason: str, *, column: str = "", value: str = "", **after: Any) -> None:
        super().__init__(reason)
        shown = {"column": column, "value": value[:200]} if column else {}
        self.action, self.reason, self.after = action, reason, {**shown, **after}


@dataclass(frozen=True)
class Holder:
    """Whom an address signs in, or will when the sheet is written."""

    ref: Ref
    name: str
    person: Person | None


@dataclass
class Found:
    """Whom a line is about. `row` is their appointment; without it the line makes a new one at `place`."""

    ref: Ref | None = None
    person: Person | None = None
    row: Appointment | None = None
    place: Organisation | None = None


class Matcher:
    """Finds, line after line, who is meant, and remembers what earlier lines of the sheet say of addresses."""

    def __init__(self, context: Context, columns: dict[str, str]) -> None:
        options = context.options
        self.columns = columns
        self.own = set(options.get("organisations", ()))
        self.chosen = options.get("chosen", {})
        self.today = timezone.localdate(context.now)
        self.claims: dict[str, Holder] = {}  # whom earlier lines give an address
        self.joined: dict[int, Ref] = {}  # records that an earlier line joins to another
        self.boards: dict[int, Board] = {}

    def whom(self, one: ContactRow, known: Known) -> Found:
        choice = self.chosen.get(str(one.line))
        if choice == "leave":
            raise self._refuse("Left out, as somebody chose here.")
        if one.gid:
            return self._by_gid(one, known)
        place = self._place(one, known)
        one.place = place.pk if place else None
        holder = self._holder(one.address, known)
        proves = holder is not None and self._is_same(one, holder, known)
        if place is None:
            return self._by_address(one, known, holder, proves)
        if not one.full_name and not proves:
            raise self._refuse("The line names nobody. Add a name.")
        board = self._board(place, known)
        if isinstance(choice, int):
            row = next((row for row in known.at.get(place.pk, ()) if row.pk == choice), None)
            return self._chosen(one, place, board, row)
        if choice == "new":
            return Found(place=place)
        return self._on_board(one, place, board, holder if proves else None)

    def _by_gid(self, one: ContactRow, known: Known) -> Found:
        row = known.by_gid.get(one.gid)
        if self.own and (row is None or row.organisation_id not in self.own):
            raise self._refuse("This appointment is not on a board of yours.", "gid", one.gid)
        if row is None:
            raise self._refuse(
                "No appointment has this number. Import the governance extract first, or take the number out.",
                "gid",
                one.gid,
            )
        named = known.organisations.get(("urn", one.urn)) if one.urn else None
        if one.urn and row.organisation.urn != one.urn and (named is None or named.successor_id != row.organisation_id):
            raise self._refuse(f"The appointment with this number is at {row.organisation.name}.", "urn", one.urn)
        if principal(row).is_emptied:
            raise self._refuse(EMPTIED, "gid", one.gid)
        names = {row.person.full_name, principal(row).full_name}
        if one.full_name and not any(_nearly(one.full_name, name) for name in names):
            stop = RowRefused(
                ImportAction.DISAGREEMENT,
                f"This number belongs to {row.person.full_name}, and the sheet says {one.full_name}. "
                "Nothing of this line is written.",
                said={"name": one.full_name},
            )
            raise stop
        return self._found(row)

    def _found(self, row: Appointment) -> Found:
        person = principal(row)
        return Found(self._ref(person), person, row, row.organisation)

    def _ref(self, person: Person) -> Ref:
        return self.joined.get(person.pk, ("person", person.pk))

    def _place(self, one: ContactRow, known: Known) -> Organisation | None:
        place = place_of(known, one, self.own)
        column, number = ("urn", one.urn) if one.urn else ("uid", one.uid)
        if self.own and (place is None or place.pk not in self.own):
            successor = place.successor if place else None
            if successor is None or successor.pk not in self.own:
                if not number:
                    raise self._refuse("You have more than one board. Add a column with the URN of the school.")
                raise self._refuse("This is not a board of yours.", column, number)
        if place is None and number:
            raise self._refuse("No school or trust of ours has this number.", column, number)
        if place and place.status == OrganisationStatus.CLOSED:
            if place.successor is None:
                raise self._refuse(f"{place.name} is closed.", column, number)
            place = place.successor
        return place

    def _board(self, place: Organisation, known: Known) -> Board:
        if place.pk not in self.boards:
            self.boards[place.pk] = Board(known.at.get(place.pk, ()))
        return self.boards[place.pk]

    def _holder(self, address: str, known: Known) -> Holder | None:
        if not address:
            return None
        if address in self.claims:
            return self.claims[address]
        person = known.holders.get(address)
        return Holder(self._ref(person), person.full_name, person) if person else None

    def _is_same(self, one: ContactRow, holder: Holder, known: Known) -> bool:
        """An address that we know, under a name that fits. Of people of other boards a clerk learns nothing."""
        if self._may_see(holder, known):
            return not one.full_name or _nearly(one.full_name, holder.name)
        return bool(one.full_name) and one.folded == folded(holder.name)

    def _may_see(self, holder: Holder, known: Known) -> bool:
        return holder.person is None or self._may_name(holder.person, known)

    def _may_name(self, person: Person, known: Known) -> bool:
        return not self.own or person.pk in known.seats.here

    def _by_address(self, one: ContactRow, known: Known, holder: Holder | None, proves: bool) -> Found:
        if holder and proves:
            return Found(holder.ref, holder.person)
        if holder:
            raise self._refuse(
                f"This address signs in {holder.name}. Add the GID, or the URN of the school.",
                "email",
                one.address,
            )
        raise self._refuse(
            "Nobody is matched by name alone. Add the GID of the appointment, or the URN of the school and the role."
        )

    def _unusable(self, address: str) -> RowRefused:
        """One sentence for every address that is not this clerk's to give. It tells nothing of whose it is."""
        return self._refuse("This address cannot be used here. Use another, or ask the council.", "email", address)

    def _chosen(self, one: ContactRow, place: Organisation, board: Board, row: Appointment | None) -> Found:
        if row is None:
            raise self._refuse("Whoever was chosen for this line is not on this board any more. Choose again.")
        theirs = [row, *board.of_person[principal(row).pk]]
        fitting = next((r for r in theirs if not has_ended(r, self.today) and _fits(one, r)), None)
        if fitting:
            return self._found(fitting)
        return Found(self._ref(principal(row)), principal(row), None, place)

    def _on_board(self, one: ContactRow, place: Organisation, board: Board, holder: Holder | None) -> Found:
        rows = board.exact.get(one.full_name, [])
        theirs = board.of_person.get(holder.person.pk, []) if holder and holder.person else []
        if theirs:
            rows = theirs
        living = [row for row in rows if not has_ended(row, self.today)]
        if len({principal(row).pk for row in living}) > 1:
            raise self._offer(
                [Near(row, "") for row in living], f"{len(living)} people here have this name. Say which one is meant."
            )
        if living:
            return self._in_role(one, place, living, proved=bool(theirs))
        over = next((row for row in rows if one.ends_on and row.ends_on == one.ends_on), None)
        if over:
            return self._found(over)
        if holder:
            return Found(holder.ref, holder.person, None, place)
        if rows:
            raise self._offer(
                [Near(row, "") for row in rows],
                f"{one.full_name} was here until {rows[-1].ends_on:%d/%m/%Y}. Say whether it is the same person.",
            )
        near = board.near(one.full_name)
        if near:
            raise self._offer(near, f"{near[0].why} Say whether it is the same person.")
        return Found(place=place)

    def _in_role(self, one: ContactRow, place: Organisation, living: list[Appointment], *, proved: bool) -> Found:
        fitting = [row for row in living if _fits(one, row)]
        exactly = [row for row in fitting if row.role == one.role]
        if len(fitting) > 1 and not one.role_said and (one.starts_on or one.ends_on):
            raise self._refuse(f"{living[0].person.full_name} has {len(fitting)} roles here. Add the role.")
        if fitting:
            return self._found((exactly or fitting)[0])
        if proved:
            return Found(self._ref(principal(living[0])), principal(living[0]), None, place)
        raise self._offer(
            [Near(row, "") for row in living],
            f"{living[0].person.full_name} is here as {living[0].get_role_display()}. "
            "Say whether it is the same person.",
        )

    def _offer(self, near: list[Near], reason: str) -> RowRefused:
        candidates = [
            {
                "appointment": one.row.pk,
                "name": one.row.person.full_name,
                "role": one.row.role,
                "ends_on": one.row.ends_on.isoformat() if one.row.ends_on else None,
            }
            for one in near[:10]
        ]
        return RowRefused(ImportAction.OFFERED, reason, candidates=candidates, may=["new"])

    def _refuse(self, reason: str, field_: str = "", value: str = "", **after: Any) -> RowRefused:
        return RowRefused(ImportAction.REFUSED, reason, column=self.columns.get(field_, ""), value=value, **after)


def _nearly(one: str, other: str) -> bool:
    return one == other or bool(nearness(one, other))


def _fits(one: ContactRow, row: Appointment) -> bool:
    """A chair is a governor; any other role is another appointment. A role that the sheet does not name fits all."""
    if not one.role_said or one.role == row.role:
        return True
    return one.role in GOVERNOR_ROLES and row.role in GOVERNOR_ROLES
