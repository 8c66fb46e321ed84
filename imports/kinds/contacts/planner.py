"""What one line of a sheet does, once it is known whom it is about. What is unclear is named, nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from imports.enums import ImportAction
from imports.kinds.contacts.known import Known, is_staff
from imports.kinds.contacts.lines import BOARD_ROLES, ContactRow
from imports.kinds.contacts.matcher import Found, Holder, Matcher, Ref, RowRefused
from imports.kinds.planning import Context, Planned
from people.addresses import is_role_mailbox
from people.enums import Role
from people.models import Appointment, Person
from people.names import folded, nearness

NEXT_HOLDER = "This is the mailbox of a post. Whoever holds the post next would read this mail."
COUPLE = 2  # how many may have one address; where a sheet gives one to more, it is nobody's own


@dataclass
class Effects:
    after: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)  # what the sheet says and is not taken, by field
    reasons: list[str] = field(default_factory=list)

    def keep(self, name: str, theirs: str, ours: str, why: str) -> None:
        self.said[name], self.before[name] = theirs, ours
        self.reasons.append(why)


class ContactPlanner(Matcher):
    """Decides line after line, and remembers what earlier lines of the sheet do."""

    def __init__(self, context: Context, columns: dict[str, str], named: dict[str, set[str]], wanted: set[str]):
        """`wanted` are all addresses of the sheet; `named` the names, folded, of those that it gives to several."""
        super().__init__(context, columns)
        self.named, self.wanted, self.extract_on = named, wanted, context.extract_on
        self.replaces, self.shares = bool(context.options.get("replace")), bool(context.options.get("share"))
        self.given: dict[Ref, tuple[str, int]] = {}  # the address that an earlier line gives, and that line
        self.rows: dict[int, tuple[int, tuple]] = {}  # appointments of earlier lines
        self.new: dict[tuple[int, str], list[tuple[Role, int, str]]] = {}  # (role, line, address) by board and name
        self.stopped: dict[tuple[int, str], int] = {}  # lines that were refused or offered, by board and name

    def plan(self, wanted: Sequence[ContactRow], known: Known) -> list[Planned]:
        self.boards = {}
        return [self._plan(one, known) for one in wanted]

    def _plan(self, one: ContactRow, known: Known) -> Planned:
        subject = one.full_name
        try:
            found = self.whom(one, known)
            subject = self._subject(one, found, known)
            action, effects = self._what(one, known, found)
        except RowRefused as stop:
            if one.place and stop.action != ImportAction.UNCHANGED:
                self.stopped.setdefault((one.place, one.folded), one.line)
            after = {**self._shown(one), **stop.after} if stop.action == ImportAction.OFFERED else stop.after
            return Planned(one.line, stop.action, one.key, subject or one.address, after, reason=stop.reason)
        after = {**effects.after, **({"said": effects.said} if effects.said else {})}
        return Planned(
            one.line, action, one.key, subject, after, effects.before, " ".join(effects.reasons),
            found.row.pk if found.row else None,
        )  # fmt: skip

    def _subject(self, one: ContactRow, found: Found, known: Known) -> str:
        shown = found.person and (found.row or self._may_name(found.person, known))
        name = found.person.full_name if shown else one.full_name
        if found.row:
            return f"{name}, {found.row.get_role_display()}, {found.row.organisation.name}"
        return f"{name}, {found.place.name}" if found.place else name

    def _shown(self, one: ContactRow) -> dict:
        """What an offered line says, for whoever chooses."""
        shown = {
            "name": one.full_name,
            "email": one.address,
            "role": one.role.value if one.role else "",
            "starts_on": one.starts_on.isoformat() if one.starts_on else "",
            "ends_on": one.ends_on.isoformat() if one.ends_on else "",
        }
        return {name: value for name, value in shown.items() if value}

    # --- What it does -------------------------------------------------------------------------------------------

    def _what(self, one: ContactRow, known: Known, found: Found) -> tuple[ImportAction, Effects]:
        effects = Effects()
        if found.row:
            self._once(one, found.row)
            self._term(one, found.row, effects)
        elif found.place:
            self._new(one, known, found, effects)
        self._address(one, known, found, effects)
        self._remember(one, found)
        if found.row is None and found.place:
            return ImportAction.CREATED, effects
        if found.person and (effects.after or effects.said):
            effects.after["person"] = found.person.pk
        if effects.said:
            return ImportAction.DISAGREEMENT, effects
        ends = effects.after.get("ends_on")
        if ends and date.fromisoformat(ends) <= self.extract_on:
            return ImportAction.ENDED, effects
        return (ImportAction.CHANGED if effects.after else ImportAction.UNCHANGED), effects

    def _once(self, one: ContactRow, row: Appointment) -> None:
        line, says = self.rows.get(row.pk, (0, ()))
        if line and says != _says(one):
            raise self._refuse(f"Line {line} is about the same appointment and says something else.")
        if line:
            raise RowRefused(ImportAction.UNCHANGED, f"The same as line {line}.")

    def _remember(self, one: ContactRow, found: Found) -> None:
        if found.row:
            self.rows[found.row.pk] = (one.line, _says(one))
        elif found.place:
            self.new.setdefault((found.place.pk, one.folded), []).append((one.role, one.line, one.address))

    def _new(self, one: ContactRow, known: Known, found: Found, effects: Effects) -> None:
        place = found.place
        if one.role is None:
            raise self._refuse("Nobody here has this name. To add somebody, give the role too.", "role")
        if self.own and one.role not in BOARD_ROLES:
            raise self._refuse(
                "A list adds governors, chairs, headteachers and DSLs. Add others by themselves.",
                "role",
                str(one.role.label),
            )
        if one.ends_on and one.ends_on < self.today:
            raise self._refuse("Nobody here has this name, and the term is over.", "ends_on", f"{one.ends_on:%d/%m/%Y}")
        self._same_name_before(one, found)
        effects.after |= {"organisation": place.pk, "role": one.role.value}
        for name in ("starts_on", "ends_on"):
            if getattr(one, name):
                effects.after[name] = getattr(one, name).isoformat()
        if found.ref is None:
            effects.after |= {"title": one.title, "given_name": one.given_name, "family_name": one.family_name}
            if self.chosen.get(str(one.line)) == "new":
                effects.after["namesake"] = True
        else:
            kind, number = found.ref
            effects.after["person" if kind == "person" else "person_line"] = number
            if found.person and not self._may_name(found.person, known):
                self._as_if_unknown(one, effects)
                return
            chosen = isinstance(self.chosen.get(str(one.line)), int)
            why = "" if chosen else "The address is known under this name. "
            effects.reasons.append(f"{why}The same person gets a further appointment.")

    def _as_if_unknown(self, one: ContactRow, effects: Effects) -> None:
        """The line looks like a stranger's, so that it does not tell a clerk who has an address elsewhere."""
        effects.after |= {"email": one.address, "has_it": True}
        if is_role_mailbox(one.address):
            effects.reasons.append(NEXT_HOLDER)

    def _same_name_before(self, one: ContactRow, found: Found) -> None:
        """The sheet names somebody twice whom we do not have yet."""
        before = self.stopped.get((found.place.pk, one.folded))
        if before and self.chosen.get(str(one.line)) is None:
            # Once this line is written, that one would be about the same person and say something else.
            raise self._refuse(f"Line {before} has the same name here and says something else. Keep one of them.")
        known_by_line = found.ref is not None and found.ref[0] == "line"
        for role, line, address in self.new.get((found.place.pk, one.folded), ()):
            if role == one.role and (known_by_line or (found.ref is None and address == one.address)):
                raise RowRefused(ImportAction.UNCHANGED, f"The same as line {line}.")
            if found.ref is None and self.chosen.get(str(one.line)) != "new":
                raise self._refuse(
                    f"Line {line} has the same name here. If they are two people, say so; if one, give both lines "
                    "the same address.",
                    may=["new"],
                )

    # --- Terms --------------------------------------------------------------------------------------------------

    def _term(self, one: ContactRow, row: Appointment, effects: Effects) -> None:
        newer = row.said_at is not None and timezone.localdate(row.said_at) > self.extract_on
        for name in ("starts_on", "ends_on"):
            theirs, ours = getattr(one, name), getattr(row, name)
            if theirs is None or theirs == ours:
                continue
            shown = ours.isoformat() if ours else None
            sooner = name == "ends_on" and (ours is None or theirs < ours)
            if not newer and (ours is None or sooner or self.replaces):
                effects.after[name], effects.before[name] = theirs.isoformat(), shown
            else:
                effects.keep(name, theirs.isoformat(), shown, _kept(name, newer))
        if one.role_said and one.role == Role.CHAIR_OF_GOVERNORS and row.role == Role.GOVERNOR:
            if self.replaces and not newer:
                effects.after["role"], effects.before["role"] = one.role.value, row.role
            else:
                effects.keep("role", one.role.value, row.role, _kept("role", newer))
        starts = effects.after.get("starts_on") or (row.starts_on.isoformat() if row.starts_on else "")
        ends = effects.after.get("ends_on") or (row.ends_on.isoformat() if row.ends_on else "9999")
        if starts > ends:
            raise self._refuse("The term would end before it starts.", "ends_on" if one.ends_on else "starts_on",
                               f"{(one.ends_on or one.starts_on):%d/%m/%Y}")  # fmt: skip

    # --- Addresses ----------------------------------------------------------------------------------------------

    def _address(self, one: ContactRow, known: Known, found: Found, effects: Effects) -> None:
        address, person = one.address, found.person
        if not address or self._has_it(one, found):
            return
        if one.ends_on and one.ends_on <= self.today:
            effects.reasons.append("The term is over, so the address is not taken.")
            return
        own = person.email if person else None
        if person and person.pk in known.had.get(address, ()):
            effects.keep("email", address, own, f"{person.full_name} had this address before. It is not put back.")
            return
        if person and is_staff(person):
            effects.keep("email", address, own, f"{person.full_name} may enter the admin. A sheet changes no address "
                         "of theirs.")  # fmt: skip
            return
        if self.own and person and known.seats.protects(person):
            # Whoever takes over this address, or is joined to this record, would be them on boards of other clerks.
            effects.keep("email", address, own, "They also sit elsewhere. They can change their address themselves, "
                         "or ask the council.")  # fmt: skip
            return
        holder = self._holder(address, known)
        if holder and holder.ref == found.ref:
            return
        if holder:
            self._held(one, known, found, holder, effects)
            return
        names = self.named.get(address, set())
        if len(names) > COUPLE:
            raise self._refuse(
                f"The sheet gives this address to {len(names)} people. An address signs in one person.",
                "email", address,
            )  # fmt: skip
        if own and not self.replaces:
            effects.keep("email", address, own, "We have another address. It stays.")
            return
        if own and own in self.wanted:
            effects.keep("email", address, own, "The sheet names the address that they have now, too. It stays with "
                         "them; change the two one after the other.")  # fmt: skip
            return
        self._give(one, found, effects)

    def _has_it(self, one: ContactRow, found: Found) -> bool:
        given, line = self.given.get(found.ref, ("", 0)) if found.ref else ("", 0)
        if given and given != one.address:
            raise self._refuse(f"Line {line} gives the same person another address, {given}.", "email", one.address)
        person = found.person
        held = person is not None and one.address in (person.email, person.shared_address)
        if held:
            self.given[found.ref] = (one.address, one.line)
        return bool(given) or held

    def _give(self, one: ContactRow, found: Found, effects: Effects) -> None:
        person = found.person
        effects.after["email"] = one.address
        if person:
            effects.before |= {"email": person.email, "shared_address": person.shared_address}
        if is_role_mailbox(one.address):
            effects.reasons.append(NEXT_HOLDER)
        ref = found.ref or ("line", one.line)
        self.given[ref] = (one.address, one.line)
        self.claims[one.address] = Holder(ref, person.full_name if person else one.full_name, person)

    def _held(self, one: ContactRow, known: Known, found: Found, holder: Holder, effects: Effects) -> None:
        """The address signs in another record: the same person's, or somebody else's."""
        person = found.person
        name = person.full_name if person else one.full_name
        if folded(name) == folded(holder.name):
            self._join(one, known, found, holder, effects)
            return
        if not self._may_see(holder, known):
            raise self._unusable(one.address)
        label = holder.name
        if is_role_mailbox(one.address):
            raise self._refuse(
                f"This is the mailbox of a post, and {label} has it. It is never for two people. "
                "Once they have left, give us this line again.",
                "email", one.address,
            )  # fmt: skip
        names = self.named.get(one.address, set())
        both = len(names) == COUPLE and folded(holder.name) in names and not nearness(name, holder.name)
        asked = self.shares or self.chosen.get(str(one.line)) == "share"
        if not (both or asked):
            raise self._refuse(
                f"This address signs in {label}, and the sheet gives it to {name}. An address signs in one person.",
                "email", one.address, may=["share"],
            )  # fmt: skip
        if person and person.email:
            effects.keep("email", one.address, person.email, f"The address signs in {label}. We have another address "
                         f"for {name}, and it stays.")  # fmt: skip
            return
        effects.after["shared_address"] = one.address
        if person:
            effects.before |= {"email": None, "shared_address": person.shared_address}
        effects.reasons.append(f"Shares the address of {label}. Post goes there. It signs in {label} only.")
        self.given[found.ref or ("line", one.line)] = (one.address, one.line)

    def _join(self, one: ContactRow, known: Known, found: Found, holder: Holder, effects: Effects) -> None:
        """Same name, same address: the two records become one person, and can be parted again."""
        person = found.person
        if self.own and not self._may_join(person, holder, known):
            raise self._unusable(one.address)
        if person is None:
            raise self._refuse(
                f"{holder.name} has this address already. If it is a new person, they need another one.",
                "email", one.address,
            )  # fmt: skip
        if person.email:
            effects.keep("email", one.address, person.email, "Another record of the same name has this address. If "
                         "it is one person, join the two records first.")  # fmt: skip
            return
        if holder.person and frozenset((person.pk, holder.person.pk)) in known.apart:
            effects.keep("email", one.address, None, "Another person of the same name has this address. Somebody has "
                         "looked at the two records: they are two people.")  # fmt: skip
            return
        if holder.person and is_staff(holder.person):
            effects.keep("email", one.address, None, "This is the address of somebody of the same name who may enter "
                         "the admin. Only an administrator joins the two records.")  # fmt: skip
            return
        kind, number = holder.ref
        effects.after |= {"keep" if kind == "person" else "keep_line": number, "joined": person.pk}
        if self._may_see(holder, known):
            effects.reasons.append("Same name and same address as another record: the two become one person.")
        self.joined[person.pk] = holder.ref

    def _may_join(self, person: Person | None, holder: Holder, known: Known) -> bool:
        """A clerk joins nobody to staff, nor to who may see a board that this clerk may not."""
        if holder.person is None:
            return True
        if is_staff(holder.person) or holder.person.pk in known.seats.may_see_others:
            return False
        if self._may_see(holder, known):
            return True
        apart = person is not None and frozenset((person.pk, holder.person.pk)) in known.apart
        return person is not None and not person.email and not apart


def _says(one: ContactRow) -> tuple:
    return (one.address, one.starts_on, one.ends_on, one.role if one.role_said else None)


def _kept(name: str, newer: bool) -> str:
    what = {"starts_on": "The start of the term", "ends_on": "The end of the term", "role": "The role"}[name]
    return f"{what} {'was corrected by somebody later' if newer else 'is another here'}. It stays."
