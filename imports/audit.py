"""The audit trail of imports."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from imports.enums import ImportAction
from imports.models import ImportRun
from people.audit.actions import EXPORTS, rows_in_words
from people.audit.registry import AuditAction, AuditGroup, Count, Subject, Word, register

IMPORTS = AuditGroup("imports", _("Imports"))
RUN = Subject(ImportRun)

LINES_SHOWN = {"all": _("Every line"), "stay": _("Lines that stay"), **dict(ImportAction.choices)}


def _counts_in_words(said: Mapping[str, Any]) -> str:
    return ", ".join(f"{said[one.value]} {str(one.label).lower()}" for one in ImportAction if said[one.value])


COLUMNS_MATCHED = register(AuditAction("imports.columns_matched", _("Import: columns matched"), IMPORTS, (RUN,)))
QUESTIONS_ANSWERED = register(
    AuditAction(
        "imports.questions_answered",
        _("Import: questions answered"),
        IMPORTS,
        (RUN,),
        data={"lines": Count()},
        details=lambda said: ngettext("%(n)s line", "%(n)s lines", said["lines"]) % {"n": said["lines"]},
    )
)
AGREED = register(AuditAction("imports.agreed", _("Import: agreed to"), IMPORTS, (RUN,)))
IMPORTED = register(
    AuditAction(
        "imports.imported",
        _("Imported"),
        IMPORTS,
        (RUN,),
        data={action.value: Count() for action in ImportAction},
        details=_counts_in_words,
    )
)
PEOPLE_MERGED = register(
    AuditAction(
        "imports.people_merged",
        _("Import: records joined"),
        IMPORTS,
        (RUN,),
        data={"records": Count()},
        details=lambda said: ngettext("%(n)s record", "%(n)s records", said["records"]) % {"n": said["records"]},
    )
)
UNDONE = register(AuditAction("imports.undone", _("Import: undone"), IMPORTS, (RUN,)))
DISCARDED = register(AuditAction("imports.discarded", _("Import: discarded"), IMPORTS, (RUN,)))
LINES_EXPORTED = register(
    AuditAction(
        "imports.lines_exported",
        _("Lines of an import exported"),
        EXPORTS,
        (RUN,),
        data={"shown": Word(LINES_SHOWN), "rows": Count()},
        details=lambda said: f"{said['shown']}, {rows_in_words(said['rows'])}",
    )
)
