from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self, TypeVar

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.enums import (
    DID_NOT_ARRIVE,
    HANDED_OVER,
    HELD,
    MOVES,
    UNFINISHED,
    Carrier,
    DeliveryState,
    EventSource,
    MailingState,
    Queue,
)
from distribution.links import new_nonce, token_for
from distribution.models.mailing import Mailing
from people.ledger.chain import moment
from people.operations import add_to_ledger

BATCH = 1000  # keys in a statement
Item = TypeVar("Item")


def batched(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


# Of deliveries, those whose mailing may be handed over now: it is open, and what it is about can be read.
GOING_OUT = Q(mailing__state=MailingState.OPEN) & (Q(mailing__page=None) | Q(mailing__page__live=True))


class Dispatched(NamedTuple):
    """What handing one message over needs. Models of row, person and mailing would cost more than the handing over."""

    pk: int
    address: str
    values: dict[str, Any]
    given_name: str
    family_name: str
    is_active: bool  # this and the objection: of the record that stands for the person now
    objected_at: datetime | None
    mailing_id: int
    mail_class: str
    not_after: datetime | None
    link_nonce: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.address


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, queue: str, now: datetime) -> Self:
        """Rows that a worker may claim at `now`: queued, their time has come, their mailing is sending."""
        return self.filter(GOING_OUT, state=DeliveryState.QUEUED, queue=queue, due_at__lte=now)

    def for_the_wire(self) -> list[Dispatched]:
        """Lock the rows of this set and read them, each with its mailing and person.

        What can change while we wait for the lock (whether the mailing is paused) is to be read after this.
        """
        person = ("person__given_name", "person__family_name")
        canonical = ("person__canonical__is_active", "person__canonical__objected_at")
        others = ("mailing", "mailing__mail_class", "mailing__not_after", "link_nonce")
        rows = self.select_for_update(of=("self",)).order_by("pk")
        return [Dispatched(*row) for row in rows.values_list("pk", "address", "values", *person, *canonical, *others)]

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def move(
        self,
        source: DeliveryState,
        target: DeliveryState,
        *,
        now: datetime,
        detail: str | dict[int, str] = "",
        known_from: EventSource = EventSource.QUEUE,
        due_at: datetime | None = None,
        attempts: int = 0,
        locked: list[int] | None = None,
    ) -> int:
        """Move the rows of this set that are in `source`, and write the event of each. Return how many moved.

        The one way in which a delivery changes its state; MOVES says which there are. The rows are locked first: of two
        workers only one finds a row in `source`. `locked` are the keys of rows that the caller has locked and seen in
        `source`; they are not looked at again. `detail` may be each row's own, by its key; `attempts` is added to
        theirs. A worker holds a row for DELIVERY_LEASE_SECONDS. What a message says to its recipient alone is kept
        until it is done with.
        """
        if target not in MOVES[source]:
            raise ValueError(f"A delivery does not go from {source} to {target}.")
        if locked is None:
            rows = self.filter(state=source).order_by("pk").select_for_update(of=("self",))
            locked = list(rows.values_list("pk", flat=True))
        if not locked:
            return 0
        lease = now + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS) if target in HELD else None
        changes = {"state": str(target), "state_at": now, "lease_until": lease}
        changes |= {"due_at": due_at} if due_at else {}
        for some in batched(locked, BATCH):
            _update(self.model, some, source, changes, attempts=attempts, wiped=target not in UNFINISHED)
        if isinstance(detail, dict):
            DeliveryEvent.objects.record_each([(pk, detail[pk]) for pk in locked], target, now, known_from)
        else:
            DeliveryEvent.objects.record(locked, target, now, detail, known_from)
        if target in HANDED_OVER:
            _seal(locked, target, now)
        return len(locked)


def _seal(ids: Sequence[int], state: DeliveryState, now: datetime) -> None:
    """Seal what figures count of these rows: one entry of the ledger for each batch. 4 queries a batch."""
    for some in batched(ids, BATCH):
        rows = Delivery.objects.filter(pk__in=some).order_by("pk").values_list("pk", "mailing", "person")
        facts = {"state": str(state), "at": moment(now), "rows": [list(row) for row in rows]}
        add_to_ledger(stream="distribution", kind="handed_over", facts=facts, now=now)


def _update(
    model: type[models.Model],
    ids: Sequence[int],
    source: DeliveryState,
    changes: dict[str, Any],
    *,
    attempts: int,
    wiped: bool,
) -> None:
    """Write the columns of rows in `source`. Raise ValueError if one of them is not there any more.

    Written out, as the events are: it runs twice for every window, and Django's own UPDATE costs what sending does.
    """
    adapt = connection.ops.adapt_datetimefield_value
    values = [adapt(value) if isinstance(value, datetime) else value for value in changes.values()]
    columns = [f"{name} = %s" for name in changes] + ["attempts = attempts + %s"]
    columns += ["\"values\" = '{}'"] if wiped else []
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {', '.join(columns)} WHERE id IN ({marks}) AND state = %s",  # noqa: S608
            [*values, attempts, *ids, str(source)],
        )
        if cursor.rowcount != len(ids):
            raise ValueError(f"{cursor.rowcount} of {len(ids)} deliveries were {source}.")


class Delivery(Record):
    """One recipient's row: the truth about one message to one person. Celery only drives it."""

    mailing = models.ForeignKey(Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="deliveries"
    )
    address = models.EmailField(_("address"), max_length=254)
    values = models.JSONField(_("merge values"), default=dict, blank=True)
    queue = models.CharField(_("queue"), max_length=8, choices=Queue, default=Queue.BULK)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    state_at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("to be sent from"))
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    carrier = models.CharField(_("carried as"), max_length=8, choices=Carrier, default=Carrier.EMAIL)
    link_nonce = models.CharField(_("random part of its link"), max_length=16, default=new_nonce, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "person"], name="delivery_once_per_person"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=HELD, lease_until__isnull=False) | ~Q(state__in=HELD),
                name="delivery_taken_for_a_time_only",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "due_at"], condition=Q(state=DeliveryState.QUEUED), name="delivery_waiting"),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=HELD),
                name="delivery_taken",
            ),
            models.Index(fields=["mailing", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display()}"

    @property
    def link_token(self) -> str:
        return token_for(self.pk, self.link_nonce)

    @property
    def did_not_arrive(self) -> bool:
        return self.state in DID_NOT_ARRIVE


class DeliveryEventManager(models.Manager["DeliveryEvent"]):
    def record(
        self,
        ids: Sequence[int],
        state: DeliveryState,
        at: datetime,
        detail: str = "",
        source: EventSource = EventSource.QUEUE,
    ) -> None:
        """Write one event for each delivery in `ids`, from the rows themselves, so many in a statement."""
        stamp = connection.ops.adapt_datetimefield_value(at)
        for some in batched(ids, BATCH):
            marks = ", ".join(["%s"] * len(some))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {self.model._meta.db_table} (delivery_id, state, at, detail, source) "  # noqa: S608
                    f"SELECT id, %s, %s, %s, %s FROM {Delivery._meta.db_table} WHERE id IN ({marks})",
                    [str(state), stamp, detail[:250], str(source), *some],
                )

    def record_each(
        self,
        details: Sequence[tuple[int, str]],
        state: DeliveryState,
        at: datetime,
        source: EventSource = EventSource.QUEUE,
    ) -> None:
        """Write one event for each (delivery id, detail), so many in a statement."""
        stamp = connection.ops.adapt_datetimefield_value(at)
        for some in batched(details, BATCH):
            rows = [value for pk, detail in some for value in (pk, str(state), stamp, detail[:250], str(source))]
            marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {self.model._meta.db_table} (delivery_id, state, at, detail, source) "  # noqa: S608
                    f"VALUES {marks}",
                    rows,
                )


class DeliveryEvent(Record):
    """Every change of state, with its time and what the mail server said. Only ever added to."""

    append_only = True
    may_change = ("detail",)  # an erasure empties it

    delivery = models.ForeignKey(Delivery, verbose_name=_("delivery"), on_delete=models.CASCADE, related_name="events")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState)
    at = models.DateTimeField(_("at"))
    detail = models.CharField(_("detail"), max_length=250, blank=True)
    source = models.CharField(
        _("known from"), max_length=14, choices=EventSource, default=EventSource.QUEUE, db_default=EventSource.QUEUE
    )

    objects = DeliveryEventManager()

    class Meta:
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.get_state_display()}"
