from django.apps import apps
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

from learning.roles import APPROVERS, OFFICER_RIGHTS, OFFICERS

OF_WAGTAIL = ("Editors", "Moderators")  # Wagtail brings them; ours take their place, unless somebody is in them


class Command(BaseCommand):
    help = "Create the groups Officers and Approvers with their rights, and the approval that a page goes through."

    @transaction.atomic
    def handle(self, *args, **options):
        root = Page.objects.get(depth=1)
        officers, _new = Group.objects.get_or_create(name=OFFICERS)
        approvers, _new = Group.objects.get_or_create(name=APPROVERS)
        for group in (officers, approvers):
            group.permissions.add(*self.rights())
            self.page_rights(group, root, "add", "change")
            self.library_rights(group, "wagtaildocs", "add_document", "change_document", "choose_document")
            # Whoever may add a picture may change their own.
            self.library_rights(group, "wagtailimages", "add_image", "choose_image")
        self.page_rights(approvers, root, "publish", "lock", "unlock")
        self.approval(root, approvers)
        Group.objects.filter(name__in=OF_WAGTAIL, user=None).delete()

    def rights(self):
        """Those of this floor and below, and what each app above says of itself (`officer_rights` of its AppConfig)."""
        above = [getattr(config, "officer_rights", {}) for config in apps.get_app_configs()]
        for table in (OFFICER_RIGHTS, *above):
            yield from self.rights_in(table)

    def rights_in(self, table):
        for (app, model), actions in table.items():
            for action in actions:
                # `issue` is issue_briefing; a right that is not about its model is named whole.
                names = [f"{action}_{model}", action]
                yield Permission.objects.get(content_type__app_label=app, content_type__model=model, codename__in=names)

    def library_rights(self, group, app, *codenames):
        root = Collection.get_first_root_node()
        for permission in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)

    def page_rights(self, group, root, *actions):
        for action in actions:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)

    def approval(self, root, approvers):
        """One step: an approver looks. It replaces the workflow that Wagtail brings."""
        workflow, new = Workflow.objects.get_or_create(name="Approval", defaults={"active": True})
        if new:
            task = GroupApprovalTask.objects.create(name="An approver looks", active=True)
            task.groups.add(approvers)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
