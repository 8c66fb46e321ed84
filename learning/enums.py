from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnrolmentState(TextChoices):
    """Derived from an enrolment's columns (docs/features/learning.md has the picture)."""

    NOT_STARTED = "not_started", _("Not started")
    STARTED = "started", _("Started")
    COMPLETED = "completed", _("Completed")


class StepEvidence(TextChoices):
    """How a step was done."""

    WATCHED = "watched", _("Watched")
    READ = "read", _("Read as transcript")
    CONTINUED = "continued", _("Read")
    ANSWERED = "answered", _("Answered")
    DECLARED = "declared", _("Declared")


class CompletionSource(TextChoices):
    WATCHED = "watched", _("Watched")
    READ = "read", _("Read as transcript")
    ATTENDED = "attended", _("Attended")
    RECOGNISED = "recognised", _("Recognised from elsewhere")
