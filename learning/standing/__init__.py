"""Where every seat stands, at any moment: the one definition of a seat's state. One statement, whatever the size.

A seat is one person on one board in one post (a governor who is also its chair holds one seat; a clerk is no governor).
A figure for a past moment is counted from the facts of that moment: appointments and their versions, what was held
about people and organisations before it changed (people/models/past.py), events of deliveries, dates of completions.

The states, the first that fits (docs/features/assurance.md has the picture):

1. completed: whoever has done it has done it, for all of their seats
2. started
3. tabled: e-mail does not reach them, and the pack lay on the table of their board before as many
4. no_address
5. objected: objected, or the address is suppressed, or the message was marked as spam
6. bounced, ambiguous, not_started (sent): what became of the latest message that was handed over
7. not_asked: nothing was sent yet
"""

from learning.standing.counting import Counted, counted, states
from learning.standing.scope import Scope, post_of, schools_among
from learning.standing.statement import NOW, mailings_of

__all__ = ["NOW", "Counted", "Scope", "counted", "mailings_of", "post_of", "schools_among", "states"]
