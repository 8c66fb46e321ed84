"""Who did what, and who came in."""

from datetime import datetime

from people.models import AuditRecord, Person


def record_audit(*, action: str, actor: Person | None, detail: str = "", now: datetime) -> AuditRecord:
    """Keep who did what. `detail` names rows by number, never by a child's or a place's story."""
    return AuditRecord.objects.create(action=action, actor=actor, detail=detail[:500], at=now)


def record_sign_in(*, person: Person, way: str, proves_address: bool, now: datetime) -> None:
    """Note a sign-in; one that came through the person's mail proves that the address is theirs."""
    if proves_address and person.email_verified_at is None:
        Person.objects.filter(pk=person.pk, email_verified_at=None).update(email_verified_at=now)
    record_audit(action=f"signed in by {way}", actor=person, now=now)
