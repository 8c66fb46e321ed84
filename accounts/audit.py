"""The audit trail of the ways in."""

from django.utils.translation import gettext_lazy as _

from accounts.sessions import DEMONSTRATION
from people.audit.actions import PERSON, RIGHTS
from people.audit.registry import AuditAction, AuditGroup, Count, Word, register

SIGNING_IN = AuditGroup("signing_in", _("Signing in"))

LINK, CODE, PASSKEY, SECOND_FACTOR = "link", "code", "passkey", "second_factor"
WAYS = {
    LINK: _("By the link in a message"),
    CODE: _("By a code"),
    PASSKEY: _("By a passkey"),
    SECOND_FACTOR: _("With a second factor"),
    DEMONSTRATION: _("By the demonstration's entrance"),
}

SIGNED_IN = register(
    AuditAction(
        "accounts.signed_in",
        _("Signed in"),
        SIGNING_IN,
        (PERSON,),
        data={"way": Word(WAYS)},
        details=lambda said: said["way"],
    )
)
WRONG_CODE = register(
    AuditAction(
        "accounts.wrong_code",
        _("A wrong code was typed"),
        SIGNING_IN,
        (PERSON,),
        data={"left": Count()},
        details=lambda said: _("%(left)s tries left") % said,
    )
)
ACCOUNT_CHANGED = register(
    AuditAction(
        "accounts.account_changed",
        _("Staff account changed"),
        RIGHTS,
        (PERSON,),
        data={
            "change": Word(
                {
                    "active": _("The account was switched on"),
                    "not_active": _("The account was switched off"),
                    "superuser": _("Made an administrator"),
                    "not_superuser": _("No longer an administrator"),
                    "may_enter": _("May enter the admin"),
                }
            )
        },
        details=lambda said: said["change"],
    )
)
