"""A school that becomes an academy carries everything over: who sits on its board, and so what they have learnt.

Only where the links say that one school became one other. Merged, amalgamated and split schools get new boards; their
people are not moved, and the link is kept for reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from imports.enums import ImportAction
from imports.kinds.planning import AT_ONCE, Context, Kept, Planned, StalePlan, in_chunks
from imports.models import ImportEntry
from people.enums import LinkKind
from people.models import Appointment, Organisation, SchoolLink
from people.operations import revise_many, snapshot_organisations, unrevise_many

Link = tuple[str, str, str]  # URN, linked URN, LinkKind


@dataclass(slots=True)
class School:
    """What a plan knows of a school: `pk` is None for one that the same file creates."""

    pk: int | None
    name: str
    closed: bool
    closed_on: date | None


def successions(schools: dict[str, School], new_links: Iterable[Link]) -> Iterator[tuple[str, str]]:
    """(URN that closed, URN that carries it on), where it is one and one."""
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    kept = SchoolLink.objects.filter(kind__in=[LinkKind.SUCCESSOR, LinkKind.PREDECESSOR, LinkKind.MERGED])
    mixed: set[str] = set()
    for links in (kept.values_list("urn", "link_urn", "kind").iterator(), new_links):
        for urn, link_urn, kind in links:
            if kind == LinkKind.MERGED:
                mixed |= {urn, link_urn}
            elif kind in (LinkKind.SUCCESSOR, LinkKind.PREDECESSOR):
                old, new = (urn, link_urn) if kind == LinkKind.SUCCESSOR else (link_urn, urn)
                after[old].add(new)
                before[new].add(old)
    for old, successors in after.items():
        if old not in schools or not schools[old].closed or old in mixed or len(successors) > 1:
            continue
        new = next(iter(successors))
        if new in schools and new not in mixed and len(before[new]) == 1 and new != old:
            yield old, new


def plan_succession(schools: dict[str, School], new_links: Iterable[Link]) -> Iterator[Planned]:
    """One line for each school that is carried on and was not yet. Line 0: it stands in no line of the file."""
    done = dict(Organisation.objects.exclude(successor=None).exclude(urn=None).values_list("urn", "successor__urn"))
    pairs = [(old, new) for old, new in successions(schools, new_links) if done.get(old) != new]
    people = _staying({pk: schools[old].closed_on for old, _new in pairs if (pk := schools[old].pk) is not None})
    for old, new in sorted(pairs):
        pk = schools[old].pk
        number = 0 if pk is None else people.get(pk, 0)
        carried = f"{number} appointment{'' if number == 1 else 's'} carried over"
        yield Planned(
            0,
            ImportAction.CHANGED,
            f"successor {old}",
            f"{schools[old].name} ({old}) became {schools[new].name} ({new})",
            after={"successor": new},
            before={"successor": done.get(old)},
            reason=f"{carried}, with all that these people have learnt.",
        )


def _staying(closings: dict[int, date | None]) -> dict[int, int]:
    """How many appointments at each school (by key, with its last day) are not over when it closes."""
    found: dict[int, int] = defaultdict(int)
    for pks in in_chunks(closings, AT_ONCE):
        rows = Appointment.objects.standing().filter(organisation__in=pks)
        for pk, ends_on in rows.values_list("organisation", "ends_on"):
            found[pk] += ends_on is None or ends_on > (closings[pk] or date.min)
    return found


def write_succession(entries: list[ImportEntry], context: Context) -> None:
    """Point each school to the one that carries it on, and move the appointments that were not over by then."""
    urns = {e.key.removeprefix("successor ") for e in entries} | {e.after["successor"] for e in entries}
    by_urn = {row.urn: row for row in Organisation.objects.filter(urn__in=urns)}
    for entry in entries:
        old, new = by_urn.get(entry.key.removeprefix("successor ")), by_urn.get(entry.after["successor"])
        if old is None or new is None:
            raise StalePlan(f"{entry.subject} is not there any more.")
        snapshot_organisations([old.pk], now=context.now)
        old.successor = new
        old.save(update_fields=["successor"])
        last_day = old.closed_on or date.min
        moving = Appointment.objects.standing().filter(Q(ends_on=None) | Q(ends_on__gt=last_day), organisation=old)
        revise_many(rows=[(row, {"organisation": new}) for row in moving], now=context.now)


def undo_succession(entries: list[ImportEntry], context: Context) -> list[Kept]:
    """Move back what the run moved. Appointments that somebody has changed at the academy since stay there, named."""
    kept: list[Kept] = []
    at = context.was_written_at
    for entry in entries:
        old = Organisation.objects.filter(urn=entry.key.removeprefix("successor ")).select_related("successor").first()
        if old is None or old.successor is None or old.successor.urn != entry.after["successor"]:
            kept.append((entry, "it was changed again later."))
            continue
        moved = Appointment.objects.standing().filter(
            organisation=old.successor, versions__organisation=old, versions__superseded_at=at
        )
        untouched = moved.filter(recorded_at=at)
        stay = moved.count() - untouched.count()
        unrevise_many(rows=[(row, {"organisation": old}) for row in untouched], revised_at=at)
        before = entry.before.get("successor")
        snapshot_organisations([old.pk], now=context.now)
        old.successor = Organisation.objects.filter(urn=before).first() if before else None
        old.save(update_fields=["successor"])
        if stay:
            kept.append((entry, f"{stay} of its appointments were changed at the academy since, and stay there."))
    return kept
