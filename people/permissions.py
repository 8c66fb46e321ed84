from people.staff_groups import ALL, AUDITORS, OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {
        "person": ("view", "change"),
        "authority": ALL,
        "organisation": ("view", "add", "change"),
        "appointment": ("view", "add", "change"),
        "question": ("view", "change"),
        "auditrecord": VIEW,
    },
    AUDITORS: {"person": VIEW, "organisation": VIEW, "appointment": VIEW, "auditrecord": VIEW},
}
