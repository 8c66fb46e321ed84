from wagtail import hooks

from imports.viewsets import DirectoryGroup


@hooks.register("register_admin_viewset")
def directory() -> DirectoryGroup:
    return DirectoryGroup()
