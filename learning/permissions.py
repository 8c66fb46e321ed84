from people.staff_groups import ALL, AUDITORS, OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {"briefing": (*ALL, "issue"), "enrolment": VIEW, "certificate": ("view", "change")},
    AUDITORS: {"briefing": VIEW, "enrolment": VIEW, "certificate": VIEW},
}
