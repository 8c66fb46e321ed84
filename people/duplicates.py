"""Records that may be one person twice. They are offered, never taken: a name alone decides nothing.

People with the same name for comparing (names.py) are gathered, the likeliest kind first: on the board of the same
school or of the one that carries it on; with the same address; with the same name and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, cast

from django.core.cache import cache
from django.db.models import CharField, Count, F, Func, Max, Min, Q, QuerySet, TextChoices, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from core.texts import Text
from people.models import Appointment, DifferentPeople, Person
from people.names import folded

Rows = QuerySet[Any, Any]  # of people or appointments, with a `name` and a `key` that they are grouped by
SHOWN = 12  # of one group; more of the same name are counted
COUNTS = "possible-duplicates"
COUNTED_FOR_SECONDS = 300


class Likeness(TextChoices):
    BOARD = "board", _("Same name, same school")
    ADDRESS = "address", _("Same name, same address")
    NAME = "name", _("All with the same name")


@dataclass
class Group:
    """People who look alike, each with their appointments as `.seats`."""

    name: str
    people: list[Person]
    more: int  # of the same name, who are not shown
    open_pairs: list[tuple[Person, Person]]  # those whom nobody has told apart


def groups(likeness: Likeness, *, search: str = "") -> Rows:
    """Rows of `name` and `key`, one for each group of two people or more that nobody has told apart. 1 or 3 queries."""
    rows = _alike(likeness)
    for word in folded(search).split():
        rows = rows.filter(name__contains=word)
    settled = _settled(likeness)
    if settled:
        rows = rows.exclude(key__in=settled)
    return rows.order_by("name", "key")


def _alike(likeness: Likeness) -> Rows:
    if likeness == Likeness.BOARD:
        seats: Rows = _seats().values("name", "key").annotate(one=Min("principal"), other=Max("principal"))
        return seats.filter(one__lt=F("other"))
    people = Person.objects.known().exclude(match_name="").annotate(name=F("match_name"))
    if likeness == Likeness.ADDRESS:
        shared = Person.objects.known().exclude(shared_address=None).values("shared_address")
        people = people.filter(Q(shared_address__isnull=False) | Q(email__in=shared))
        people = people.annotate(key=_with("match_name", Coalesce("email", "shared_address", output_field=CharField())))
    else:
        people = people.annotate(key=F("match_name"))
    return people.order_by().values("name", "key").annotate(n=Count("pk")).filter(n__gt=1)


def _with(name: str, mark: Func | str) -> Concat:
    return Concat(name, Value("|"), mark, output_field=CharField())


def _seats() -> Rows:
    """Appointments that stand, past ones too: who is appointed again gets a new number, and a new record."""
    return (
        Appointment.objects.standing()
        .annotate(
            principal=F("person__canonical"),
            name=F("person__canonical__match_name"),
            root=Coalesce("organisation__successor", "organisation"),
        )
        .exclude(name="")
        .annotate(key=_with("name", Cast("root", CharField())))
        .order_by()
    )


def _settled(likeness: Likeness) -> list[str]:
    """Keys of the groups whose every pair somebody has told apart. 2 queries, or 1 if nobody ever did."""
    apart = set(DifferentPeople.objects.values_list("first", "second"))
    if not apart:
        return []
    people = Person.objects.filter(pk__in={pk for pair in apart for pk in pair})
    members = _members(likeness, Q(name__in=people.values("match_name")))
    return [key for key, pks in members.items() if all(pair in apart for pair in combinations(sorted(pks), 2))]


def _members(likeness: Likeness, which: Q) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    if likeness == Likeness.BOARD:
        rows: Rows = _seats().filter(which).values_list("key", "principal")
    else:
        alike_by: F | Concat = F("match_name")
        if likeness == Likeness.ADDRESS:
            alike_by = _with("match_name", Coalesce("email", "shared_address", Value(""), output_field=CharField()))
        people = Person.objects.known().annotate(name=F("match_name"), key=alike_by)
        rows = people.filter(which).order_by().values_list("key", "pk")
    for key, pk in rows:
        found[key].add(pk)
    return found


def filled(likeness: Likeness, rows: list[dict[str, Any]]) -> list[Group]:
    """The people of one page of groups, with their appointments and what was told apart. 4 queries."""
    members = _members(likeness, Q(name__in={row["name"] for row in rows}))
    shown = {row["key"]: sorted(members[row["key"]])[:SHOWN] for row in rows}
    people = Person.objects.in_bulk({pk for pks in shown.values() for pk in pks})
    attach_seats(people.values())
    apart = set(DifferentPeople.objects.filter(first__in=people).values_list("first", "second"))
    found = []
    for row in rows:
        alike = [people[pk] for pk in shown[row["key"]]]
        pairs = [pair for pair in combinations(alike, 2) if (pair[0].pk, pair[1].pk) not in apart]
        found.append(Group(row["name"], alike, len(members[row["key"]]) - len(alike), pairs))
    return found


def attach_seats(people: Iterable[Person]) -> None:
    """Give each person their appointments, those of joined records too, as `.seats`. 1 query."""
    by_pk = {person.pk: person for person in people}
    for person in by_pk.values():
        person.seats = []
    rows = Appointment.objects.standing().filter(person__canonical__in=by_pk)
    for row in rows.select_related("organisation", "person").order_by("organisation__name", "pk"):
        by_pk[row.person.canonical_id].seats.append(row)


def likeness_of(one: Person, other: Person) -> list[Text]:
    """In words, all that speaks for two records being one person. 1 query if their seats are not attached."""
    words: list[Text] = []
    if folded(one.full_name) == folded(other.full_name):
        words.append(_("The names are the same, but for accents and capitals."))
    if one.post_address and one.post_address == other.post_address:
        words.append(_("Their post goes to the same address."))
    roots = [{seat.organisation.successor_id or seat.organisation_id for seat in who.seats} for who in (one, other)]
    if roots[0] & roots[1]:
        words.append(_("Both are known at the same school, or at one that carries it on."))
    return words


def counts() -> dict[str, int]:
    """How many groups of each kind there are. Counted afresh every few minutes, and after somebody decided."""
    return cast(dict[str, int], cache.get_or_set(COUNTS, _count, COUNTED_FOR_SECONDS))


def _count() -> dict[str, int]:
    return {kind.value: groups(kind).count() for kind in Likeness}


def count_afresh() -> None:
    cache.delete(COUNTS)
