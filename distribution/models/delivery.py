from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from distribution.enums import MOVES, UNFINISHED, DeliveryState, MailingState, Queue
from distribution.models.mailing import Mailing


def batched(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


class DeliveryQuerySet(models.QuerySet):
    def due(self, queue, now):
        """Rows that a worker may claim at `now`: queued, their time has come, their mailing is sending."""
        return self.filter(state=DeliveryState.QUEUED, queue=queue, due_at__lte=now, mailing__state=MailingState.OPEN)

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)

    def move(self, source, target, *, now, detail="", **changes):
        """Move the rows of this set that still are in `source`, and write the event of each. Returns their number.

        The condition on the state is the lock: of two workers only one finds the row in `source`. Events are written
        by the database from the same rows, 20,000 of them would cost Python more than the sending.
        """
        if target not in MOVES[source]:
            raise ValueError(f"A delivery does not go from {source} to {target}.")
        locked = self.filter(state=source).order_by("pk").select_for_update(of=("self",))
        ids = list(locked.values_list("pk", flat=True))
        if not ids:
            return 0
        moved = self.model.objects.filter(pk__in=ids, state=source).update(state=target, state_at=now, **changes)
        DeliveryEvent.objects.record(ids, target, now, detail)
        return moved


class Delivery(models.Model):
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

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "person"], name="delivery_once_per_person"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[DeliveryState.CLAIMED, DeliveryState.ON_WIRE], lease_until__isnull=False)
                | ~Q(state__in=[DeliveryState.CLAIMED, DeliveryState.ON_WIRE]),
                name="delivery_taken_for_a_time_only",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "due_at"], condition=Q(state=DeliveryState.QUEUED), name="delivery_waiting"),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[DeliveryState.CLAIMED, DeliveryState.ON_WIRE]),
                name="delivery_taken",
            ),
            models.Index(fields=["mailing", "state"]),
        ]

    def __str__(self):
        return f"{self.address}: {self.get_state_display()}"


class DeliveryEventManager(models.Manager):
    def record(self, ids, state, at, detail=""):
        """Write one event for each delivery in `ids`, from the rows themselves, a thousand in a statement."""
        stamp = connection.ops.adapt_datetimefield_value(at)
        for some in batched(ids, 1000):
            marks = ", ".join(["%s"] * len(some))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {self.model._meta.db_table} (delivery_id, state, at, detail) "  # noqa: S608
                    f"SELECT id, %s, %s, %s FROM {Delivery._meta.db_table} WHERE id IN ({marks})",
                    [str(state), stamp, detail[:250], *some],
                )


class DeliveryEvent(models.Model):
    """Every change of state, with its time and what the mail server said. Only ever added to."""

    delivery = models.ForeignKey(Delivery, verbose_name=_("delivery"), on_delete=models.CASCADE, related_name="events")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState)
    at = models.DateTimeField(_("at"))
    detail = models.CharField(_("detail"), max_length=250, blank=True)

    objects = DeliveryEventManager()

    class Meta:
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at:%H:%M:%S} {self.get_state_display()}"
