"""Two boards of one clerk and one of another, and what each of their people made of the briefing."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from learning import operations
from learning.models import Briefing
from people.enums import Role
from people.models import Appointment, Organisation, Person
from tests import cast
from tests.learning.factories import complete, do_all_but_declare, enrolment_of


@dataclass
class Boards:
    chapel: Organisation  # Clem's, with one in each state
    gull: Organisation  # Clem's too
    elm: Organisation  # Otto's
    clem: Person
    otto: Person
    chair: Person  # of Chapel Lane
    governor: Person  # of Chapel Lane, done
    begun: Person
    not_begun: Person
    unreached: Person
    objected: Person
    both: Person  # sits at Chapel Lane and at Gull Wharf
    elsewhere: Person  # sits at Elm Road
    briefing: Briefing


def _seat(name: str, role: Role, *where: Organisation, **person) -> Person:
    who = cast.person(name, **person)
    for school in where:
        cast.appoint(who, role, school)
    return who


def boards(module, audience, officer, *, now: datetime | None = None) -> Boards:
    """Chapel Lane has 7 seats: 1 done, 1 started, 3 not started, 1 without address, 1 who objected."""
    now = now or timezone.now()
    chapel, gull, elm = (
        cast.school(name) for name in ("Chapel Lane Primary", "Gull Wharf Primary", "Elm Road Infants")
    )
    made = Boards(
        chapel=chapel,
        gull=gull,
        elm=elm,
        clem=_seat("Clem Clerk", Role.GOVERNANCE_PROFESSIONAL, chapel, gull),
        otto=_seat("Otto Otherclerk", Role.GOVERNANCE_PROFESSIONAL, elm),
        chair=_seat("Charlie Chair", Role.CHAIR_OF_GOVERNORS, chapel),
        governor=_seat("Ada Done", Role.GOVERNOR, chapel),
        begun=_seat("Ben Begun", Role.GOVERNOR, chapel),
        not_begun=_seat("Nell Notyet", Role.GOVERNOR, chapel),
        unreached=_seat("Una Unreached", Role.GOVERNOR, chapel, email=None),
        objected=_seat("Olga Objected", Role.GOVERNOR, chapel, objected_at=now),
        both=_seat("Bo Bothboards", Role.GOVERNOR, chapel, gull),
        elsewhere=_seat("Elsa Elsewhere", Role.GOVERNOR, elm),
        briefing=cast.briefing(module, audience),
    )
    made.briefing = operations.issue_briefing(briefing=made.briefing, by=officer, now=now)
    complete(enrolment_of(made.governor, made.briefing), now=now)
    do_all_but_declare(enrolment_of(made.begun, made.briefing), now=now)
    return made


def term(person: Person, where: Organisation) -> Appointment:
    return Appointment.objects.standing().get(person=person, organisation=where)
