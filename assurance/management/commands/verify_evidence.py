from assurance import sealing
from assurance.models import PublishedReport
from assurance.operations import anchor_file
from learning.management.commands.verify_evidence import Command as ChainCommand


class Command(ChainCommand):
    help = "Check the chain of completion evidence and the published reports, each against itself and its anchors."

    def anchors(self) -> dict[int, str]:
        """Every published report holds the end of the chain as it was then."""
        reports = PublishedReport.objects.filter(evidence_count__gt=0)
        return dict(reports.values_list("evidence_count", "evidence_hash")) | super().anchors()

    def further_problems(self) -> list[str]:
        reports = PublishedReport.objects.order_by("number").iterator(chunk_size=5)
        return sealing.problems(reports, self.report_anchors())

    def report_anchors(self) -> dict[int, str]:
        path, found = anchor_file(), {}
        if path.exists():
            for line in path.read_text().splitlines():
                _at, number, digest = line.split()
                found[int(number)] = digest
        return found

    def further_words(self) -> str:
        return f" {PublishedReport.objects.count()} published reports hold."
