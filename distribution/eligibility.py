"""Who may be written to, and why not. Everything that shows, queues or sends mail asks here.

What keeps a message back, by its class (`MailClass`), the first that fits:

| reason          | service, newsletter     | sign-in: codes, how to sign in |
|-----------------|-------------------------|--------------------------------|
| no address      | kept back               | kept back                      |
| inactive        | kept back               | kept back                      |
| objected        | kept back               | **sent**: they ask for it      |
| suppressed      | for its class, or all   | for sign-in, or for all mail   |
| does not arrive | reminders are kept back | **sent**: it may arrive today  |
| left            | reminders are kept back | does not matter                |

What somebody asked for themselves (a booking, a change of address) is service mail: an objection or a suppressed
address keeps it back too, and the page says so. The first message about something is tried at an address that did not
take the last two, since one wrong setting of a relay would otherwise silence everybody; what repeats it is not.

What only one sender knows (done already, reminded lately, does not join late) is that sender's own reason, beside these
in the same `Reach`. Figures for a past moment are counted from what was held then (`learning.seat_states`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from django.db.models import Choices, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from distribution.enums import DID_NOT_ARRIVE, DeliveryState, MailClass
from distribution.models import Delivery, Suppression
from people.models import Person

DEAD_FOR = timedelta(days=90)
FEW = 500  # of fewer addresses the database is asked for these alone

Candidate = TypeVar("Candidate")


class WhyNot(TextChoices):
    """Why somebody may not be written to, as a screen says it."""

    NO_ADDRESS = "no_address", _("No address")
    INACTIVE = "inactive", _("Their account is closed")
    OBJECTED = "objected", _("Wants no email")
    SUPPRESSED = "suppressed", _("An address not to write to")
    NOT_ARRIVING = "not_arriving", _("An address at which our emails don’t arrive")
    LEFT = "left", _("No longer in a role that was asked")


class Addressee(Protocol):
    """A person, or a delivery's row with what is known of its person."""

    @property
    def is_active(self) -> bool: ...

    @property
    def objected_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Suppressed:
    """The suppressions that stand for some addresses: (address, class of mail; "" for all)."""

    rows: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def among(cls, addresses: Iterable[str]) -> "Suppressed":
        """1 query; none for no addresses."""
        wanted = set(addresses) - {""}
        if not wanted:
            return cls()
        found = Suppression.objects.standing().order_by()
        found = found.filter(address__in=wanted) if len(wanted) < FEW else found
        return cls(frozenset(found.values_list("address", "mail_class")))

    def covers(self, address: str, mail_class: MailClass) -> bool:
        return (address, "") in self.rows or (address, mail_class.value) in self.rows


def verdict(
    who: Addressee, address: str, mail_class: MailClass, suppressed: Suppressed, dead: Collection[str] = ()
) -> WhyNot | None:
    """Why mail of this class to `who` at `address` is kept back; None if it may be sent. The one place that decides."""
    if not address:
        return WhyNot.NO_ADDRESS
    if not who.is_active:
        return WhyNot.INACTIVE
    if who.objected_at is not None and mail_class != MailClass.SIGN_IN:
        return WhyNot.OBJECTED
    if suppressed.covers(address, mail_class):
        return WhyNot.SUPPRESSED
    return WhyNot.NOT_ARRIVING if address in dead else None


def why_not(
    people: Iterable[Person],
    mail_class: MailClass = MailClass.SERVICE,
    *,
    now: datetime,
    repeats: bool = False,
    inside: Collection[int] | None = None,
) -> dict[int, WhyNot]:
    """{person: why not} for those of `people` who may not be written to at `now`; everybody else may.

    Of a record that was merged into another, that one is looked at; the key is the key that was given. `repeats` says
    that the message repeats one that was sent. `inside` are the keys of those who hold a role that is asked.
    1 query, another one if it repeats; none where nobody has an address.
    """
    judged = {person.pk: standing_for(person) for person in people}
    suppressed = Suppressed.among(person.post_address for person in judged.values())
    dead = dead_addresses(now) if repeats else ()
    reasons = {}
    for pk, person in judged.items():
        reason = verdict(person, person.post_address, mail_class, suppressed, dead)
        if inside is not None and person.pk not in inside:
            reason = WhyNot.LEFT
        if reason:
            reasons[pk] = reason
    return reasons


def standing_for(person: Person) -> Person:
    """The record that stands for a person now. No query for one that stands for itself."""
    return person.canonical if person.is_alias else person


def reachable(people: Iterable[Person]) -> set[int]:
    """Keys of those to whom a service message goes now. 1 query, none where nobody has an address."""
    people = list(people)
    return {person.pk for person in people} - set(why_not(people, now=timezone.now()))


def takes_sign_in_mail(address: str) -> bool:
    """Whether codes, and how to sign in, may be sent to this address, known or not: nobody said otherwise. 1 query."""
    return not Suppressed.among([address]).covers(address, MailClass.SIGN_IN)


def dead_addresses(now: datetime) -> set[str]:
    """Addresses at which our emails don't arrive: the latest came back, or two in a row were refused. 1 query.

    One refusal may be the fault of a relay. After some months an address is tried again.
    """
    recent = Delivery.objects.filter(state_at__gt=now - DEAD_FOR)
    refused = recent.filter(state__in=DID_NOT_ARRIVE).values("address")
    rows = recent.filter(address__in=refused, state__in=[*DID_NOT_ARRIVE, DeliveryState.SENT, DeliveryState.DELIVERED])
    refusals: dict[str, int] = {}  # since the latest that arrived; one that came back counts for both
    for address, state in rows.order_by("pk").values_list("address", "state"):
        if state in DID_NOT_ARRIVE:
            refusals[address] = refusals.get(address, 0) + (2 if state == DeliveryState.BOUNCED else 1)
        else:
            refusals[address] = 0
    return {address for address, count in refusals.items() if count >= 2}


@dataclass
class Reach(Generic[Candidate]):
    """Everyone whom a message is meant for, each in exactly one list: will get it, or left out for one reason.

    A reason is a `WhyNot`, or a choice of the sender's own whose label says why.
    """

    will_get_it: list[Candidate] = field(default_factory=list)
    left_out: dict[Choices, list[Candidate]] = field(default_factory=dict)

    def add(self, who: Candidate, reason: Choices | None) -> None:
        (self.left_out.setdefault(reason, []) if reason else self.will_get_it).append(who)

    @property
    def everyone(self) -> int:
        return len(self.will_get_it) + sum(map(len, self.left_out.values()))

    @property
    def others(self) -> list[tuple[str, list[Candidate]]]:
        """(why, who) of those who will not get it; ours first, then the sender's own reasons."""

        def place(reason: Choices) -> tuple[bool, int]:
            return type(reason) is not WhyNot, list(type(reason)).index(reason)

        return [(reason.label, self.left_out[reason]) for reason in sorted(self.left_out, key=place)]
