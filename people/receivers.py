"""Framework signals only: changes of rights are logged, and decide who may enter, whoever makes them and where."""

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver
from django.utils import timezone

from people.audit.actions import GROUPS_GIVEN, GROUPS_TAKEN, PERMISSIONS_GIVEN, PERMISSIONS_TAKEN
from people.models import Person
from people.operations import match_staff_to_rights, record_audit

GIVEN, TAKEN = "post_add", ("post_remove", "pre_clear")
CHANGES = (GIVEN, *TAKEN)


@receiver(m2m_changed, sender=Person.groups.through)
def log_change_of_rights(sender, instance, action, pk_set, reverse, **kwargs):
    """From either side: a person is given groups, or a group people."""
    if action not in CHANGES:
        return
    if reverse:
        people = instance.user_set.all() if pk_set is None else Person.objects.filter(pk__in=pk_set)
        changed = [(person, [instance.pk]) for person in people]
    else:
        groups = instance.groups.values_list("pk", flat=True) if pk_set is None else pk_set
        changed = [(instance, list(groups))] if groups else []
    for person, groups in changed:
        kind = GROUPS_GIVEN if action == GIVEN else GROUPS_TAKEN
        _record(instance, action=kind, about=person, data={"groups": groups})


@receiver(m2m_changed, sender=Group.permissions.through)
@receiver(m2m_changed, sender=Person.user_permissions.through)
def log_change_of_permissions(sender, instance, action, pk_set, reverse, **kwargs):
    if action not in CHANGES or reverse:
        return
    if pk_set is None:
        held = instance.permissions if isinstance(instance, Group) else instance.user_permissions
        pk_set = set(held.values_list("pk", flat=True))
    if pk_set:
        kind = PERMISSIONS_GIVEN if action == GIVEN else PERMISSIONS_TAKEN
        _record(instance, action=kind, about=instance, data={"permissions": pk_set})


@receiver(m2m_changed, sender=Person.groups.through)
@receiver(m2m_changed, sender=Person.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def follow_rights(action, **kwargs):
    """However rights are given or taken, in the admin or in a shell, nobody has to say twice who may enter."""
    if action in {"post_add", "post_remove", "post_clear"}:
        match_staff_to_rights()


@receiver(post_delete, sender=Group)
def follow_the_end_of_a_group(**kwargs):
    match_staff_to_rights()


def _record(instance, **what):
    # Whoever changes them in the admin has put their name on the row (accounts/staff.py).
    record_audit(**what, by=getattr(instance, "rights_changed_by", None), now=timezone.now())
