from django.contrib.auth.models import Group
from django.db import transaction

from assurance.roles import AUDITOR_RIGHTS, AUDITORS
from learning.management.commands.set_up_roles import Command as RolesBelow


class Command(RolesBelow):
    help = "Create the groups Officers, Approvers and Auditors with their rights, and the approval of a page."

    @transaction.atomic
    def handle(self, *args, **options):
        super().handle(*args, **options)
        auditors, _new = Group.objects.get_or_create(name=AUDITORS)
        auditors.permissions.add(*self.rights_in(AUDITOR_RIGHTS))
