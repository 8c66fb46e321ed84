from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):
    """Shown to those who hold one permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)
