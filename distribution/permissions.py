from people.staff_groups import ALL, AUDITORS, OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {"audience": ALL, "suppression": ALL, "mailing": VIEW, "delivery": VIEW, "postoffice": ("change",)},
    AUDITORS: {"mailing": VIEW, "delivery": VIEW},
}
