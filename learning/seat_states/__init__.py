"""Where every seat stands, at any moment: the one definition of a seat's state. One statement, whatever the size.

A seat is one person on one board in one post (a governor who is also its chair holds one seat; a clerk is no governor).
A figure for a past moment is counted from the facts of that moment: appointments and their versions, what was held
about people and organisations before it changed (people/models/snapshots.py), events of deliveries, dates of
completions.

The states, the first that fits (docs/features/assurance.md has the picture):

1. completed: whoever has done it has done it, for all of their seats
2. started
3. no_address
4. objected: objected, or the address is suppressed, or the message was marked as spam
5. bounced, ambiguous, not_started (sent): what became of the latest message that was handed over
6. not_asked: nothing was sent yet

That a board had the printed pack at a meeting is a fact about the board, and nobody's state:
governing_boards/paper_briefings.py.
"""

from learning.seat_states.counting import Counted, counted, states
from learning.seat_states.scope import Scope, post_of, schools_among
from learning.seat_states.sql import NOW, mailings_of

__all__ = [
    "NOW",
    "Counted",
    "Scope",
    "counted",
    "mailings_of",
    "post_of",
    "schools_among",
    "states",
]
