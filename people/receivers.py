"""Framework signals only: changes of rights are logged, and decide who may enter, whoever makes them and where."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver
from django.utils import timezone

from people.audit.actions import GROUPS_GIVEN, GROUPS_TAKEN, PERMISSIONS_GIVEN, PERMISSIONS_TAKEN
from people.models import Person
from people.operations import end_sessions, match_staff_to_rights, record_audit

GIVEN = "post_add"
CHANGES = (GIVEN, "post_remove", "pre_clear")


@receiver(m2m_changed, sender=Person.groups.through)
def log_change_of_rights(*, instance: Person | Group, action: str, pk_set: set[int] | None, **kwargs: Any) -> None:
    """From either side: a person is given groups, or a group people."""
    if action not in CHANGES:
        return
    if isinstance(instance, Group):
        people = Person.objects.filter(groups=instance) if pk_set is None else Person.objects.filter(pk__in=pk_set)
        changed = [(person, {instance.pk}) for person in people]
    else:
        groups = set(instance.groups.values_list("pk", flat=True)) if pk_set is None else pk_set
        changed = [(instance, groups)] if groups else []
    kind = GROUPS_GIVEN if action == GIVEN else GROUPS_TAKEN
    if kind == GROUPS_TAKEN:
        end_sessions(*(person.pk for person, _groups in changed))
    for person, groups in changed:
        record_audit(action=kind, about=person, by=_by(instance), data={"groups": groups}, now=timezone.now())


@receiver(m2m_changed, sender=Group.permissions.through)
@receiver(m2m_changed, sender=Person.user_permissions.through)
def log_change_of_permissions(
    *, instance: Person | Group | Permission, action: str, pk_set: set[int] | None, reverse: bool, **kwargs: Any
) -> None:
    if action not in CHANGES or reverse or isinstance(instance, Permission):
        return
    if pk_set is None:
        held = instance.permissions if isinstance(instance, Group) else instance.user_permissions
        pk_set = set(held.values_list("pk", flat=True))
    kind = PERMISSIONS_GIVEN if action == GIVEN else PERMISSIONS_TAKEN
    if pk_set and kind == PERMISSIONS_TAKEN:
        members = Person.objects.filter(groups=instance) if isinstance(instance, Group) else [instance]
        end_sessions(*(person.pk for person in members))
    if pk_set:
        record_audit(action=kind, about=instance, by=_by(instance), data={"permissions": pk_set}, now=timezone.now())


@receiver(m2m_changed, sender=Person.groups.through)
@receiver(m2m_changed, sender=Person.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def follow_rights(*, action: str, **kwargs: Any) -> None:
    """However rights are given or taken, in the admin or in a shell, nobody has to say twice who may enter."""
    if action in {"post_add", "post_remove", "post_clear"}:
        match_staff_to_rights()


@receiver(post_delete, sender=Group)
def follow_the_end_of_a_group(**kwargs: Any) -> None:
    match_staff_to_rights()


def _by(instance: Model) -> Person | None:
    """Whoever changes rights in the admin has put their name on the row (accounts/staff.py)."""
    by: Person | None = getattr(instance, "rights_changed_by", None)
    return by
