from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("Workshops")
    # What the group Officers may do here (`manage.py set_up_roles`).
    officer_rights = {
        ("workshops", "workshopsession"): ("view", "add", "change"),
        ("workshops", "booking"): ("view", "add", "change", "check_in"),
        ("workshops", "invitation"): ("view", "add"),
        ("workshops", "passedover"): ("view",),
        ("workshops", "needs"): ("view",),
        ("workshops", "feedback"): ("view",),
    }
