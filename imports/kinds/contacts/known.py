"""What the directory holds about the lines of a sheet: a constant number of queries for a chunk of lines."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q

from imports.kinds.contacts.lines import ContactRow
from people.enums import SEES_A_BOARD
from people.models import Address, Appointment, DifferentPeople, Organisation, Person

NAMES = ("title", "given_name", "family_name", "email", "shared_address", "is_staff", "is_superuser", "canonical")
NEEDED = (
    "person",
    "organisation",
    "role",
    "gid",
    "starts_on",
    "ends_on",
    "said_at",
    "organisation__name",
    "organisation__urn",
    *(f"person__{name}" for name in NAMES),
    *(f"person__canonical__{name}" for name in NAMES),
)


@dataclass
class Seats:
    """Where principals sit, or will, as a clerk's sheet needs to know."""

    here: set[int] = field(default_factory=set)  # with a seat on a board of this clerk
    elsewhere: set[int] = field(default_factory=set)  # with a seat where this clerk is none
    may_see_others: set[int] = field(default_factory=set)  # who may see a board that this clerk may not

    def protects(self, person: Person) -> bool:
        """Whether this clerk's word cannot change where the person's post and codes go: they open all that is theirs.

        As in the form of a board: who has no address may be given one, unless they may see other boards.
        """
        return person.pk in (self.elsewhere if person.post_address else self.may_see_others)


@dataclass
class Known:
    organisations: dict[tuple[str, str], Organisation] = field(default_factory=dict)  # ("urn", "100001")
    by_gid: dict[str, Appointment] = field(default_factory=dict)
    at: dict[int, list[Appointment]] = field(default_factory=dict)  # standing ones, ended ones too
    holders: dict[str, Person] = field(default_factory=dict)  # address: the principal whom it signs in
    had: dict[str, set[int]] = field(default_factory=dict)  # address: principals who had it before
    seats: Seats = field(default_factory=Seats)
    apart: set[frozenset[int]] = field(default_factory=set)  # pairs that somebody called two people


def principal(row: Appointment) -> Person:
    return row.person.canonical


def known_for(wanted: list[ContactRow], own: Collection[int], boards: Collection[int], today: date) -> Known:
    """At most 9 queries. `own` are the organisations of a clerk's run, `boards` all that this clerk may see; empty for
    an officer's."""
    known = Known()
    _organisations(known, wanted, own)
    _holders(known, {one.address for one in wanted if one.address})
    rows = Appointment.objects.standing().select_related("person", "person__canonical")
    rows = rows.only(*NEEDED)
    gids = {one.gid for one in wanted if one.gid}
    if gids:
        numbered = rows.select_related("organisation").filter(gid__in=gids)
        known.by_gid = {row.gid: row for row in numbered if row.gid}
    without = [one for one in wanted if not one.gid]
    found = [place for place in (place_of(known, one, own) for one in without) if place]
    by_pk = {place.pk: place for place in [*found, *(place.successor for place in found if place.successor)]}
    for row in rows.filter(organisation__in=by_pk).order_by("pk") if by_pk else []:
        row.organisation = by_pk[row.organisation_id]
        known.at.setdefault(row.organisation_id, []).append(row)
    if own:
        concerned = {holder.pk for holder in known.holders.values()}
        concerned |= {principal(row).pk for rows in known.at.values() for row in rows}
        concerned |= {principal(row).pk for row in known.by_gid.values()}
        known.seats = seats_of(concerned, {*own, *boards}, today)
    return known


def _organisations(known: Known, wanted: list[ContactRow], own: Collection[int]) -> None:
    urns, uids = {one.urn for one in wanted if one.urn}, {one.uid for one in wanted if one.uid}
    rows = Organisation.objects.filter(Q(urn__in=urns) | Q(uid__in=uids) | Q(pk__in=own)).select_related("successor")
    for row in rows:
        for kind, number in (("urn", row.urn), ("uid", row.uid), ("pk", str(row.pk))):
            if number:
                known.organisations[kind, number] = row


def place_of(known: Known, one: ContactRow, own: Collection[int]) -> Organisation | None:
    """The organisation that a line names; a clerk with one board need not name it."""
    if one.urn:
        return known.organisations.get(("urn", one.urn))
    if one.uid:
        return known.organisations.get(("uid", one.uid))
    return known.organisations.get(("pk", str(next(iter(own))))) if len(own) == 1 else None


def _holders(known: Known, addresses: set[str]) -> None:
    if not addresses:
        return
    for person in Person.objects.filter(email__in=addresses).select_related("canonical"):
        assert person.email is not None, "they were found by it"
        known.holders[person.email] = person.canonical
    rows = Address.objects.filter(address__in=addresses).annotate(who=F("person__canonical"))
    for address, who in rows.values_list("address", "who"):
        known.had.setdefault(address, set()).add(who)
    pks = [person.pk for person in known.holders.values()]
    pairs = DifferentPeople.objects.filter(Q(first__in=pks) | Q(second__in=pks)).values_list("first", "second")
    known.apart = {frozenset(pair) for pair in pairs}


def seats_of(people: Collection[int], own: Collection[int], today: date) -> Seats:
    """1 query. `people` are principals, `own` the boards of the clerk."""
    seats = Seats()
    rows = (
        Appointment.objects.standing()
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .annotate(who=F("person__canonical"))
        .filter(who__in=people)
        .values_list("who", "organisation", "role")
    )
    for who, organisation, role in rows:
        if organisation in own:
            seats.here.add(who)
            continue
        seats.elsewhere.add(who)
        if role in SEES_A_BOARD:
            seats.may_see_others.add(who)
    return seats
