from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from people.addresses import is_role_mailbox, normal_address, validate_address


class PersonQuerySet(models.QuerySet):
    def known(self):
        """People who stand for themselves, not aliases left by a merge."""
        return self.filter(merged_into=None)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def create_user(self, email=None, **fields):
        """A person, without a password: nobody here has one."""
        person = self.model(email=normal_address(email) or None, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email=None, password=None, **fields):
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=normal_address(email))


class Person(AbstractBaseUser, PermissionsMixin):
    """Anyone we know of. May have no address yet.

    `email` is the one address that signs this person in and takes their post; further ones are in `Address`.
    """

    title = models.CharField(_("title"), max_length=40, blank=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    email = models.EmailField(
        _("e-mail address"), max_length=254, unique=True, null=True, blank=True, validators=[validate_address]
    )
    email_verified_at = models.DateTimeField(_("address proved by a code or link"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(
        _("may enter the admin"), default=False, help_text=_("Also needs a group with rights, and a second factor.")
    )
    objected_at = models.DateTimeField(
        _("objected to messages on"), null=True, blank=True, help_text=_("UK GDPR Article 21. No message is sent.")
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("same person as"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="aliases",
    )
    created_at = models.DateTimeField(_("known since"), auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=None) | (Q(email=Lower("email")) & ~Q(email="")), name="person_email_is_lower_case"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("pk")), name="person_is_not_its_own_alias"),
        ]
        indexes = [models.Index(fields=["family_name", "given_name"])]

    def __str__(self):
        return self.full_name or self.email or _("Person %(number)s") % {"number": self.pk}

    def clean(self):
        super().clean()
        self.email = normal_address(self.email) or None

    @property
    def full_name(self):
        return f"{self.given_name} {self.family_name}".strip()

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return self.given_name or str(self)

    @property
    def may_be_written_to(self):
        return bool(self.email) and self.is_active and self.objected_at is None

    @property
    def uses_role_mailbox(self):
        return is_role_mailbox(self.email)


class Address(models.Model):
    """A further e-mail address of a person: an old one, or one shared for post. It never signs anybody in."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField(_("e-mail address"), max_length=254, validators=[validate_address])
    shared_for_post = models.BooleanField(_("shared with somebody else"), default=False)
    verified_at = models.DateTimeField(_("proved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("further address")
        verbose_name_plural = _("further addresses")
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="address_is_lower_case"),
            models.UniqueConstraint(fields=["person", "address"], name="address_once_per_person"),
        ]

    def __str__(self):
        return self.address
