from django.contrib.auth.models import Group, Permission
from django.db import transaction

from assurance.roles import AUDITOR_RIGHTS, AUDITORS, OFFICER_RIGHTS, SPECIAL_RIGHTS
from learning.management.commands.set_up_roles import Command as RolesBelow
from learning.roles import APPROVERS, OFFICERS


class Command(RolesBelow):
    help = "Create the groups Officers, Approvers and Auditors with their rights, and the approval of a page."

    @transaction.atomic
    def handle(self, *args, **options):
        super().handle(*args, **options)
        special = Permission.objects.filter(content_type__app_label="assurance", codename__in=SPECIAL_RIGHTS)
        for name in (OFFICERS, APPROVERS):
            group = Group.objects.get(name=name)
            group.permissions.add(*self.rights_in(OFFICER_RIGHTS), *special)
        auditors, _new = Group.objects.get_or_create(name=AUDITORS)
        auditors.permissions.add(*self.rights_in(AUDITOR_RIGHTS))
