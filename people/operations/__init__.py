"""Writes about people: keyword-only, the clock passed in, exceptions with names."""

from people.operations.appointments import (
    EndsBeforeItStarts,
    answer_question,
    correct_appointment,
    end_appointment,
    free_mailboxes,
    revise,
    revise_many,
    unrevise_many,
)
from people.operations.audit import NotDeclared, empty_audit_entries, record_audit
from people.operations.boards import set_board_size
from people.operations.contact_details import (
    AddressOfStaff,
    AddressTaken,
    correct_name,
    forget_address,
    give_address,
    object_to_messages,
    same_name,
    share_address,
    withdraw_objection,
)
from people.operations.joiners import Joiner, NamesakeOnBoard, NobodyNamed, Term, add_appointment
from people.operations.ledger import add_to_ledger
from people.operations.merging import CannotMerge, merge_people, tell_apart, unmerge_people
from people.operations.rights import enters_by_own_right, groups_that_enter, match_staff_to_rights
from people.operations.sessions import end_sessions
from people.operations.snapshots import snapshot_organisations, snapshot_people

__all__ = [
    "AddressOfStaff",
    "AddressTaken",
    "CannotMerge",
    "EndsBeforeItStarts",
    "Joiner",
    "NamesakeOnBoard",
    "NobodyNamed",
    "NotDeclared",
    "Term",
    "add_appointment",
    "add_to_ledger",
    "answer_question",
    "correct_appointment",
    "correct_name",
    "empty_audit_entries",
    "end_appointment",
    "end_sessions",
    "enters_by_own_right",
    "forget_address",
    "free_mailboxes",
    "give_address",
    "groups_that_enter",
    "match_staff_to_rights",
    "merge_people",
    "object_to_messages",
    "record_audit",
    "revise",
    "revise_many",
    "same_name",
    "set_board_size",
    "share_address",
    "snapshot_organisations",
    "snapshot_people",
    "tell_apart",
    "unmerge_people",
    "unrevise_many",
    "withdraw_objection",
]
