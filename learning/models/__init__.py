from learning.models.briefing import Briefing
from learning.models.enrolment import Attempt, Declaration, Enrolment, StepRecord
from learning.models.evidence import Certificate, Completion, EvidenceHead, Pseudonym
from learning.models.later_mailings import LaterMailing, Reminder
from learning.models.watching import Watching

__all__ = [
    "Attempt",
    "Briefing",
    "Certificate",
    "Completion",
    "Declaration",
    "Enrolment",
    "EvidenceHead",
    "LaterMailing",
    "Pseudonym",
    "Reminder",
    "StepRecord",
    "Watching",
]
