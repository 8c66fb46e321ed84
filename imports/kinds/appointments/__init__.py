"""Appointments by GID, as the register and the council's list give them: what is new, what differs, who is believed.

What a person told us beats an older extract; a newer extract that disagrees becomes a question to the clerk
(docs/decisions/0015). Used by `governance` and `councillors`. `rows` holds what a file and what we say, `planner` what
a line means, `writing` and `reverting` carry it out and take it back.
"""

from imports.kinds.appointments.planner import NOBODY_ENDS, plan_chunk, plan_missing
from imports.kinds.appointments.reverting import undo
from imports.kinds.appointments.rows import GovernanceRow, Place, organisations_by_number
from imports.kinds.appointments.writing import write

__all__ = [
    "NOBODY_ENDS",
    "GovernanceRow",
    "Place",
    "organisations_by_number",
    "plan_chunk",
    "plan_missing",
    "undo",
    "write",
]
