"""The audit trail of the mail queue."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from distribution.models import Mailing, MailQueue, Suppression
from people.audit.registry import AuditAction, AuditGroup, Count, Subject, register

SENDING = AuditGroup("sending", _("Sending"))
MAILING = Subject(Mailing)
MAIL_QUEUE = Subject(MailQueue)
SUPPRESSION = Subject(Suppression)


def messages_in_words(count: int) -> str:
    return ngettext("%(n)s message", "%(n)s messages", count) % {"n": count}


MAIL_QUEUE_OPENED = register(
    AuditAction("distribution.mail_queue_opened", _("Sending turned on"), SENDING, (MAIL_QUEUE,))
)
MAIL_QUEUE_CLOSED = register(
    AuditAction("distribution.mail_queue_closed", _("Sending turned off"), SENDING, (MAIL_QUEUE,))
)
MAILING_PAUSED = register(AuditAction("distribution.mailing_paused", _("Mailing paused"), SENDING, (MAILING,)))
MAILING_RESUMED = register(AuditAction("distribution.mailing_resumed", _("Mailing resumed"), SENDING, (MAILING,)))
MAILING_STOPPED = register(
    AuditAction(
        "distribution.mailing_stopped",
        _("Mailing stopped"),
        SENDING,
        (MAILING,),
        data={"cancelled": Count()},
        details=lambda said: _("%(messages)s not sent") % {"messages": messages_in_words(said["cancelled"])},
    )
)
SUPPRESSION_LIFTED = register(
    AuditAction("distribution.suppression_lifted", _("Suppression lifted"), SENDING, (SUPPRESSION,))
)
