"""What Celery's clock starts, and how often, in seconds. What expires is not done twice after a pause."""

CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "distribution.tasks.dispatch_due", "schedule": 5.0, "options": {"expires": 5}},
    "heart": {"task": "distribution.tasks.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "codes": {"task": "accounts.tasks.write_codes", "schedule": 10.0, "options": {"expires": 10}},
    "code counts": {"task": "accounts.tasks.forget_counts", "schedule": 6 * 3600.0},
    "sessions": {"task": "accounts.tasks.forget_sessions", "schedule": 6 * 3600.0},
    "mail counts": {"task": "distribution.tasks.forget_counts", "schedule": 6 * 3600.0},
    "workshops": {"task": "workshops.tasks.run_scheduled", "schedule": 60.0, "options": {"expires": 60}},
    "imports": {"task": "imports.tasks.requeue_imports", "schedule": 15.0, "options": {"expires": 15}},
    "mailboxes": {"task": "people.tasks.free_mailboxes", "schedule": 3600.0},
    "films": {"task": "cms.tasks.requeue_films", "schedule": 15.0, "options": {"expires": 15}},
    "packs": {"task": "cms.tasks.refresh_packs", "schedule": 300.0, "options": {"expires": 300}},
    "publishing": {"task": "cms.tasks.publish_scheduled", "schedule": 60.0, "options": {"expires": 60}},
    "unproved": {"task": "classrooms.tasks.discard_unproved", "schedule": 3600.0},
    "leftovers": {"task": "cms.tasks.clear_leftovers", "schedule": 3600.0},
    "old previews": {"task": "imports.tasks.discard_old_previews", "schedule": 6 * 3600.0},
    "anchor": {"task": "assurance.tasks.anchor_evidence", "schedule": 3600.0},
    "evidence head": {"task": "assurance.tasks.send_head", "schedule": 3600.0},
    "joiners": {"task": "learning.tasks.enrol_late", "schedule": 600.0, "options": {"expires": 600}},
    "counts": {"task": "assurance.tasks.keep_counts", "schedule": 600.0, "options": {"expires": 600}},
    "digests": {"task": "governing_boards.tasks.send_digests", "schedule": 600.0, "options": {"expires": 600}},
}
