"""The ledger of evidence: what figures for the Board count, sealed with a key that the database doesn't hold.

`keys` has the key, `chain` seals rows and checks them, `registry` knows which app reconciles what. No tables here:
people/models/ledger.py has them, people/operations/ledger.py writes them.

What can be detected: a row that figures count and that was altered, added or deleted without the software
(`manage.py verify_evidence` names it), also if its entry in the ledger was altered or deleted with it; and a ledger
that was cut short or put back, by the heads that stand outside the database.

What can't: whatever somebody does who has the key, or runs our software with its settings; entries deleted from the
end, with the row that notes it, before their head was written down outside (at most an hour); who sat before a screen.
"""
