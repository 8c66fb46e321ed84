"""Heads: one number and hash that stand for all the evidence so far, written down where the database isn't."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from assurance import anchors
from assurance.audit import BACKUP_RESTORED
from assurance.emails import EVIDENCE_HEAD, evidence_head_message
from assurance.models import PublishedReport
from distribution.models import Mailing
from distribution.operations import queue_mailing
from learning.models import EvidenceHead
from people.ledger.chain import moment
from people.models import LedgerEntry, LedgerHead, Person
from people.operations import add_to_ledger, record_audit

STREAM = "heads"
ONLY_MAIL = "distribution"  # a head's own email changes this one


class NothingToMark(ValueError):
    """The database isn't behind its anchors: nothing shows that a backup was restored."""


def ends_now() -> dict[str, list[Any]]:
    """Return {what is chained: [how many, the last hash]}, of whatever has a row. 3 queries."""
    found: dict[str, list[Any]] = {
        stream: [count, digest]
        for stream, count, digest in LedgerHead.objects.order_by("stream").values_list("stream", "count", "hash")
        if stream != STREAM
    }
    completions = EvidenceHead.objects.filter(id=1, count__gt=0).first()
    if completions:
        found["completions"] = [completions.count, completions.hash]
    report = PublishedReport.objects.order_by("-number").values_list("number", "hash").first()
    if report:
        found["reports"] = list(report)
    return found


def last_head() -> LedgerEntry | None:
    return LedgerEntry.objects.filter(stream=STREAM).order_by("-number").first()


@transaction.atomic
def anchor_evidence(*, now: datetime) -> LedgerEntry | None:
    """Return the head of the evidence, a new one if anything was added since the last; None if there is no evidence.

    Once the transaction has committed, every head that the file lacks is written there, whatever kept it out before.
    """
    ends, head = ends_now(), last_head()
    if ends and (head is None or head.facts["ends"] != ends):
        head = add_to_ledger(stream=STREAM, kind="head", facts={"ends": ends}, now=now)
    transaction.on_commit(write_missing_anchors)
    return head


def write_missing_anchors() -> None:
    written = anchors.read().written
    heads = LedgerEntry.objects.filter(stream=STREAM).order_by("number").iterator(chunk_size=2000)
    anchors.add_heads(
        anchors.Line(moment(head.at), head.number, head.hash, head.facts["ends"])
        for head in heads
        if (head.number, head.hash) not in written
    )


@transaction.atomic
def mark_restored(*, because: str, by: Person | None, now: datetime) -> None:
    """Say that a backup was restored: what came after it is lost, and is no longer asked for. Raise NothingToMark.

    Kept as a sealed line in the file of anchors, an entry of the ledger and one of the audit trail.
    """
    gone = not_in_the_database(anchors.read())
    if not gone:
        raise NothingToMark("The database isn't behind its anchors.")
    number, lost = gone[0].number - 1, max(line.number for line in gone)
    add_to_ledger(stream=STREAM, kind="restored", facts={"ends": ends_now(), "kept": number, "lost": lost}, now=now)
    record_audit(action=BACKUP_RESTORED, about=LedgerEntry, by=by, data={"kept": number, "lost": lost}, now=now)
    anchors.add_restored(at=moment(now), number=number, because=because)
    transaction.on_commit(write_missing_anchors)


def not_in_the_database(found: anchors.Anchors) -> list[anchors.Line]:
    """Return the heads that the file has and the database lacks, or has another in their place. 1 query."""
    heads = dict(LedgerEntry.objects.filter(stream=STREAM).values_list("number", "hash"))
    gone = [line for line in found.lines if heads.get(line.number) != line.hash]
    return sorted(gone, key=lambda line: line.number)


@transaction.atomic
def send_head(*, now: datetime) -> bool:
    """Queue the head to EVIDENCE_HEADS_TO, at most once in 24 hours and not if nothing but mail was added since.

    Return whether it was queued. Whoever has that address is in the directory, or gets a record without a name.
    """
    if not settings.EVIDENCE_HEADS_TO:
        return False
    head = anchor_evidence(now=now)
    last = Mailing.objects.filter(kind=EVIDENCE_HEAD.kind).order_by("-created_at").first()
    if head is None or (last is not None and (now - last.created_at).total_seconds() < 24 * 3600):
        return False
    if last is not None and not _is_news(head, last.created_at):
        return False
    address = settings.EVIDENCE_HEADS_TO.strip().lower()
    person = Person.objects.filter(email=address).first() or Person.objects.create_user(address)
    queue_mailing(message=evidence_head_message(head, to=person), now=now)
    return True


def _is_news(head: LedgerEntry, since: datetime) -> bool:
    told = LedgerEntry.objects.filter(stream=STREAM, at__lte=since).order_by("-number").first()

    def but_mail(entry: LedgerEntry) -> dict[str, Any]:
        return {stream: end for stream, end in entry.facts["ends"].items() if stream != ONLY_MAIL}

    return told is None or but_mail(told) != but_mail(head)
