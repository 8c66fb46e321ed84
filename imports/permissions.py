from people.staff_groups import OFFICERS

STAFF_RIGHTS = {OFFICERS: {"importrun": ("view", "add", "change")}}
