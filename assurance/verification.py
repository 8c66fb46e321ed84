"""Everything that verify_evidence checks: the chains, their anchors, and what figures count against what was sealed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count
from django.utils.dateparse import parse_datetime

from assurance import anchors, integrity
from assurance.heads import digest_in, moment_in_words
from assurance.models import PublishedReport
from assurance.operations.anchoring import STREAM, not_in_the_database
from learning import evidence
from learning.models import Completion, EvidenceHead
from people.ledger import chain
from people.ledger.registry import Reconciliation, registered
from people.models import LedgerEntry, LedgerHead

HEADS = Reconciliation(STREAM, "Head", tuple)
OUT_OF_SCOPE = (
    "Not checked: how many seats there are to reach. Appointments, organisations and joined records change every day; "
    "the audit trail says who changed them, and nothing seals them."
)
WORDS = {  # what a stream holds, as a head tells of it
    "completions": "completions",
    "reports": "published reports",
    "distribution": "entries about emails handed over",
    "learning": "entries about credited briefings",
    "governing_boards": "entries about printed packs",
    "workshops": "entries about attendance",
}


@dataclass
class Verdict:
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, problems: Iterable[str]) -> None:
        """Each once: two checks may find the same row."""
        for problem in problems:
            if problem not in self.problems:
                self.problems.append(problem)


def verify(*, head: str = "") -> Verdict:
    """Check everything; `head` is one that was printed or sent, to be looked for."""
    verdict, file = Verdict(), anchors.read()
    verdict.add(file.problems)
    verdict.add(_behind(file))
    for one in (HEADS, *registered()):
        verdict.add(_of_stream(one, file))
    known = {one.stream for one in (HEADS, *registered())}
    for stream in LedgerHead.objects.exclude(stream__in=known).values_list("stream", flat=True):
        verdict.add([f"The ledger has a stream “{stream}” that no part of this software writes."])
    with transaction.atomic():  # read together: a row may be added just now
        noted = EvidenceHead.objects.select_for_update().filter(id=1).first() or EvidenceHead()
        last = Completion.objects.order_by("-number").values_list("number", "hash").first() or (0, chain.FIRST)
    rows = Completion.objects.order_by("number").iterator(chunk_size=2000)
    verdict.add(evidence.problems(rows, _anchors_of("completions", file)))
    verdict.add(chain.problems_of_end(*last, noted.count, noted.hash))
    reports = PublishedReport.objects.order_by("number").iterator(chunk_size=5)
    verdict.add(integrity.problems(reports, _anchors_of("reports", file)))
    verdict.add(_of_printed_heads())
    for one in registered():
        try:
            verdict.add(one.problems())
        except (KeyError, TypeError, ValueError, AttributeError):  # facts that this software never writes
            verdict.add([f"{one.label}s can't be compared with what they stand for: one of them was altered."])
        verdict.notes += one.notes()
    verdict.notes += _of_restores(file)
    if head:
        _look_for(head, file, verdict)
    verdict.notes.append(OUT_OF_SCOPE)
    return verdict


def counts() -> str:
    """Return what was checked, in words. 3 queries."""
    entries = dict(LedgerEntry.objects.order_by().values_list("stream").annotate(n=Count("pk")))
    heads = entries.pop(STREAM, 0)
    return (
        f"{Completion.objects.count()} rows, {sum(entries.values())} entries of the ledger, {heads} heads, "
        f"{PublishedReport.objects.count()} published reports"
    )


def _of_stream(one: Reconciliation, file: anchors.Anchors) -> Iterator[str]:
    with transaction.atomic():
        noted = LedgerHead.objects.select_for_update().filter(stream=one.stream).first() or LedgerHead()
        entries = LedgerEntry.objects.filter(stream=one.stream).order_by("number")
        last = entries.values_list("number", "hash").last() or (0, chain.FIRST)
    noted_outside = file.heads if one is HEADS else _anchors_of(one.stream, file)
    yield from chain.problems(
        entries.iterator(chunk_size=2000), chain.seal_entry, anchors=noted_outside, label=one.label
    )
    yield from chain.problems_of_end(*last, noted.count, noted.hash, label=one.label)


def _anchors_of(stream: str, file: anchors.Anchors) -> dict[int, str]:
    """{how many: the hash then}, from the heads in the database and in the file. The file is believed most."""
    found: dict[int, str] = {}
    for facts in LedgerEntry.objects.filter(stream=STREAM).values_list("facts", flat=True):
        end = facts.get("ends", {}).get(stream)
        if isinstance(end, list):  # what is no head is named as altered
            found[end[0]] = end[1]
    return found | file.of(stream)


def _of_printed_heads() -> Iterator[str]:
    """What a report printed is a head of the ledger."""
    heads = dict(LedgerEntry.objects.filter(stream=STREAM).values_list("number", "hash"))
    reports = PublishedReport.objects.filter(evidence_count__gt=0).order_by("number")
    for number, count, digest in reports.values_list("number", "evidence_count", "evidence_hash"):
        if heads.get(count) != digest:
            yield f"Head {count}, which report {number} printed, is not in the ledger."


def _behind(file: anchors.Anchors) -> Iterator[str]:
    gone = not_in_the_database(file)
    if not gone:
        return
    last, common = gone[-1], gone[0].number - 1
    kept = next((line for line in file.lines if line.number == common), None)
    since = f"head {common} of {_day(kept.at)}" if kept else "its beginning"
    yield (
        f"The database is behind its anchors: it agrees with them up to {since}, and head {last.number} was noted "
        f"on {_day(last.at)}. {_lost(kept, last)} If you restored a backup, say so with: "
        "manage.py mark_restored --because …"
    )


def _lost(kept: anchors.Line | None, last: anchors.Line) -> str:
    """What lies between two heads, in words."""
    parts = []
    for stream, (count, _digest) in last.facts.items():
        before = kept.facts.get(stream, [0])[0] if kept else 0
        if count > before:
            which = f"{count}" if count == before + 1 else f"{before + 1} to {count}"
            parts.append(f"{WORDS.get(stream, stream)} ({which})")
    return f"Recorded between the two: {', '.join(parts)}." if parts else "Nothing was recorded between the two."


def _of_restores(file: anchors.Anchors) -> Iterator[str]:
    heads = set(LedgerEntry.objects.filter(stream=STREAM).values_list("number", "hash"))
    for restore in file.restores:
        said = f"A backup was restored, said on {_day(restore.at)}: {restore.because}"
        gone = [line for line in restore.lost if (line.number, line.hash) not in heads]
        if gone:
            last = max(gone, key=lambda line: line.number)
            heads_lost = f"{restore.number + 1} to {last.number}" if last.number > restore.number + 1 else last.number
            said += f" It lacks what was noted as head {heads_lost}. {_lost(restore.kept, last)}"
        yield said


def _look_for(head: str, file: anchors.Anchors, verdict: Verdict) -> None:
    digest = digest_in(head)
    entry = LedgerEntry.objects.filter(stream=STREAM, hash=digest).first() if digest else None
    if entry is not None:
        ends = ", ".join(f"{WORDS.get(stream, stream)} ({end[0]})" for stream, end in entry.facts["ends"].items())
        verdict.notes.append(
            f"Head {entry.number} is in the ledger, from {moment_in_words(entry.at)}. It stands for: {ends}."
        )
        return
    for restore in file.restores:
        for line in restore.lost:
            if line.hash == digest:
                verdict.notes.append(
                    f"Head {line.number} of {_day(line.at)} was noted outside the database, and was lost when a backup "
                    f"was restored: {restore.because}"
                )
                return
    if not digest:
        verdict.add(["--head takes a head as it is printed: a number, a hyphen and 64 letters and digits."])
    else:
        verdict.add(
            ["The head that you gave is not in the ledger: the evidence it stood for was replaced, or is lost."]
        )


def _day(at: str) -> str:
    moment = parse_datetime(at)
    return moment_in_words(moment) if moment else at
