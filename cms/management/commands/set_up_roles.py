from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from people.staff_groups import APPROVERS, OFFICERS, STAFF_GROUPS, rights_of

OF_WAGTAIL = ("Editors", "Moderators")  # Wagtail brings them; ours take their place, unless somebody is in them


class Command(BaseCommand):
    help = "Create the groups of staff with their rights, and the approval that a page goes through."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        root = Page.objects.get(depth=1)
        groups = {name: Group.objects.get_or_create(name=name)[0] for name in STAFF_GROUPS}
        for name, group in groups.items():
            group.permissions.add(*rights_of(name))
        for group in (groups[OFFICERS], groups[APPROVERS]):
            self.page_rights(group, root, "add", "change")
            self.library_rights(group, "wagtaildocs", "add_document", "change_document", "choose_document")
            # Whoever may add a picture may change their own.
            self.library_rights(group, "wagtailimages", "add_image", "choose_image")
        self.page_rights(groups[APPROVERS], root, "publish", "lock", "unlock")
        self.approval(root, groups[APPROVERS])
        Group.objects.filter(name__in=OF_WAGTAIL, user=None).delete()

    def library_rights(self, group: Group, app: str, *codenames: str) -> None:
        root = Collection.get_first_root_node()
        for permission in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)

    def page_rights(self, group: Group, root: Page, *actions: str) -> None:
        for action in actions:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)

    def approval(self, root: Page, approvers: Group) -> None:
        """One step: an approver looks. It replaces the workflow that Wagtail brings."""
        workflow, new = Workflow.objects.get_or_create(name="Approval", defaults={"active": True})
        if new:
            task = GroupApprovalTask.objects.create(name="An approver looks", active=True)
            task.groups.add(approvers)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
