from people.staff_groups import ALL, OFFICERS

STAFF_RIGHTS = {
    OFFICERS: {
        "film": ALL,
        "supportcontact": ALL,
        "closedday": ALL,
        "pack": ("view", "change"),
        "partnershipsettings": ("change",),
    }
}
