from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassroomsConfig(AppConfig):
    name = "classrooms"
    verbose_name = _("Schools and showings")
    # What the group Officers may do on this floor (manage.py set_up_roles).
    officer_rights = {
        ("classrooms", "showing"): ("view",),
        ("classrooms", "accessrequest"): ("view", "change"),
        ("classrooms", "parentlink"): ("view",),
    }
