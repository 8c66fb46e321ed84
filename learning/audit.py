"""The audit trail of briefings and certificates."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from distribution.audit import SENDING, messages_in_words
from learning.enums import LateEnrolmentRule
from learning.models import Briefing, Certificate
from people.audit.actions import ORGANISATION, PERSON
from people.audit.registry import AuditAction, AuditGroup, Count, Reference, Subject, Word, register

EVIDENCE = AuditGroup("evidence", _("Certificates and evidence"))
BRIEFING = Subject(Briefing, related=("module", "audience"))
CERTIFICATE = Subject(
    Certificate,
    related=("person",),
    name=lambda row: f"{row.code_display}, {row.person}" if row.person else row.code_display,
)


def _rule_in_words(said: Mapping[str, Any]) -> str:
    days = ngettext("%(n)s day to do it", "%(n)s days to do it", said["days"]) % {"n": said["days"]}
    return f"{said['rule']}, {days}"


def _reminded_in_words(said: Mapping[str, Any]) -> str:
    board = said["organisation"] or _("The whole audience")
    return f"{board}, {messages_in_words(said['messages'])}"


def _reason(said: Mapping[str, Any]) -> str:
    return said["row"].revoked_reason if said["row"] else ""


BRIEFING_SENT = register(
    AuditAction(
        "learning.briefing_sent",
        _("Briefing sent"),
        SENDING,
        (BRIEFING,),
        data={"messages": Count()},
        details=lambda said: messages_in_words(said["messages"]),
    )
)
BRIEFING_SENT_TO_JOINERS = register(
    AuditAction(
        "learning.briefing_sent_to_joiners",
        _("Briefing sent to people who joined later"),
        SENDING,
        (BRIEFING,),
        data={"messages": Count()},
        details=lambda said: messages_in_words(said["messages"]),
    )
)
BRIEFING_CLOSED = register(AuditAction("learning.briefing_closed", _("Briefing closed"), SENDING, (BRIEFING,)))
BRIEFING_REOPENED = register(
    AuditAction("learning.briefing_reopened", _("Briefing opened again"), SENDING, (BRIEFING,))
)
LATE_ENROLMENT_RULE_SET = register(
    AuditAction(
        "learning.late_enrolment_rule_set",
        _("Rule for people who join later set"),
        SENDING,
        (BRIEFING,),
        data={"rule": Word(dict(LateEnrolmentRule.choices)), "days": Count()},
        details=_rule_in_words,
    )
)
REMINDER_SENT = register(
    AuditAction(
        "learning.reminder_sent",
        _("Reminder sent"),
        SENDING,
        (BRIEFING,),
        data={"organisation": Reference(ORGANISATION), "messages": Count()},
        details=_reminded_in_words,
    )
)
CERTIFICATE_REVOKED = register(
    AuditAction(
        "learning.certificate_revoked",
        _("Certificate revoked"),
        EVIDENCE,
        (CERTIFICATE,),
        data={"person": Reference(PERSON)},
        details=_reason,
    )
)
