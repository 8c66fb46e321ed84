from people.staff_groups import AUDITORS, OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {
        "boardaction": ("view", "add", "change"),
        "publishedreport": VIEW,
        "followupreportpage": ("view", "add", "change"),
        "erasure": ("view", "erase_person", "export_person"),
    },
    AUDITORS: {"boardaction": VIEW, "publishedreport": VIEW},
}
