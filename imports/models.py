from array import array
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.jobs import Job, JobQuerySet, held_in_work
from core.records import Record
from imports.enums import ImportAction, ImportKind, ImportState


class ImportRun(Job):
    """One file that somebody gave us: read first, looked over, then written in one transaction; kept, and undoable."""

    LEASE = timedelta(minutes=10)
    IN_WORK = {
        ImportState.WAITING: ImportState.READING,
        ImportState.AGREED: ImportState.WRITING,
        ImportState.UNDO_ASKED: ImportState.UNDOING,
    }

    kind = models.CharField(_("kind"), max_length=20, choices=ImportKind)
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.WAITING)
    file_name = models.CharField(_("file"), max_length=200)
    file = models.FileField(_("file as given"), upload_to="imports/", blank=True)  # deleted once written or discarded
    sha256 = models.CharField(_("hash of the file (SHA-256)"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    extract_on = models.DateField(_("extract of"), help_text=_("What a person said after this day beats the file."))
    options = models.JSONField(_("options"), default=dict, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    notes = models.JSONField(_("what was noticed about the file"), default=list, blank=True)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    started_at = models.DateTimeField(_("started"))
    committed_at = models.DateTimeField(_("written"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = JobQuerySet["ImportRun"].as_manager()

    unchanged_lines: "array[int]"  # for whoever asked for a preview; filled by runs.preview_run, and not kept

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.COMMITTED, ImportState.UNDONE]) | Q(committed_at__isnull=False),
                name="import_written_at_a_time",
            ),
            held_in_work(
                ImportState.READING, ImportState.WRITING, ImportState.UNDOING, name="import_in_work_is_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"


class ImportEntry(Record):
    """What one line of a file does, in the preview and afterwards: the record of what a run changed."""

    run = models.ForeignKey(ImportRun, verbose_name=_("import"), on_delete=models.CASCADE, related_name="entries")
    line = models.PositiveIntegerField(_("line"))
    action = models.CharField(_("what happens"), max_length=20, choices=ImportAction)
    key = models.CharField(_("number or address"), max_length=260, blank=True)
    subject = models.CharField(_("whom or what"), max_length=500, blank=True)
    after = models.JSONField(_("values"), default=dict, blank=True)
    before = models.JSONField(_("values before"), default=dict, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    undone = models.BooleanField(_("taken back"), default=False)
    object_id = models.PositiveBigIntegerField(_("row"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "action"])]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_action_display()} {self.subject}"


class ColumnMapping(Record):
    """Which column of a sheet means what, as somebody once matched it: offered again for the same header."""

    header = models.CharField(_("header (hash)"), max_length=64, unique=True)
    columns = models.JSONField(_("our field by its column"))
    used_at = models.DateTimeField(_("last used"))

    class Meta:
        verbose_name = _("matched columns")
        verbose_name_plural = _("matched columns")

    def __str__(self) -> str:
        return ", ".join(self.columns)
