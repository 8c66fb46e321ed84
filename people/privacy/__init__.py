"""Personal data, app by app: each answers for its own tables, and the registry here is all that others iterate.

An app's `privacy.py` makes one `AppPrivacy` and its `apps.py` registers it. CONTRIBUTING.md says what goes into it.
"""

from people.privacy.declarations import (
    ERASED,
    Declaration,
    Retention,
    about,
    acted,
    emptied,
    fields,
    impersonal,
    kept,
    needs_declaration,
    prose,
)
from people.privacy.identifiers import Identifiers, identifiers_of
from people.privacy.registry import (
    AppPrivacy,
    BusyWithThem,
    Event,
    declaration_of,
    erase_records,
    is_withheld,
    register,
    registered,
)
from people.privacy.scrubbing import rows_that_may_name, scrub

__all__ = [
    "ERASED",
    "AppPrivacy",
    "BusyWithThem",
    "Declaration",
    "Event",
    "Identifiers",
    "Retention",
    "about",
    "acted",
    "declaration_of",
    "emptied",
    "erase_records",
    "fields",
    "identifiers_of",
    "impersonal",
    "is_withheld",
    "kept",
    "needs_declaration",
    "prose",
    "register",
    "registered",
    "rows_that_may_name",
    "scrub",
]
