"""Framework signals only: changes of rights are logged, and decide who may enter, whoever makes them and where."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver
from django.utils import timezone

from people.models import Person
from people.operations import match_staff_to_rights, record_audit

NAMED_AT_ONCE = 10  # a record's detail is short, and none of them may be cut off
CHANGES = {
    "post_add": "given the rights of",
    "post_remove": "no longer has the rights of",
    "pre_clear": "no longer has the rights of",
}


@receiver(m2m_changed, sender=Person.groups.through)
def log_change_of_rights(*, instance: Person | Group, action: str, pk_set: set[int] | None, **kwargs: Any) -> None:
    """From either side: a person is given groups, or a group people."""
    if action not in CHANGES:
        return
    if isinstance(instance, Group):
        people = instance.user_set.values_list("pk", flat=True) if pk_set is None else pk_set
        changed = [(pk, instance.name) for pk in people]
    else:
        groups = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
        names = ", ".join(groups.values_list("name", flat=True))
        changed = [(instance.pk, names)] if names else []
    for person, names in changed:
        _log(instance, f"person {person} {CHANGES[action]} {names}")


@receiver(m2m_changed, sender=Group.permissions.through)
@receiver(m2m_changed, sender=Person.user_permissions.through)
def log_change_of_permissions(
    *, instance: Person | Group | Permission, action: str, pk_set: set[int] | None, reverse: bool, **kwargs: Any
) -> None:
    if action in CHANGES and pk_set and not reverse:
        names = list(Permission.objects.filter(pk__in=pk_set).order_by("codename").values_list("codename", flat=True))
        whose = f"group {instance.name}" if isinstance(instance, Group) else f"person {instance.pk}"
        for start in range(0, len(names), NAMED_AT_ONCE):
            _log(instance, f"{whose} {CHANGES[action]} {', '.join(names[start : start + NAMED_AT_ONCE])}")


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


def _log(instance: Model, detail: str) -> None:
    # Whoever changes them in the admin has put their name on the row (accounts/staff.py).
    actor: Person | None = getattr(instance, "rights_changed_by", None)
    record_audit(action="rights changed", actor=actor, detail=detail, now=timezone.now())
