from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.deletion import Collector
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.records import Record
from people.addresses import is_role_mailbox, normal_address, validate_address
from people.names import folded

if TYPE_CHECKING:
    from people.models.appointment import Appointment

NOBODY_YET = 0  # no person has this key; the constraint of a foreign key looks when the transaction ends


class PersonQuerySet(models.QuerySet["Person"]):
    def bulk_create(self, objs: Iterable["Person"], *args: Any, **kwargs: Any) -> list["Person"]:
        """Each stands for itself until it is merged. 1 statement more than Django's, in the same transaction."""
        objs = list(objs)
        for person in objs:
            if person.canonical_id is None:
                person.canonical_id = NOBODY_YET
        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *args, **kwargs)
            self.model._base_manager.filter(canonical=NOBODY_YET).update(canonical=F("pk"))
        for person in made:
            if person.canonical_id == NOBODY_YET:
                person.canonical_id = person.pk
        return made

    def known(self) -> Self:
        """People who stand for themselves, not aliases left by a merge."""
        return self.filter(canonical=F("pk"))

    def aliases(self) -> Self:
        return self.exclude(canonical=F("pk"))

    def without_address(self) -> Self:
        return self.filter(email=None, shared_address=None)

    def with_aliases(self, person: "Person") -> Self:
        """The record that stands for a person and the aliases that were merged into it, whichever of them is given."""
        return self.filter(canonical=person.canonical_id)


def keep_aliases(
    collector: Collector, field: "models.ForeignKey[Person, Person]", records: Collection["Person"], using: str
) -> None:
    """A record that others were merged into stays; that every record points to itself keeps none from deletion."""
    aliases = [record for record in records if record.is_alias]
    if aliases:
        raise models.ProtectedError("Other records were merged into this person.", set(aliases))


PeopleOfQuerySet = BaseUserManager.from_queryset(PersonQuerySet)


class PersonManager(PeopleOfQuerySet["Person"]):  # type: ignore[valid-type,unused-ignore]  # made at import: mypy sees it from a cold cache only
    def create_user(self, email: str | None = None, **fields: Any) -> "Person":
        """A person, without a password: nobody here has one."""
        person = self.model(email=normal_address(email) or None, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str | None = None, password: None = None, **fields: Any) -> "Person":
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email=normal_address(email))


class Person(Record, AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # Wagtail's image has no types
    """Anyone we know of. May have no address yet.

    `email` is the one address that signs this person in and takes their post. Who has none may get their post at
    `shared_address`, which is somebody else's own; it never signs this person in. Earlier addresses are in `Address`.
    """

    title = models.CharField(_("title"), max_length=40, blank=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    email = models.EmailField(
        _("e-mail address"), max_length=254, unique=True, null=True, blank=True, validators=[validate_address]
    )
    shared_address = models.EmailField(
        _("gets post at somebody else's address"),
        max_length=254,
        null=True,
        blank=True,
        db_index=True,
        validators=[validate_address],
        help_text=_("For a couple with one address. It takes this person's post and does not sign them in."),
    )
    email_verified_at = models.DateTimeField(_("address proved by a code or link"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(
        _("may enter the admin"), default=False, editable=False, help_text=_("Follows from rights.")
    )
    objected_at = models.DateTimeField(
        _("objected to messages on"), null=True, blank=True, help_text=_("UK GDPR Article 21. No message is sent.")
    )
    told_source_at = models.DateTimeField(
        _("told where the data came from"), null=True, blank=True, help_text=_("UK GDPR Article 14.")
    )
    named_at = models.DateTimeField(_("name put right on"), null=True, blank=True)
    match_name = models.CharField(_("name for comparing"), max_length=301, blank=True, editable=False)
    # The record that stands for this person: itself, or the one that it was merged into. Chains are flat, so that one
    # join answers "who is this now" (docs/decisions/0026).
    canonical = models.ForeignKey(
        "self", verbose_name=_("same person as"), editable=False, on_delete=keep_aliases, related_name="records"
    )
    created_at = models.DateTimeField(_("known since"), auto_now_add=True)

    seats: list["Appointment"]  # of joined records too; filled by people.duplicates.attach_seats

    objects = PersonManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=None) | (Q(email=Lower("email")) & ~Q(email="")), name="person_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(shared_address=None) | (Q(shared_address=Lower("shared_address")) & ~Q(shared_address="")),
                name="person_shared_address_is_lower_case",
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(shared_address=None), name="person_gets_post_at_one_address"
            ),
            models.CheckConstraint(condition=Q(is_superuser=False) | Q(is_staff=True), name="superuser_may_enter"),
        ]
        indexes = [
            models.Index(fields=["family_name", "given_name"]),
            models.Index(fields=["match_name"], name="person_match_name"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or _("Person %(number)s") % {"number": self.pk}

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.match_name = folded(self.full_name)
        if update_fields is not None and {"given_name", "family_name"} & set(update_fields):
            update_fields = {*update_fields, "match_name"}
        if self.canonical_id is not None:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        self.canonical_id = NOBODY_YET
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, update_fields=update_fields, **kwargs)
            self.canonical_id = self.pk
            type(self)._base_manager.filter(pk=self.pk).update(canonical=self.pk)

    def clean(self) -> None:
        super().clean()
        self.email = normal_address(self.email) or None
        self.shared_address = normal_address(self.shared_address) or None

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.given_name or str(self)

    @property
    def post_address(self) -> str:
        """Where this person's post goes: their own address, else one that they share."""
        return self.email or self.shared_address or ""

    @property
    def is_emptied(self) -> bool:
        """Nothing is left but a row that holds seats: the person asked for it (assurance/operations/erasure.py)."""
        return not (self.is_active or self.full_name or self.post_address)

    @property
    def is_alias(self) -> bool:
        """Whether this record was merged into another, which stands for it."""
        return self.canonical_id != self.pk

    @property
    def uses_role_mailbox(self) -> bool:
        return is_role_mailbox(self.email)


class Address(Record):
    """An address that a person had before. It never signs anybody in; an old sheet that names it is recognised."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField(_("e-mail address"), max_length=254, db_index=True, validators=[validate_address])
    until = models.DateTimeField(_("used until"))

    class Meta:
        verbose_name = _("earlier address")
        verbose_name_plural = _("earlier addresses")
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="address_is_lower_case"),
            models.UniqueConstraint(fields=["person", "address"], name="address_once_per_person"),
        ]

    def __str__(self) -> str:
        return self.address


class Merge(Record):
    """Two records found to be one person: `alias` points to `keep`. What moved is kept, so that it can be undone."""

    keep = models.ForeignKey(Person, verbose_name=_("kept record"), on_delete=models.CASCADE, related_name="+")
    alias = models.ForeignKey(Person, verbose_name=_("joined record"), on_delete=models.CASCADE, related_name="merges")
    moved_address = models.EmailField(_("address that moved over"), blank=True)
    replaced_address = models.EmailField(
        _("shared address that it replaced"), blank=True, help_text=_("The kept record got its post there before.")
    )
    moved_objection = models.DateTimeField(_("objection that moved over"), null=True, blank=True)
    moved_aliases = models.JSONField(_("records that moved over"), default=list, blank=True)
    at = models.DateTimeField(_("joined"))
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unmerged_at = models.DateTimeField(_("parted"), null=True, blank=True)

    class Meta:
        verbose_name = _("joined record")
        verbose_name_plural = _("joined records")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["alias"], condition=Q(unmerged_at=None), name="joined_to_one_person"),
            models.CheckConstraint(condition=~Q(keep=models.F("alias")), name="joined_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.alias_id} = {self.keep_id}"


class DifferentPeople(Record):
    """Somebody looked at two records that look alike and said: two people. They are not offered again."""

    first = models.ForeignKey(Person, verbose_name=_("one"), on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, verbose_name=_("the other"), on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("two different people")
        verbose_name_plural = _("pairs of different people")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="told_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="told_apart_in_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
