"""The groups of staff. What each may do stands in `permissions.py` of every app, and `set_up_roles` gives it to them.

An app's `STAFF_RIGHTS` has, by group and by name of a model of that app, the actions: "view" is the permission
view_MODEL; a permission that is not about its model is named whole.
"""

from collections.abc import Container, Iterator
from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib.auth.models import Permission
from django.utils.module_loading import module_has_submodule

OFFICERS = "Officers"  # write and send
APPROVERS = "Approvers"  # officers who may also publish
AUDITORS = "Auditors"  # look, and change nothing
STAFF_GROUPS = (OFFICERS, APPROVERS, AUDITORS)
ALL = ("add", "change", "delete", "view")
VIEW = ("view",)
# Those of Wagtail, which has no permissions.py of ours.
OF_WAGTAIL = {
    OFFICERS: [
        ("wagtailadmin", "access_admin"),
        ("wagtaildocs", "add_document"),
        ("wagtaildocs", "change_document"),
        ("wagtaildocs", "choose_document"),
    ],
    AUDITORS: [("wagtailadmin", "access_admin")],
}


def rights_of(group: str) -> list[Permission]:
    """All permissions of a group. 1 query. Raises LookupError for a right that no model has."""
    group = OFFICERS if group == APPROVERS else group
    known: dict[tuple[str, str], Permission] = {}
    for permission in Permission.objects.select_related("content_type"):
        known[permission.content_type.app_label, permission.codename] = permission
    names = [*OF_WAGTAIL[group], *_names_declared(group, known)]
    if missing := [name for name in names if name not in known]:
        raise LookupError(f"No model has these rights: {missing}")
    return [known[name] for name in names]


def _names_declared(group: str, known: Container[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for config in apps.get_app_configs():
        for model, actions in _declared(config).get(group, {}).items():
            for action in actions:
                of_model = (config.label, f"{action}_{model}")
                yield of_model if of_model in known else (config.label, action)


def _declared(config: AppConfig) -> dict[str, dict[str, tuple[str, ...]]]:
    if not config.module or not module_has_submodule(config.module, "permissions"):
        return {}
    return getattr(import_module(f"{config.name}.permissions"), "STAFF_RIGHTS", {})
