"""School terms, as far as counting needs them: September to December, January to March, April to August."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from classrooms.enums import Term

FIRST_MONTH = {Term.AUTUMN: 9, Term.SPRING: 1, Term.SUMMER: 4}


@dataclass(frozen=True, order=True)
class SchoolTerm:
    starts_on: date
    term: Term

    @property
    def label(self) -> str:
        return _("%(term)s %(year)s") % {"term": self.term.label, "year": self.starts_on.year}


def term_of(day: date) -> SchoolTerm:
    term = Term.AUTUMN if day.month >= 9 else Term.SPRING if day.month <= 3 else Term.SUMMER
    return SchoolTerm(date(day.year, FIRST_MONTH[term], 1), term)


def school_year_starts(day: date) -> date:
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)
