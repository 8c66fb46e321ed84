"""What a line does about an address: given, shared, kept as it is, or the reason to make two records one."""

from dataclasses import dataclass, field

from imports.kinds.contacts.known import Known
from imports.kinds.contacts.lines import ContactRow
from imports.kinds.contacts.matcher import Found, Holder, Matcher, Ref
from imports.kinds.planning import Context, Values
from people.addresses import is_role_mailbox
from people.models import Person
from people.names import folded, nearness

NEXT_HOLDER = "This is the mailbox of a post. Whoever holds the post next would read this mail."
COUPLE = 2  # how many may have one address; where a sheet gives one to more, it is nobody's own


@dataclass
class Effects:
    after: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    said: Values = field(default_factory=dict)  # what the sheet says and is not taken, by field
    reasons: list[str] = field(default_factory=list)

    def keep(self, name: str, theirs: str, ours: str | None, why: str) -> None:
        self.said[name], self.before[name] = theirs, ours
        self.reasons.append(why)


class AddressPlanner(Matcher):
    """Decides about addresses line after line, and remembers which ones earlier lines give away."""

    def __init__(self, context: Context, columns: dict[str, str], named: dict[str, set[str]], wanted: set[str]) -> None:
        """`wanted` are all addresses of the sheet; `named` the names, folded, of those that it gives to several."""
        super().__init__(context, columns)
        self.named, self.wanted = named, wanted
        self.replaces, self.shares = bool(context.options.get("replace")), bool(context.options.get("share"))
        self.given: dict[Ref, tuple[str, int]] = {}  # the address that an earlier line gives, and that line

    def _address(self, one: ContactRow, known: Known, found: Found, effects: Effects) -> None:
        address, person = one.address, found.person
        if not address or self._has_it(one, found):
            return
        if one.ends_on and one.ends_on <= self.today:
            effects.reasons.append("The term is over, so the address is not taken.")
            return
        own = person.email if person else None
        why = self._why_sheet_changes_nothing(address, person, known)
        if why:
            effects.keep("email", address, own, why)
            return
        holder = self._holder(address, known)
        if holder:
            if holder.ref != found.ref:
                self._held(one, known, found, holder, effects)
            return
        names = self.named.get(address, set())
        if len(names) > COUPLE:
            raise self._refuse(
                f"The sheet gives this address to {len(names)} people. An address signs in one person.",
                "email",
                address,
            )
        why = self._why_own_stays(own) if own else ""
        if why:
            effects.keep("email", address, own, why)
            return
        self._give(one, found, effects)

    def _why_sheet_changes_nothing(self, address: str, person: Person | None, known: Known) -> str:
        """Empty if it may."""
        if person is None:
            return ""
        if person.pk in known.had.get(address, ()):
            return f"{person.full_name} had this address before. It is not put back."
        if person.is_staff:
            return f"{person.full_name} may enter the admin. A sheet changes no address of theirs."
        if self.own and known.seats.protects(person):
            # Whoever takes over this address, or is joined to this record, would be them on boards of other clerks.
            return "They also sit elsewhere. They can change their address themselves, or ask the council."
        return ""

    def _why_own_stays(self, own: str) -> str:
        """Why the sheet's word does not replace an address; empty if it does."""
        if not self.replaces:
            return "We have another address. It stays."
        if own in self.wanted:
            return (
                "The sheet names the address that they have now, too. It stays with "
                "them; change the two one after the other."
            )
        return ""

    def _has_it(self, one: ContactRow, found: Found) -> bool:
        given, line = self.given.get(found.ref, ("", 0)) if found.ref else ("", 0)
        if given and given != one.address:
            raise self._refuse(f"Line {line} gives the same person another address, {given}.", "email", one.address)
        person = found.person
        held = person is not None and one.address in (person.email, person.shared_address)
        if held and found.ref:
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
                "email",
                one.address,
            )
        names = self.named.get(one.address, set())
        both = len(names) == COUPLE and folded(holder.name) in names and not nearness(name, holder.name)
        asked = self.shares or self.chosen.get(str(one.line)) == "share"
        if not (both or asked):
            raise self._refuse(
                f"This address signs in {label}, and the sheet gives it to {name}. An address signs in one person.",
                "email",
                one.address,
                may=["share"],
            )
        if person and person.email:
            effects.keep(
                "email",
                one.address,
                person.email,
                f"The address signs in {label}. We have another address for {name}, and it stays.",
            )
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
                "email",
                one.address,
            )
        if person.email:
            effects.keep(
                "email",
                one.address,
                person.email,
                "Another record of the same name has this address. If it is one person, join the two records first.",
            )
            return
        if holder.person and frozenset((person.pk, holder.person.pk)) in known.apart:
            effects.keep(
                "email",
                one.address,
                None,
                "Another person of the same name has this address. Somebody has "
                "looked at the two records: they are two people.",
            )
            return
        if holder.person and holder.person.is_staff:
            effects.keep(
                "email",
                one.address,
                None,
                "This is the address of somebody of the same name who may enter "
                "the admin. Only an administrator joins the two records.",
            )
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
        if holder.person.is_staff or holder.person.pk in known.seats.may_see_others:
            return False
        if self._may_see(holder, known):
            return True
        apart = person is not None and frozenset((person.pk, holder.person.pk)) in known.apart
        return person is not None and not person.email and not apart
