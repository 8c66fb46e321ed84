"""The audit trail of what is done for the Board, and of what is given to people and erased."""

from django.utils.translation import gettext_lazy as _

from assurance.models import BoardAction, FollowUpReportPage, PublishedReport
from learning.audit import EVIDENCE
from people.audit.actions import DIRECTORY, EXPORTS, FILE_TYPE, PERSON
from people.audit.registry import AuditAction, AuditGroup, Count, Filters, Reference, Subject, Word, register

BOARD = AuditGroup("board", _("For the Board"))
BOARD_ACTION = Subject(BoardAction)
REPORT_PAGE = Subject(FollowUpReportPage)
PUBLISHED_REPORT = Subject(PublishedReport)

BOARD_ACTION_RECORDED = register(
    AuditAction("assurance.board_action_recorded", _("Board action recorded"), BOARD, (BOARD_ACTION,))
)
BOARD_ACTION_CHANGED = register(
    AuditAction("assurance.board_action_changed", _("Board action changed"), BOARD, (BOARD_ACTION,))
)
REPORT_STARTED = register(AuditAction("assurance.report_started", _("Report started"), BOARD, (REPORT_PAGE,)))
REPORT_PUBLISHED = register(
    AuditAction(
        "assurance.report_published",
        _("Report published"),
        BOARD,
        (PUBLISHED_REPORT,),
        data={"board_action": Reference(BOARD_ACTION)},
        details=lambda said: said["board_action"],
    )
)
REPORT_LINK_MADE = register(
    AuditAction("assurance.report_link_made", _("Link to a report made"), BOARD, (PUBLISHED_REPORT,))
)
REPORT_LINK_ENDED = register(
    AuditAction("assurance.report_link_ended", _("Link to a report ended"), BOARD, (PUBLISHED_REPORT,))
)
COVERAGE_EXPORTED = register(
    AuditAction(
        "assurance.coverage_exported",
        _("Coverage exported"),
        EXPORTS,
        (BOARD_ACTION,),
        data={
            "unit": Word({"seats": _("Seats"), "schools": _("Schools")}),
            "file_type": FILE_TYPE,
            "filters": Filters(),
        },
        details=lambda said: f"{said['unit']}, {said['file_type']}, {said['filters']}",
    )
)
PERSONAL_DATA_EXPORTED = register(
    AuditAction("assurance.personal_data_exported", _("All their data exported"), EXPORTS, (PERSON,))
)
BACKUP_RESTORED = register(
    AuditAction(
        "assurance.backup_restored",
        _("Backup marked as restored"),
        EVIDENCE,
        data={"kept": Count(), "lost": Count()},
        details=lambda said: (
            _("The evidence goes on after head %(kept)s; heads up to %(lost)s were noted outside the backup") % said
        ),
    )
)
PERSON_ERASED = register(AuditAction("assurance.person_erased", _("Person erased"), DIRECTORY, (PERSON,)))
