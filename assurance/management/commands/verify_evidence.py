from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assurance import integrity
from assurance.models import PublishedReport
from assurance.operations import anchor_file as report_anchor_file
from learning import reconciliation
from learning.evidence import FIRST, problems, problems_of_end
from learning.models import Completion, EvidenceAnchor, EvidenceHead
from learning.operations import anchor_file


class Command(BaseCommand):
    help = "Check completion evidence and published reports against themselves and their anchors. Names what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        anchors = self.anchors()
        found = problems(Completion.objects.order_by("number").iterator(chunk_size=2000), anchors)
        found += [problem for problem in self.problems_of_end() if problem not in found]
        found += reconciliation.problems()
        reports = PublishedReport.objects.order_by("number").iterator(chunk_size=5)
        found += integrity.problems(reports, self.report_anchors())
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"The evidence does not hold: {len(found)} found.")
        self.stdout.write(
            f"The evidence holds: {Completion.objects.count()} rows, {len(anchors)} anchors, none altered, missing or "
            f"moved. {PublishedReport.objects.count()} published reports hold."
        )

    def problems_of_end(self) -> list[str]:
        """The last row against what is noted as the end; read together, since a row may be added just now."""
        with transaction.atomic():
            head = EvidenceHead.objects.select_for_update().filter(id=1).first() or EvidenceHead()
            last = Completion.objects.order_by("-number").values_list("number", "hash").first()
        number, digest = last or (0, FIRST)
        return problems_of_end(number, digest, head.count, head.hash)

    def anchors(self) -> dict[int, str]:
        """Count to hash, from published reports, rows and the file. The file outside the database is believed most."""
        reports = PublishedReport.objects.filter(evidence_count__gt=0)
        found = dict(reports.values_list("evidence_count", "evidence_hash"))
        found |= dict(EvidenceAnchor.objects.values_list("count", "hash"))
        path = anchor_file()
        if path.exists():
            for line in path.read_text().splitlines():
                _at, count, digest = line.split()
                found[int(count)] = digest
        return found

    def report_anchors(self) -> dict[int, str]:
        path = report_anchor_file()
        found: dict[int, str] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                _at, number, digest = line.split()
                found[int(number)] = digest
        return found
