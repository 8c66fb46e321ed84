"""The kinds of action of the audit trail: what each app declares with, and this app's own."""
