from people.staff_groups import OFFICERS, VIEW

STAFF_RIGHTS = {
    OFFICERS: {
        "workshopsession": ("view", "add", "change"),
        "booking": ("view", "add", "change", "check_in"),
        "invitation": ("view", "add"),
        "passedover": VIEW,
        "needs": VIEW,
        "feedback": VIEW,
    }
}
