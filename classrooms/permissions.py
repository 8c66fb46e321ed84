from people.staff_groups import OFFICERS, VIEW

STAFF_RIGHTS = {OFFICERS: {"showing": VIEW, "accessrequest": ("view", "change"), "parentlink": VIEW}}
