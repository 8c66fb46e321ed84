from people.staff_groups import ALL, AUDITORS, OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {"audience": ALL, "suppression": ALL, "mailing": VIEW, "delivery": VIEW, "mailqueue": ("change",)},
    AUDITORS: {"mailing": VIEW, "delivery": VIEW},
}
