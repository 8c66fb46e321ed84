"""How assurance answers for personal data. It counts, and names no governor; that somebody was erased is on record."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from assurance.models import FollowUpReportPage
from people.personal_record import PersonRecord
from people.privacy import (
    AppPrivacy,
    Identifiers,
    Retention,
    about,
    acted,
    fields,
    impersonal,
    kept,
    prose,
    scrub,
)

SEALED = "What the Board was told, sealed as it was published. No figure names a governor."
FIELDS = {
    "BoardAction.recorded_by": acted(),
    **fields(kept("The words of a Board's minute."), "BoardAction", "board minute_reference text asked_by"),
    "Erasure.person": about(),
    "Erasure.by": acted(),
    "KeptCoverage.counts": impersonal("Counts."),
    "FollowUpReportPage.body": prose("The officer's draft of a report."),
    "PublishedReport.published_by": acted(),
    "ReportLink.made_by": acted(),
    "ReportLink.token": impersonal("A random address that the Board gets."),
    **fields(kept(SEALED), "PublishedReport", "title body figures pdf"),
    **fields(impersonal("Seals.", exported=False), "PublishedReport", "evidence_hash key_id previous_hash hash"),
}
RETENTION = {
    "assurance_boardaction": Retention("for ever", "What the Board asked for."),
    "assurance_boardaction_briefings": Retention("for ever", "Not personal."),
    "assurance_boardaction_workshops": Retention("for ever", "Not personal."),
    "assurance_boardaction_films": Retention("for ever", "Not personal."),
    "assurance_boardaction_documents": Retention("for ever", "Not personal."),
    "assurance_followupreportpage": Retention("until deleted", "Drafts of reports."),
    "assurance_reportindexpage": Retention("until deleted", "Not personal."),
    "assurance_reportlink": Retention("for ever; it opens nothing after a year", "It says when who could read what."),
    "assurance_publishedreport": Retention(
        "for ever; the application refuses to change it", "What the Board was told."
    ),
    "assurance_keptcoverage": Retention("until counted again", "Not personal."),
    "assurance_erasure": Retention("for ever", "That it was done, and by whom."),
}
WITHHELD = {"Erasure": "It says that nothing is left."}


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """Earlier drafts of reports; of the draft itself the words are scrubbed like all prose."""
    drafts = Revision.objects.filter(content_type=ContentType.objects.get_for_model(FollowUpReportPage))
    scrub(Revision, ["object_str", "content"], known, rows=drafts)


PRIVACY = AppPrivacy("assurance", fields=FIELDS, retention=RETENTION, withheld=WITHHELD, erase=erase)
