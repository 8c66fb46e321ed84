from typing import Any

from django import template

from assurance import charts
from assurance.enums import STATE_WORDS, FigureKind
from assurance.figures import figures_of
from assurance.models import FollowUpReportPage
from assurance.rendering import report_words
from core.texts import Text
from people.enums import Role

register = template.Library()
_LABELS = dict(FigureKind.choices)


@register.inclusion_tag("assurance/charts/bar.html")
def state_bar(states: Any, name: str, label: Text) -> dict[str, Any]:
    """One bar of all states. `name` makes its patterns' ids its own; `label` is read out."""
    return {"parts": charts.parts_of(states), "name": name, "label": label}


@register.inclusion_tag("assurance/charts/columns.html")
def time_columns(figure: dict[str, Any]) -> dict[str, Any]:
    return {"columns": charts.columns_of(figure["points"], top=figure["known"]), "figure": figure}


@register.simple_tag
def pattern_of(state: Any) -> str:
    return charts.PATTERN.get(state, "solid")


@register.filter
def figure_kind(key: str) -> FigureKind:
    return FigureKind(key)


@register.filter
def figure_label(kind: str) -> Text:
    return _LABELS.get(kind, kind)


@register.filter
def state_words(state: Any) -> str:
    return str(STATE_WORDS.get(state, state)).lower()


@register.filter
def role_words(role: str) -> Text:
    return Role(role).label if role in Role.values else role


@register.simple_tag
def words_of(page: FollowUpReportPage) -> str:
    """A draft as it would read if it were published now."""
    return report_words(page, figures_of(page.board_action, moment=page.as_at))
