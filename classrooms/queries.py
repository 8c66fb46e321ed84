"""Reads of this app: the library, the school's own record, and the figures that the officer and the Board see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext as _

from classrooms.access import SCHOOLS
from classrooms.disclosure_control import SMALLEST, Sum, held_back
from classrooms.enums import Outcome, Wish
from classrooms.models import AccessRequest, PackFetched, ParentLink, Showing
from classrooms.terms import SchoolTerm, school_year_starts, term_of
from cms.enums import KeyStage, Theme
from cms.models import AwarenessPage, Pack
from core.texts import Text
from people.enums import OrganisationStatus, Phase
from people.models import Organisation, Person

LENGTHS = {"short": (0, 90), "middle": (90, 300), "long": (300, 10**6)}  # seconds


def library(*, key_stage: str = "", theme: str = "", length: str = "") -> QuerySet[AwarenessPage]:
    """The published films, by age band and title. 1 query, however many."""
    live: QuerySet[AwarenessPage] = AwarenessPage.objects.live()
    found = live.select_related("film").defer("film__cues").order_by("key_stage", "title")
    if key_stage in KeyStage.values:
        found = found.filter(key_stage=key_stage)
    if theme in Theme.values:
        found = found.filter(theme=theme)
    if length in LENGTHS:
        least, most = LENGTHS[length]
        found = found.filter(film__duration_seconds__gt=least, film__duration_seconds__lte=most)
    return found


def newest_pack(page: AwarenessPage) -> Pack | None:
    newest: Pack | None = page.packs.ready().order_by("-version").first()
    return newest


def fetched_before(page: AwarenessPage, person: Person) -> PackFetched | None:
    """The newest version that this person has fetched."""
    return (
        PackFetched.objects.filter(pack__page=page, person__in=Person.objects.with_aliases(person))
        .select_related("pack")
        .order_by("-pack__version")
        .first()
    )


def pack_is_coming(page: AwarenessPage) -> bool:
    """Whether a pack will be there in a few minutes: one is being made, or the page is new."""
    return page.packs.coming().exists() or not page.packs.exists()


def who_fetched(rows: Iterable[PackFetched]) -> list[Person]:
    """The people of these rows, each once, whatever records of theirs were joined."""
    return list({person.pk: person for row in rows for person in [row.person.canonical]}.values())


def own_showings(organisations: list[Organisation]) -> QuerySet[Showing]:
    """All that a school logged, in full: it is its own record."""
    return Showing.objects.filter(organisation__in=organisations).select_related("organisation", "logged_by")


def parent_link(token: str, at: datetime) -> ParentLink | None:
    """A link that still works, to a film that is still published. 1 query."""
    return (
        ParentLink.objects.filter(token=token, ends_at__gt=at, page__live=True)
        .select_related("page__film", "organisation")
        .first()
    )


def waiting_requests(organisation: Organisation | None = None) -> QuerySet[AccessRequest]:
    found = AccessRequest.objects.filter(state="waiting").select_related("person", "organisation").order_by("proved_at")
    return found.filter(organisation=organisation) if organisation else found


# --- Figures --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A count as it may be shown. None where it is held back: it is under 5, or one under 5 could be worked out."""

    showings: int | None
    pupils: int | None

    @property
    def is_held_back(self) -> bool:
        return self.showings is None


@dataclass(frozen=True)
class Line:
    """One school, phase or theme: a count for each term of `ShowingFigures.terms`, and for all of them."""

    key: str
    label: str
    by_term: tuple[Shown, ...]
    total: Shown
    group: str = ""  # the phase of a school


@dataclass(frozen=True)
class ShowingFigures:
    """Showings in schools from `since` to `until` (both included). Every count may be shown to anybody."""

    since: date
    until: date
    terms: tuple[SchoolTerm, ...]
    by_phase: tuple[Line, ...]
    by_theme: tuple[Line, ...]
    by_school: tuple[Line, ...]
    all: Line
    went: tuple[tuple[str, int | None], ...]
    wants: tuple[tuple[str, int | None], ...]
    schools_open: int = 0
    schools_with_any: int | None = None
    smallest: int = field(default=SMALLEST)


def showings_for_board(on: date, *, since: date | None = None, known_at: datetime | None = None) -> ShowingFigures:
    """Showings of the school year up to the day `on`, or since another day, with what is held back already taken out.

    With `known_at`, only those that had been logged by that moment: what is logged late changes no past report.
    The sums agree with each other whatever is put beside whatever: by school, phase, theme and term. 2 queries.
    """
    since = since or school_year_starts(on)
    showings = Showing.objects.filter(shown_on__gte=since, shown_on__lte=on)
    if known_at:
        showings = showings.filter(logged_at__lte=known_at)
    rows = list(
        showings.values_list(
            "organisation", "organisation__name", "phase", "theme", "shown_on", "pupils", "went", "wants"
        )
    )
    return _figures(rows, since, on, _schools_open(on))


@dataclass(frozen=True)
class Mark:
    """One open school on the map of wards: what may be told of it, and no more."""

    name: str
    kind: str  # none, some (not shown), many

    @property
    def words(self) -> str:
        return {"none": _("nothing logged"), "some": _("not shown"), "many": _("5 showings or more")}[self.kind]


def wards_for_map(figures: ShowingFigures, on: date) -> list[tuple[str, list[Mark]]]:
    """Each ward with its open schools by name. Told from `figures` alone, so nothing shows here that they hold back."""
    kinds: dict[int, str] = {}
    for line in figures.by_school:
        number = int(line.key.split()[0])
        kind = "some" if line.total.is_held_back or (line.total.showings or 0) < SMALLEST else "many"
        kinds[number] = "some" if "some" in (kind, kinds.get(number)) else kind
    wards: dict[str, list[Mark]] = {}
    for school in open_schools(on).order_by("ward", "name", "pk"):
        wards.setdefault(school.ward, []).append(Mark(school.name, kinds.get(school.pk, "none")))
    return list(wards.items())


def open_schools(on: date) -> QuerySet[Organisation]:
    still_open = Q(closed_on=None) | Q(closed_on__gt=on)
    return Organisation.objects.filter(still_open, kind__in=SCHOOLS).exclude(status=OrganisationStatus.CLOSED)


def _schools_open(on: date) -> int:
    return open_schools(on).count()


LineKey = tuple[str, str]  # (what kind of line, which one): ("phase", "primary")
Count = tuple[LineKey, SchoolTerm | None]  # without a term: of the whole time
ALL: LineKey = ("all", "")


def _figures(rows: list[tuple[Any, ...]], since: date, until: date, schools_open: int) -> ShowingFigures:
    terms = tuple(_terms_between(since, until))
    showings: Counter[Count] = Counter()
    pupils: Counter[Count] = Counter()
    names: dict[str, str] = {}
    for school, name, phase, theme, day, number, _went, _wants in rows:
        names[str(school)] = name
        for key in (("school", f"{school} {phase}"), ("phase", phase), ("theme", theme), ALL):
            for term in (term_of(day), None):
                showings[key, term] += 1
                pupils[key, term] += number
    lines = sorted({key for key, _term in showings} | {ALL}, key=str)
    for key in lines:
        for term in (*terms, None):
            showings[key, term] += 0
    hidden = held_back(showings, _sums(lines, terms))

    def shown(key: LineKey, term: SchoolTerm | None) -> Shown:
        if (key, term) in hidden:
            return Shown(None, None)
        return Shown(showings[key, term], pupils[key, term])

    def line(key: LineKey, label: Text, group: str = "") -> Line:
        return Line(key[1], str(label), tuple(shown(key, term) for term in terms), shown(key, None), group)

    schools = [key for key in lines if key[0] == "school"]
    return ShowingFigures(
        since=since,
        until=until,
        terms=terms,
        by_phase=tuple(line(("phase", p.value), p.label) for p in Phase if ("phase", p.value) in lines),
        by_theme=tuple(line(("theme", t.value), t.label) for t in Theme if ("theme", t.value) in lines),
        by_school=tuple(
            sorted(
                (line(key, names[key[1].split()[0]], str(Phase(key[1].split()[1]).label)) for key in schools),
                key=lambda each: each.label.casefold(),
            )
        ),
        all=line(ALL, ""),
        went=_ticked(Outcome, [row[6] for row in rows]),
        wants=_ticked(Wish, [want for row in rows for want in row[7]]),
        schools_open=schools_open,
        schools_with_any=None if 0 < len(names) < SMALLEST else len(names),
    )


def _sums(lines: Sequence[LineKey], terms: Sequence[SchoolTerm]) -> list[Sum]:
    """Every sum that holds among the counts, so that none of them can be worked out from the others."""
    found = [Sum((line, None), tuple((line, term) for term in terms)) for line in lines]
    by_kind = {kind: [line for line in lines if line[0] == kind] for kind in ("school", "phase", "theme")}
    for term in (*terms, None):
        for kind in ("phase", "theme"):
            found.append(Sum((ALL, term), tuple((line, term) for line in by_kind[kind])))
        for phase in by_kind["phase"]:
            own = tuple((line, term) for line in by_kind["school"] if line[1].split()[1] == phase[1])
            found.append(Sum((phase, term), own))
    return found


def _terms_between(since: date, until: date) -> list[SchoolTerm]:
    found, day = [], since
    while day <= until:
        term = term_of(day)
        if term not in found:
            found.append(term)
        day = date(day.year + (day.month == 12), day.month % 12 + 1, 1)
    return found


def _ticked(kinds: type[TextChoices], values: list[str]) -> tuple[tuple[str, int | None], ...]:
    counts = Counter(values)
    return tuple((str(k.label), None if 0 < counts[k] < SMALLEST else counts[k]) for k in kinds)
