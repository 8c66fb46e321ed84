"""What one line of a sheet does, once it is known whom it is about. What is unclear is named, nothing is guessed."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from imports.enums import ImportAction
from imports.kinds.contacts.addresses import NEXT_HOLDER, AddressPlanner, Effects
from imports.kinds.contacts.known import Known
from imports.kinds.contacts.lines import BOARD_ROLES, ContactRow
from imports.kinds.contacts.matcher import Found, RowRefused
from imports.kinds.planning import Context, Planned, Values
from people.addresses import is_role_mailbox
from people.enums import Role
from people.models import Appointment, Organisation

Says = tuple[str, date | None, date | None, Role | None]  # address, term, and the role where the sheet names one


class ContactPlanner(AddressPlanner):
    """Decides line after line, and remembers what earlier lines of the sheet do."""

    def __init__(self, context: Context, columns: dict[str, str], named: dict[str, set[str]], wanted: set[str]) -> None:
        """`wanted` are all addresses of the sheet; `named` the names, folded, of those that it gives to several."""
        super().__init__(context, columns, named, wanted)
        self.extract_on = context.extract_on
        self.rows: dict[int, tuple[int, Says]] = {}  # appointments of earlier lines
        # (role, line, address) by board and name
        self.new: dict[tuple[int, str], list[tuple[Role | None, int, str]]] = {}
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
            one.line,
            action,
            one.key,
            subject,
            after,
            effects.before,
            " ".join(effects.reasons),
            found.row.pk if found.row else None,
        )

    def _subject(self, one: ContactRow, found: Found, known: Known) -> str:
        person = found.person
        name = person.full_name if person and (found.row or self._may_name(person, known)) else one.full_name
        if found.row:
            return f"{name}, {found.row.get_role_display()}, {found.row.organisation.name}"
        return f"{name}, {found.place.name}" if found.place else name

    def _shown(self, one: ContactRow) -> Values:
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
            self._new(one, known, found, found.place, effects)
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
        if row.pk not in self.rows:
            return
        line, says = self.rows[row.pk]
        if says != _says(one):
            raise self._refuse(f"Line {line} is about the same appointment and says something else.")
        raise RowRefused(ImportAction.UNCHANGED, f"The same as line {line}.")

    def _remember(self, one: ContactRow, found: Found) -> None:
        if found.row:
            self.rows[found.row.pk] = (one.line, _says(one))
        elif found.place:
            self.new.setdefault((found.place.pk, one.folded), []).append((one.role, one.line, one.address))

    def _new(self, one: ContactRow, known: Known, found: Found, place: Organisation, effects: Effects) -> None:
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
        self._same_name_before(one, found, place)
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

    def _same_name_before(self, one: ContactRow, found: Found, place: Organisation) -> None:
        """The sheet names somebody twice whom we do not have yet."""
        before = self.stopped.get((place.pk, one.folded))
        if before and self.chosen.get(str(one.line)) is None:
            # Once this line is written, that one would be about the same person and say something else.
            raise self._refuse(f"Line {before} has the same name here and says something else. Keep one of them.")
        known_by_line = found.ref is not None and found.ref[0] == "line"
        for role, line, address in self.new.get((place.pk, one.folded), ()):
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
            raise self._refuse(
                "The term would end before it starts.",
                "ends_on" if one.ends_on else "starts_on",
                f"{(one.ends_on or one.starts_on):%d/%m/%Y}",
            )


def _says(one: ContactRow) -> Says:
    return (one.address, one.starts_on, one.ends_on, one.role if one.role_said else None)


def _kept(name: str, newer: bool) -> str:
    what = {"starts_on": "The start of the term", "ends_on": "The end of the term", "role": "The role"}[name]
    return f"{what} {'was corrected by somebody later' if newer else 'is another here'}. It stays."
