"""The two groups of staff that the work needs: who writes and sends, and who approves."""

OFFICERS = "Officers"
APPROVERS = "Approvers"
ALL = ("add", "change", "delete", "view")
LOOK = ("view",)
OFFICER_RIGHTS = {
    ("wagtailadmin", "admin"): ("access",),
    ("cms", "film"): ALL,
    ("cms", "supportcontact"): ALL,
    ("cms", "closedday"): ALL,
    ("cms", "partnershipsettings"): ("change",),
    ("distribution", "audience"): ALL,
    ("distribution", "suppression"): ALL,
    ("distribution", "mailing"): LOOK,
    ("distribution", "delivery"): LOOK,
    ("distribution", "postoffice"): ("change",),
    ("learning", "briefing"): (*ALL, "issue"),
    ("learning", "enrolment"): LOOK,
    ("learning", "certificate"): ("view", "change"),
    ("people", "person"): ("view", "change"),
    ("people", "authority"): ALL,
    ("people", "organisation"): ("view", "add", "change"),
    ("people", "appointment"): ("view", "add", "change"),
    ("people", "question"): ("view", "change"),
    ("people", "importrun"): ("view", "add", "change"),
    ("people", "auditrecord"): LOOK,
    ("wagtaildocs", "document"): ("add", "change", "choose"),
}
