"""Somebody's own account in the admin: Wagtail's page, with the name in the parts that we keep."""

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)
from wagtail.users.models import UserProfile

from accounts.forms import OwnNameForm


class NamePanel(BaseSettingsPanel):
    name = "name"
    title = _("Name")
    order = 100
    form_class = OwnNameForm


@method_decorator(require_admin_access, name="dispatch")
class OwnAccountView(AccountView):
    """Without Wagtail's form for first and last names, which our people do not have, and without pictures, since no
    file of ours has an address of its own at which one could be shown."""

    def get_panels(self) -> list[Any]:
        theirs = [
            panel
            for panel in super().get_panels()
            if not isinstance(panel, NameEmailSettingsPanel | AvatarSettingsPanel)
        ]
        user = self.request.user
        return [NamePanel(self.request, user, UserProfile.get_for_user(user)), *theirs]
