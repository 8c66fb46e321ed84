"""Imports, their states and what becomes of a line (docs/features/directory.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportKind(TextChoices):
    ESTABLISHMENTS = "establishments", _("Schools (GIAS establishments)")
    GOVERNANCE = "governance", _("Appointments (GIAS governance)")
    LINKS = "links", _("Links between schools (GIAS links)")
    COUNCILLORS = "councillors", _("Councillors (Modern.gov)")
    CONTACTS = "contacts", _("Contacts (a sheet of your own)")


class ImportState(TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Read: look it over")
    AGREED = "agreed", _("Waiting to be written")
    WRITING = "writing", _("Being written")
    COMMITTED = "committed", _("Written")
    UNDO_ASKED = "undo_asked", _("Waiting to be undone")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Cannot be read")
    DISCARDED = "discarded", _("Discarded")


class ImportAction(TextChoices):
    CREATED = "created", _("New")
    CHANGED = "changed", _("Changed")
    ENDED = "ended", _("Ended")
    DISAGREEMENT = "disagreement", _("Disagreement")
    OFFERED = "offered", _("Near match")
    REFUSED = "refused", _("Refused")
    UNCHANGED = "unchanged", _("Unchanged")
