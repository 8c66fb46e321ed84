import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.readable_codes import readable_code
from core.records import Record
from people.enums import OrganisationKind
from people.models import Organisation, Person
from workshops.enums import ACTIVE, MOVES, BookingState, CancelledBy
from workshops.models.pages import WorkshopPage
from workshops.models.session import WorkshopSession

CODE_LENGTH = 6


def new_code() -> str:
    return readable_code(CODE_LENGTH)


def new_uid() -> str:
    """Of a calendar entry: opaque, so that nothing can be read from it (RFC 7986 section 5.3)."""
    return str(uuid.uuid4())


class BookingQuerySet(models.QuerySet["Booking"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def confirmed(self) -> Self:
        return self.filter(state=BookingState.CONFIRMED)

    def counted(self) -> Self:
        """Those who take one of the session's places. Who walks in is let in while the room has space."""
        return self.confirmed().filter(walked_in=False)

    def waiting(self) -> Self:
        """In the order in which they came."""
        return self.filter(state=BookingState.WAITING).order_by("queued_at", "pk")

    def of(self, person: Person) -> Self:
        """Those of a person, whichever of their merged records booked."""
        return self.filter(person__canonical=person.canonical_id)

    def place(
        self,
        session: WorkshopSession,
        *,
        person: Person,
        name: str,
        organisation: Organisation | None,
        state: str,
        now: datetime,
        **more: Any,
    ) -> "Booking":
        """A new booking: a place, or a turn. The one way in which a booking comes to be."""
        confirmed = state == BookingState.CONFIRMED
        booking = self.model(
            workshop_id=session.workshop_id,
            session=session,
            person=person,
            name=name[:301],
            organisation=organisation,
            **{"kind": organisation.kind if organisation else "", "queued_at": now, **more},
            state=state,
            state_at=now,
            confirmed_at=now if confirmed else None,
        )
        booking.save(force_insert=True)
        return booking

    def move(self, target: str, now: datetime, *, cancelled_by: str = "", **changes: Any) -> int:
        """Rows of this set that may go to `target`, in one statement; `changes` are written with it. Their number."""
        sources = [state for state, targets in MOVES.items() if target in targets]
        return self.filter(state__in=sources).update(**_entered(target, now, cancelled_by), **changes)


def _entered(state: str, now: datetime, cancelled_by: str = "") -> dict[str, Any]:
    """What a booking holds once it has come into this state."""
    entered: dict[str, Any] = {"state": state, "state_at": now}
    if state == BookingState.CONFIRMED:
        entered["confirmed_at"] = now
    if state == BookingState.CANCELLED:
        entered |= {"cancelled_at": now, "cancelled_by": cancelled_by}
    return entered


class Booking(Record):
    """One person's place in a session, or their turn on its waiting list."""

    wagtail_reference_index_ignore = True  # a row, not content: nobody asks Wagtail where it is used

    workshop = models.ForeignKey(
        WorkshopPage, verbose_name=_("workshop"), on_delete=models.PROTECT, related_name="bookings"
    )
    session = models.ForeignKey(
        WorkshopSession, verbose_name=_("session"), on_delete=models.PROTECT, related_name="bookings"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="bookings"
    )
    name = models.CharField(_("name"), max_length=301, help_text=_("As it was given with the booking."))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, on_delete=models.PROTECT, related_name="bookings"
    )
    kind = models.CharField(_("kind of organisation"), max_length=30, choices=OrganisationKind, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BookingState)
    state_at = models.DateTimeField(_("since"))
    queued_at = models.DateTimeField(_("asked for a place"))
    confirmed_at = models.DateTimeField(_("got the place"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.CharField(_("by"), max_length=10, choices=CancelledBy, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("booked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    given_by = models.ForeignKey(
        "self",
        verbose_name=_("place given by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="given_to",
    )
    short_notice_ok = models.BooleanField(_("short notice is fine"), default=False)
    walked_in = models.BooleanField(_("came without a booking"), default=False)
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    uid = models.CharField(_("calendar entry"), max_length=64, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(_("version of the calendar entry"), default=0, editable=False)
    feedback_given = models.BooleanField(_("gave feedback"), default=False, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-pk"]
        permissions = [("check_in", _("Can check people in at the door"))]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "person"], condition=Q(state__in=ACTIVE), name="one_place_per_person_and_workshop"
            ),
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name="booking_state_is_known"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | ~Q(state=BookingState.CONFIRMED),
                name="booking_confirmed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.CANCELLED, cancelled_at__isnull=False) & ~Q(cancelled_by="")
                | ~Q(state=BookingState.CANCELLED) & Q(cancelled_at=None, cancelled_by=""),
                name="booking_cancelled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "queued_at"], name="booking_queue"),
            models.Index(fields=["session", "kind"], condition=Q(state="confirmed"), name="booking_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.session}"

    def move(self, target: str, now: datetime, *, cancelled_by: str = "") -> list[str]:
        """Come into another state; the caller saves the fields that are returned. Raises ValueError if it may not."""
        if target not in MOVES[BookingState(self.state)]:
            raise ValueError(f"A booking does not go from {self.state} to {target}.")
        entered = _entered(target, now, cancelled_by)
        for name, value in entered.items():
            setattr(self, name, value)
        return list(entered)

    @property
    def is_confirmed(self) -> bool:
        return self.state == BookingState.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.state == BookingState.WAITING

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def principal(self) -> Person:
        return self.person.canonical
