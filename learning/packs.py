"""The printed pack of a briefing: its words on paper, for a chair to table where e-mail does not reach."""

from typing import Any

from cms.enums import StepKind, SupportAudience
from cms.models import PartnershipSettings
from cms.queries import contacts_on_paper
from core.pdf import as_pdf
from learning.models import Briefing


def pack_pdf(briefing: Briefing) -> bytes:
    """The module's steps as an accessible PDF, without the right answers. Raises PdfUnavailable."""
    context = {
        "briefing": briefing,
        "module": briefing.module,
        "steps": [step for step in briefing.module.step_list if step.kind != StepKind.DECLARATION],
        "partnership": PartnershipSettings.objects.first(),
        "contacts": contacts_on_paper(SupportAudience.WORRIED),
    }
    return as_pdf("learning/pack_pdf.html", context)


def paragraphs(cues: list[dict[str, Any]], *, longest: int = 420) -> list[str]:
    """The transcript as paragraphs: caption after caption, a new one at the end of a sentence once it is long."""
    found, words = [], ""
    for cue in cues:
        words = f"{words} {cue['text']}".strip()
        if len(words) >= longest and words[-1] in ".?!”":
            found.append(words)
            words = ""
    return found + ([words] if words else [])
