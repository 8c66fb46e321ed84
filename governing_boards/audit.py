"""The audit trail of a clerk's boards: what they download, and the printed pack at a meeting."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from governing_boards.models import Tabling
from governing_boards.sheets import FILTERS
from learning.audit import BRIEFING, EVIDENCE
from people.audit.actions import EXPORTS, FILE_TYPE, ORGANISATION, rows_in_words
from people.audit.registry import AuditAction, Count, Day, Reference, Subject, Word, register

TABLING = Subject(Tabling, related=("organisation",), name=lambda row: str(row.organisation))

BOARD_DOWNLOADED = register(
    AuditAction(
        "governing_boards.board_downloaded",
        _("Board downloaded"),
        EXPORTS,
        (ORGANISATION,),
        data={"briefing": Reference(BRIEFING), "shown": Word(dict(FILTERS)), "file_type": FILE_TYPE, "rows": Count()},
        details=lambda said: ", ".join(
            str(part)
            for part in (said["briefing"], said["shown"], said["file_type"], rows_in_words(said["rows"]))
            if part
        ),
    )
)
CORRECTIONS_DOWNLOADED = register(
    AuditAction(
        "governing_boards.corrections_downloaded",
        _("Corrections to the register downloaded"),
        EXPORTS,
        (ORGANISATION,),
        data={"file_type": FILE_TYPE, "rows": Count()},
        details=lambda said: f"{said['file_type']}, {rows_in_words(said['rows'])}",
    )
)
TABLED = register(
    AuditAction(
        "governing_boards.tabled",
        _("Printed pack recorded at a meeting"),
        EVIDENCE,
        (TABLING,),
        data={"briefing": Reference(BRIEFING), "on": Day(), "present": Count()},
        details=lambda said: (
            ngettext(
                "%(briefing)s, on %(on)s, %(present)s present",
                "%(briefing)s, on %(on)s, %(present)s present",
                said["present"],
            )
            % said
        ),
    )
)
TABLING_WITHDRAWN = register(
    AuditAction(
        "governing_boards.tabling_withdrawn",
        _("Record of a printed pack withdrawn"),
        EVIDENCE,
        (TABLING,),
    )
)
