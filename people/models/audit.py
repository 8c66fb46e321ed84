from collections.abc import Iterator
from typing import Any, NoReturn

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models.audit_log import BaseLogEntry, BaseLogEntryManager, LogEntryQuerySet

from people.models.person import Person

APPEND_ONLY = "An entry of the audit trail is never changed or deleted."


class AuditEntryQuerySet(LogEntryQuerySet):
    """Append-only; on PostgreSQL a trigger refuses what gets past Python (migration 0002)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)

    def with_instances(self) -> Iterator[tuple["AuditEntry", models.Model | None]]:
        """As Wagtail's, for its site history: an entry about a whole list has no instance."""
        yield from super(AuditEntryQuerySet, self.exclude(object_id="")).with_instances()
        yield from ((entry, None) for entry in self.filter(object_id=""))


class AuditEntryManager(BaseLogEntryManager):
    def get_queryset(self) -> AuditEntryQuerySet:
        return AuditEntryQuerySet(self.model, using=self._db)

    def viewable_by_user(self, user: Person) -> AuditEntryQuerySet:
        """Wagtail's site history shows them to whoever may read the audit trail, whatever they are about."""
        entries = self.get_queryset()
        return entries if user.has_perm("people.view_auditentry") else entries.none()

    def for_instance(self, instance: models.Model) -> AuditEntryQuerySet:
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        entries: AuditEntryQuerySet = self.get_queryset().filter(content_type=content_type, object_id=str(instance.pk))
        return entries


class AuditEntry(BaseLogEntry):
    """Who did what to which row, and when. Written by people.operations.record_audit alone, and never altered.

    `label` is a kind and a number ("person 12"), `data` holds numbers and fixed words: no name, no address, no free
    text. `object_id` is blank for a whole list of what `content_type` says.
    """

    # What an entry names stays known: a model that goes needs a migration that says what becomes of its entries.
    content_type = models.ForeignKey(
        ContentType, verbose_name=_("content type"), on_delete=models.PROTECT, related_name="+"
    )
    object_id = models.CharField(_("number"), max_length=255, blank=True, db_index=True)
    revision = None
    append_only = True  # for the site's role, as AppendOnlyModel says

    objects = AuditEntryManager()

    class Meta(BaseLogEntry.Meta):
        ordering = ["-timestamp", "-id"]
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("entries of the audit trail")

    def __str__(self) -> str:
        return f"{self.timestamp:%Y-%m-%d %H:%M} {self.action}, {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(APPEND_ONLY)
