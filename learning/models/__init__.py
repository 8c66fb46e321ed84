from learning.models.briefing import Briefing
from learning.models.enrolment import Attempt, Declaration, Enrolment, StepRecord
from learning.models.evidence import Certificate, Completion, EvidenceAnchor, EvidenceHead, Pseudonym
from learning.models.follow_up import Digest, LaterMailing, Reminder
from learning.models.tabling import Tabling
from learning.models.watching import Watching

__all__ = [
    "Attempt",
    "Briefing",
    "Certificate",
    "Completion",
    "Declaration",
    "Digest",
    "Enrolment",
    "EvidenceAnchor",
    "EvidenceHead",
    "LaterMailing",
    "Pseudonym",
    "Reminder",
    "StepRecord",
    "Tabling",
    "Watching",
]
