from people.staff_groups import ALL, AUDITORS, OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {
        "person": ("view", "change"),
        "authority": ALL,
        "organisation": ("view", "add", "change"),
        "appointment": ("view", "add", "change"),
        "question": ("view", "change"),
        "auditentry": VIEW,
    },
    AUDITORS: {"person": VIEW, "organisation": VIEW, "appointment": VIEW, "auditentry": VIEW},
}
