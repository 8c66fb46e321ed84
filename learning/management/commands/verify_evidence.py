from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from learning.evidence import FIRST, problems, problems_of_end
from learning.models import Completion, EvidenceAnchor, EvidenceHead
from learning.operations import anchor_file


class Command(BaseCommand):
    help = "Check the chain of completion evidence against itself and its anchors. Names every row that is wrong."

    def handle(self, *args, **options):
        anchors = self.anchors()
        found = problems(Completion.objects.order_by("number").iterator(chunk_size=2000), anchors)
        found += [problem for problem in self.problems_of_end() if problem not in found]
        found += self.further_problems()
        for problem in found:
            self.stdout.write(problem)
        if found:
            raise CommandError(f"The evidence does not hold: {len(found)} found.")
        count = Completion.objects.count()
        words = f"The evidence holds: {count} rows, {len(anchors)} anchors, none altered, missing or moved."
        self.stdout.write(words + self.further_words())

    def further_problems(self) -> list[str]:
        """What a floor above checks with it."""
        return []

    def further_words(self) -> str:
        return ""

    def problems_of_end(self) -> list[str]:
        """The last row against what is noted as the end; read together, since a row may be added just now."""
        with transaction.atomic():
            head = EvidenceHead.objects.select_for_update().filter(id=1).first() or EvidenceHead()
            last = Completion.objects.order_by("-number").values_list("number", "hash").first() or (0, FIRST)
        return problems_of_end(*last, head.count, head.hash)

    def anchors(self) -> dict[int, str]:
        """Count to hash, from the rows and the file. Where they differ, the file outside the database is believed."""
        found = dict(EvidenceAnchor.objects.values_list("count", "hash"))
        path = anchor_file()
        if path.exists():
            for line in path.read_text().splitlines():
                _at, count, digest = line.split()
                found[int(count)] = digest
        return found
