"""Who may enter the admin. Rights decide; `Person.is_staff` repeats it for the guards that ask for it."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet

from people.models import Person
from people.operations.sessions import end_sessions

ENTER = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}


def groups_that_enter() -> QuerySet[Group]:
    """The groups whose members may enter the admin."""
    return Group.objects.filter(**{f"permissions__{name}": value for name, value in ENTER.items()})


def enters_by_own_right(person: Person) -> bool:
    """Whether somebody may enter the admin by a right given to them alone, whatever their groups."""
    return person.pk is not None and person.user_permissions.filter(**ENTER).exists()


@transaction.atomic
def match_staff_to_rights() -> None:
    """Set `is_staff` for superusers and holders of the right to enter the admin, and for nobody else.

    Sessions of whoever loses it end. 3 statements.
    """
    holders = Person.objects.filter(
        Q(is_superuser=True)
        | Q(groups__in=groups_that_enter())
        | Q(**{f"user_permissions__{name}": value for name, value in ENTER.items()})
    ).values("pk")
    Person.objects.filter(is_staff=False, pk__in=holders).update(is_staff=True)
    leavers = list(Person.objects.filter(is_staff=True).exclude(pk__in=holders).values_list("pk", flat=True))
    Person.objects.filter(pk__in=leavers).update(is_staff=False)
    end_sessions(*leavers)
