"""A report drawn: its words from the officer's blocks and the figures, and the PDF of the same words."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from assurance.blocks import PARTS
from assurance.enums import FigureKind, PartState
from assurance.figures import Figures, answer_of
from assurance.minutes import Sentence, minute_sentences
from assurance.models import FollowUpReportPage
from core.pdf import as_pdf
from core.texts import Text


def moment_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def report_words(page: FollowUpReportPage, figures: Figures) -> str:
    """The HTML between the page's frame: the same on the screen, in the PDF, and frozen in the row."""
    blocks = [_block(block, figures) for block in page.body]
    placed = {block["which"] for block in blocks if block["kind"] == "figure"}
    as_at = moment_words(page.as_at)
    minute = minute_sentences(figures, as_at=as_at, asks=_asks(page))
    return render_to_string(
        "assurance/report_words.html",
        {
            "title": page.title,
            "board": page.board_action.board,
            "as_at_words": as_at,
            "answer": answer_of(figures),
            "blocks": blocks,
            "annex": [figures[key] for key in _rested_on(minute, blocks) if key not in placed and key in figures],
            "minute": minute,
        },
    )


def _rested_on(minute: list[Sentence], blocks: list[dict[str, Any]]) -> list[str]:
    """Figures that a sentence or a part points to, in the order in which they are named."""
    parts = [part["figure"] for block in blocks if block["kind"] == "parts" for part in block["parts"]]
    return list(dict.fromkeys(key for key in [*(s.figure for s in minute), *parts] if key))


def _asks(page: FollowUpReportPage) -> list[str]:
    return [ask for block in page.body if block.block_type == "decision" for ask in block.value["asks"]]


def _block(block: StreamValue.StreamChild, figures: Figures) -> dict[str, Any]:
    value, kind = block.value, block.block_type
    if kind == "figure":
        return {"kind": kind, "which": value["which"], "note": value["note"], "figure": figures.get(value["which"])}
    if kind == "parts":
        return {"kind": kind, "parts": [_part(name, plain, term, value[name]) for name, plain, term in PARTS]}
    if kind == "costs":
        lines = list(value["lines"])
        totals = {
            name: sum((Decimal(str(line[name] or 0)) for line in lines), Decimal(0)) for name in ("hours", "pounds")
        }
        return {"kind": kind, "costs": {"lines": lines, **totals}}
    if kind == "decision":
        return {"kind": kind, "asks": list(value["asks"])}
    return {"kind": kind, "value": value}


def _part(name: str, plain: Text, term: Text, value: Any) -> dict[str, Any]:
    state = PartState(value["state"] or PartState.NOT_YET)
    return {
        "name": name, "plain": plain, "term": term, "state": state.value, "state_label": state.label,
        "evidence": value["evidence"], "figure": value["figure"] if value["figure"] in FigureKind.values else "",
    }  # fmt: skip


def report_pdf(
    *, title: str, words: str, partnership: dict[str, Any], published: datetime, number: int, head: str
) -> bytes:
    """The report as an accessible PDF (PDF/UA-1). Raises PdfUnavailable where the machine lacks the libraries."""
    return as_pdf(
        "assurance/report_pdf.html",
        {
            "title": title,
            "words": frozen(words),
            "partnership": partnership,
            "published_words": moment_words(published),
            "number": number,
            "head": head,
        },
    )


def frozen(words: str) -> SafeString:
    """Words that our own templates made and that are stored: they were escaped when they were drawn."""
    return mark_safe(words)  # noqa: S308
