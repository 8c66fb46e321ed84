"""What this floor adds to the groups of staff, and the one who only looks."""

AUDITORS = "Auditors"
LOOK = ("view",)
OFFICER_RIGHTS = {
    ("assurance", "boardaction"): ("view", "add", "change"),
    ("assurance", "publishedreport"): LOOK,
    ("assurance", "followupreportpage"): ("view", "add", "change"),
    ("assurance", "erasure"): ("view", "erase_person", "export_person"),
}
AUDITOR_RIGHTS = {
    ("wagtailadmin", "admin"): ("access",),
    ("assurance", "boardaction"): LOOK,
    ("assurance", "publishedreport"): LOOK,
    ("learning", "briefing"): LOOK,
    ("learning", "enrolment"): LOOK,
    ("learning", "certificate"): LOOK,
    ("distribution", "mailing"): LOOK,
    ("distribution", "delivery"): LOOK,
    ("people", "person"): LOOK,
    ("people", "organisation"): LOOK,
    ("people", "appointment"): LOOK,
    ("people", "auditrecord"): LOOK,
}
