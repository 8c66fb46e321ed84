"""Framework signals only: changes of rights are logged whoever makes them, in the admin or in a shell."""

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils import timezone

from people.models import Person
from people.operations import record_audit

CHANGES = {"post_add": "given the rights of", "post_remove": "no longer has the rights of"}


@receiver(m2m_changed, sender=Person.groups.through)
def log_change_of_rights(sender, instance, action, pk_set, reverse, **kwargs):
    if action in CHANGES and pk_set and not reverse:
        names = ", ".join(Group.objects.filter(pk__in=pk_set).values_list("name", flat=True))
        record_audit(
            action="rights changed",
            actor=None,
            detail=f"person {instance.pk} {CHANGES[action]} {names}",
            now=timezone.now(),
        )
