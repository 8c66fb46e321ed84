"""Who may see a board, and what they may change on it."""

from datetime import date

from django.db.models import Q, QuerySet

from people.enums import SEES_A_BOARD, Role
from people.models import Appointment, Organisation, Person


def appointments_of(person: Person, on: date) -> QuerySet[Appointment]:
    """What a person holds on the day `on`, under whichever of their joined records."""
    return Appointment.objects.current(on).filter(person__in=Person.objects.with_aliases(person))


def has_a_board(person: Person, on: date) -> bool:
    """1 query."""
    return appointments_of(person, on).filter(role__in=SEES_A_BOARD).exists()


def boards_open_to(person: Person, on: date) -> list[tuple[Organisation, bool]]:
    """The boards that a person may see, by name, each with whether as its clerk; else it is as its chair. 1 query."""
    rows = appointments_of(person, on).filter(role__in=SEES_A_BOARD).select_related("organisation")
    found: dict[int, tuple[Organisation, bool]] = {}
    for row in rows:
        _organisation, as_clerk = found.get(row.organisation_id, (None, False))
        is_clerk = as_clerk or row.role == Role.GOVERNANCE_PROFESSIONAL
        found[row.organisation_id] = (row.organisation, is_clerk)
    return sorted(found.values(), key=lambda pair: (pair[0].name.casefold(), pair[0].pk))


def board_open_to(person: Person, organisation_id: int, on: date) -> tuple[Organisation, bool] | None:
    """One of them, or None: a board of others, one that does not exist and a nonsense number look alike. 1 query."""
    return next((pair for pair in boards_open_to(person, on) if pair[0].pk == organisation_id), None)


def address_may_be_changed(person: Person, by: Person, on: date) -> bool:
    """Whether a clerk may say where a person's post goes: their codes go there too, and open all that is theirs.

    Not for staff. Who has an address and sits on a board of somebody else, today or later, changes it themselves; who
    has none may be given one, unless they may see a board that this clerk may not. 2 queries.
    """
    elsewhere = _roles_elsewhere(person, by, on)
    return not person.is_staff and not (elsewhere if person.post_address else elsewhere.intersection(SEES_A_BOARD))


def name_may_be_changed(person: Person, by: Person, on: date) -> bool:
    """Not the name of staff, nor of who may see a board that this clerk may not. 2 queries."""
    return not person.is_staff and not _roles_elsewhere(person, by, on).intersection(SEES_A_BOARD)


def _roles_elsewhere(person: Person, by: Person, on: date) -> set[str]:
    """What somebody holds, or will hold, where `by` is no clerk."""
    not_over = Q(ends_on=None) | Q(ends_on__gte=on)
    theirs = Appointment.objects.standing().filter(not_over, person__in=Person.objects.with_aliases(person))
    mine = appointments_of(by, on).filter(role=Role.GOVERNANCE_PROFESSIONAL)
    return set(theirs.exclude(organisation__in=mine.values("organisation")).values_list("role", flat=True))
