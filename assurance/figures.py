"""The figures of a report as plain data: made from the facts of one moment, drawn by templates, frozen as JSON.

Every figure names what it counts, its denominator and its unknowns. No fraction of a number is stored: a share is
printed from two whole numbers, so that the frozen figures read the same on every database.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assurance.agencies import workshop_figure
from assurance.coverage import CLERK as CLERKS
from assurance.coverage import GOVERNOR, Counts, Coverage, completed_by, counts_from, known, main_post, today_of
from assurance.enums import STATE_WORDS, FigureKind, SchoolState, Slice
from assurance.gaps import reasons_in_words, schools_in
from assurance.models import BoardAction
from assurance.showings import showing_figure
from distribution.enums import DeliveryState
from distribution.models import Delivery, DeliveryEvent
from learning.enums import CompletionSource, SeatState, TablingOutcome
from learning.models import Attempt, Briefing, Completion, Enrolment, Tabling
from learning.standing import Counted, Scope, counted, mailings_of
from people.enums import OrganisationKind, Phase, Role

MOST_WARDS = 60
MOST_NAMED = 40  # schools named in a report; the rest are counted, and in the officer's list
POINTS = 9
FEW = 5  # showings and feedback below it are not printed
LABELS = {Slice.PHASE: Phase, Slice.KIND: OrganisationKind, Slice.ROLE: Role}

Figures = dict[str, dict]


def share(part: int, whole: int) -> str:
    """ "90.0%", rounded half up from whole numbers; "–" where there is nothing to share."""
    if not whole:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def label_of(cut: Slice | str, value: str) -> str:
    if not value:
        return _("Not known")
    words = LABELS.get(Slice(cut))
    return str(words(value).label) if words and value in words.values else value


def figures_of(action: BoardAction, *, moment: datetime) -> Figures:
    """Every figure of the action as it stood at `moment`, from the facts."""
    scope = action.scope
    with counted(scope, moment, today_of(moment)) as tables:
        coverage = counts_from(tables, scope, moment)
        post = main_post(coverage)
        ends = _week_ends(action, moment)
        done = completed_by(tables, post, ends)
        gaps = _gaps(tables, scope, moment)
    made = {
        FigureKind.ASKED: _asked(action),
        FigureKind.DONE: _done(action, scope, moment),
        FigureKind.SEATS: seat_figure(coverage, post),
        FigureKind.SCHOOLS: school_figure(coverage),
        FigureKind.TIME: _time(coverage, post, ends, done),
        FigureKind.LEARNERS: _learners(scope, moment),
        FigureKind.PAPER: _paper(coverage, scope, moment),
        FigureKind.UNKNOWN: _unknown(coverage, post),
        FigureKind.GAPS: gaps,
        **{FigureKind(cut): slice_figure(coverage, cut, post) for cut in Slice},
    }
    if CLERKS in coverage.posts and post != CLERKS:
        made[FigureKind.CLERKS] = seat_figure(coverage, CLERKS)
    made[FigureKind.WORKSHOP] = workshop_figure(action, moment)
    made[FigureKind.SHOWINGS] = showing_figure(action, moment)
    return {kind.value: figure | {"key": kind.value} for kind, figure in made.items() if figure}


def states_of(counts: Counts) -> list[dict]:
    """In the order in which they are always shown; vacant last and only where sizes are known."""
    return [{"state": s.value, "label": str(STATE_WORDS[s]), "n": counts[s]} for s in SeatState]


def _whole(counts: Counts) -> dict:
    total = known(counts)
    done = counts[SeatState.COMPLETED]
    return {
        "states": states_of(counts), "known": total, "vacant": counts[SeatState.VACANT], "completed": done,
        "share": share(done, total),
    }  # fmt: skip


def seat_figure(coverage: Coverage, post: str) -> dict:
    people, people_done = coverage.people.get(post, (0, 0))
    return {
        "title": _("Clerks’ seats by state") if post == CLERKS else _("Seats by state"),
        "counts": "seats",
        "post": post,
        "of_whom": seat_words(post),
        **_whole(coverage.counts(post)),
        "people": people,
        "people_completed": people_done,
    }


def seat_words(post: str) -> str:
    return {
        GOVERNOR: _("governor seats"),
        CLERKS: _("clerk seats"),
        Role.COUNCILLOR.value: _("councillor seats"),
    }.get(post) or _("seats (%(role)s)") % {"role": str(Role(post).label).lower()}


def slice_figure(coverage: Coverage, cut: Slice, post: str) -> dict:
    schools = coverage.schools_by(cut) if cut != Slice.ROLE else {}
    parts = coverage.by(cut, post)
    for value in schools:
        parts.setdefault(value, dict.fromkeys(SeatState, 0))
    rows = [
        {
            "value": value,
            "label": label_of(cut, value),
            **_whole(counts),
            "schools": sum(schools.get(value, {}).values()),
            "no_list": schools.get(value, {}).get(SchoolState.NOBODY, 0),
        }
        for value, counts in parts.items()
    ]
    rows.sort(key=lambda row: (row["value"] == "", row["label"]))
    left = len(rows) - MOST_WARDS if len(rows) > MOST_WARDS else 0
    titles = {
        Slice.PHASE: _("Seats by phase"), Slice.KIND: _("Seats by kind of organisation"),
        Slice.WARD: _("Seats by ward"), Slice.ROLE: _("Seats by role"),
    }  # fmt: skip
    return {
        "title": titles[cut], "counts": "seats", "cut": cut.value, "heading": str(cut.label), "post": post,
        "of_whom": seat_words(post), "rows": rows[:MOST_WARDS], "left_out": left, "has_schools": bool(schools),
    }  # fmt: skip


def school_figure(coverage: Coverage) -> dict:
    counts = coverage.school_counts
    return {
        "title": _("Schools: all, some, none, nobody known"),
        "counts": "schools",
        "states": [{"state": s.value, "label": str(s.label), "n": counts[s]} for s in SchoolState],
        "total": sum(counts.values()),
    }


# --- What was asked and done ----------------------------------------------------------------------------------------


def _asked(action: BoardAction) -> dict:
    return {
        "title": _("What was asked"),
        "board": action.board,
        "meeting_on": action.meeting_on.isoformat(),
        "meeting_words": date_format(action.meeting_on, "j F Y"),
        "minute": action.minute_reference,
        "text": action.text,
        "asked_by": action.asked_by,
        "due_words": date_format(action.due_on, "j F Y") if action.due_on else "",
        "audience": str(action.audience),
        "documents": [document.title for document in action.documents.order_by("title")],
    }


def _done(action: BoardAction, scope: Scope, moment: datetime) -> dict:
    """People and messages, whoever has left since included: it is about what was done, not who sits today."""
    rows = []
    for briefing in Briefing.objects.filter(pk__in=scope.briefings, issued_at__lte=moment).select_related(
        "module", "audience"
    ):
        enrolled = Enrolment.objects.filter(briefing=briefing, enrolled_at__lte=moment)
        rows.append(
            {
                "briefing": briefing.pk,
                "module": briefing.module.title,
                "audience": str(briefing.audience),
                "sent_words": date_format(timezone.localtime(briefing.issued_at), "j F Y"),
                "due_words": date_format(briefing.due_on, "j F Y"),
                "people": enrolled.count(),
                "started": enrolled.filter(started_at__lte=moment).count(),
                "completed": enrolled.filter(completion__completed_at__lte=moment).count(),
                "reminders": briefing.reminders.filter(at__lte=moment).count(),
                "messages": _messages((briefing.pk,), moment),
            }
        )
    return {"title": _("What was done"), "counts": "people", "rows": rows, "sources": _sources(scope, moment)}


def _messages(briefings: tuple[int, ...], moment: datetime) -> dict:
    """Messages handed over by then, reminders too, and how many of them had bounced or may have been lost by then.

    Where the state has not changed since, the row says it; only of the others the events are read.
    """
    rows = Delivery.objects.filter(mailing__in=mailings_of(briefings))
    states = Counter(dict(rows.filter(state_at__lte=moment).order_by().values_list("state").annotate(n=Count("pk"))))
    since = DeliveryEvent.objects.filter(delivery__in=rows.filter(state_at__gt=moment), at__lte=moment)
    latest = since.order_by().values("delivery").annotate(last=Max("pk")).values("last")
    states.update(
        dict(DeliveryEvent.objects.filter(pk__in=latest).order_by().values_list("state").annotate(n=Count("pk")))
    )
    bounced = states[DeliveryState.BOUNCED] + states[DeliveryState.FAILED]
    handed = bounced + states[DeliveryState.SENT] + states[DeliveryState.DELIVERED] + states[DeliveryState.COMPLAINED]
    return {"sent": handed, "bounced": bounced, "ambiguous": states[DeliveryState.AMBIGUOUS]}


def _sources(scope: Scope, moment: datetime) -> list[dict]:
    """How people completed it: rows of the evidence, each once."""
    rows = (
        Completion.objects.filter(enrolments__briefing__in=scope.briefings, completed_at__lte=moment)
        .order_by()
        .values_list("source")
        .annotate(n=Count("pk", distinct=True))
    )
    return [{"label": str(CompletionSource(source).label), "n": n} for source, n in sorted(rows)]


# --- Change over time -----------------------------------------------------------------------------------------------


def _week_ends(action: BoardAction, moment: datetime) -> list[datetime]:
    """At most nine moments, evenly from the meeting (or the first briefing, if later) to the moment of the report."""
    moment = moment.astimezone(UTC)  # a week is a week, also when the clocks change
    first = action.briefings.exclude(issued_at=None).order_by("issued_at").values_list("issued_at", flat=True).first()
    start = min(first, moment) if first else moment - timedelta(weeks=POINTS - 1)
    weeks = max(1, -(-((moment - start).days + 1) // 7))
    step = max(1, -(-weeks // (POINTS - 1)))
    ends = [moment - timedelta(weeks=step * n) for n in range(POINTS)]
    return sorted(end for end in ends if end >= start - timedelta(weeks=step))


def _time(coverage: Coverage, post: str, ends: list[datetime], done: list[int]) -> dict:
    whole = known(coverage.counts(post))
    return {
        "title": _("Change over time"),
        "counts": "seats",
        "of_whom": seat_words(post),
        "known": whole,
        "points": [
            {"words": _date(end), "short": _date(end, "j M"), "n": n, "share": share(n, whole)}
            for end, n in zip(ends, done, strict=True)
        ],
    }


def _date(moment: datetime, form: str = "j F Y") -> str:
    return date_format(timezone.localtime(moment), form)


# --- What learners and boards show ----------------------------------------------------------------------------------


def few(number: int) -> str:
    """A number of feedback as it may be printed: fewer than 5 could point to somebody."""
    return _("fewer than %(n)s") % {"n": FEW} if 0 < number < FEW else str(number)


def _learners(scope: Scope, moment: datetime) -> dict:
    attempts = Attempt.objects.filter(enrolment__briefing__in=scope.briefings, at__lte=moment).order_by()
    firsts = attempts.values("enrolment", "step_key").annotate(first=Min("pk"))
    tries = firsts.count()
    first_right = Attempt.objects.filter(pk__in=firsts.values("first"), passed=True).count()
    outcomes = dict(
        Tabling.objects.filter(briefing__in=scope.briefings, recorded_at__lte=moment)
        .exclude(withdrawn_at__lte=moment)
        .order_by()
        .values_list("outcome")
        .annotate(n=Count("organisation", distinct=True))
    )
    return {
        "title": _("What learners and boards show"),
        "counts": "answers and boards",
        "tries": few(tries),
        "first_right": few(first_right) if tries >= FEW else "",
        "outcomes": [
            {"label": str(outcome.label), "n": few(outcomes.get(outcome, 0))} for outcome in TablingOutcome
        ],
    }  # fmt: skip


def _paper(coverage: Coverage, scope: Scope, moment: datetime) -> dict:
    rows = list(
        Tabling.objects.filter(briefing__in=scope.briefings, recorded_at__lte=moment)
        .exclude(withdrawn_at__lte=moment)
        .values_list("organisation", "present")
    )
    return {
        "title": _("Tabled on paper"),
        "counts": "boards",
        "boards": len({place for place, _present in rows}),
        "meetings": len(rows),
        "present": sum(present for _place, present in rows),
        "seats": coverage.counts(GOVERNOR)[SeatState.TABLED],
    }


def _unknown(coverage: Coverage, post: str) -> dict:
    counts, schools = coverage.counts(post), coverage.school_counts
    return {
        "title": _("What could not be known"),
        "counts": "seats and schools",
        "of_whom": seat_words(post),
        "lines": [
            {"n": schools[SchoolState.NOBODY], "label": _("schools have given no list: nobody there is counted")},
            {"n": counts[SeatState.NO_ADDRESS], "label": _("seats have no address: we cannot ask whether they know")},
            {"n": counts[SeatState.AMBIGUOUS], "label": _("seats may have been sent it: the line was lost")},
            {"n": counts[SeatState.BOUNCED], "label": _("seats have an address that does not work")},
            {"n": counts[SeatState.VACANT], "label": _("seats are vacant, where the size of the board is known")},
        ],
        "notes": [
            _("A message that did not bounce may still not have been read. Opening is not tracked."),
            _("Who sat before the screen is not known. It is a briefing, not an examination."),
        ],
    }  # fmt: skip


def _gaps(tables: Counted, scope: Scope, moment: datetime) -> dict:
    rows, total = schools_in(
        tables, scope, moment=moment, states=(SchoolState.NOBODY, SchoolState.NONE), most=MOST_NAMED
    )
    return {
        "title": _("Named gaps, and the next step for each"),
        "counts": "schools",
        "total": total,
        "left_out": total - len(rows),
        "rows": [
            {
                "name": row.organisation.name,
                "urn": row.organisation.urn or "",
                "state": row.state.value,
                "label": str(row.state.label),
                "seats": row.seats,
                "why": reasons_in_words(row.open_states),
                "step": str(row.step),
            }
            for row in rows
        ],
    }


# --- The answer -----------------------------------------------------------------------------------------------------


def answer_of(figures: Figures) -> dict:
    """The first sentence of the report, and what it does not count."""
    seats, schools = figures[FigureKind.SEATS.value], figures[FigureKind.SCHOOLS.value]
    numbers = {state["state"]: state["n"] for state in seats["states"]}
    nobody = next(s["n"] for s in schools["states"] if s["state"] == SchoolState.NOBODY.value)
    values = {"done": seats["completed"], "known": seats["known"], "share": seats["share"], "whom": seats["of_whom"]}
    everyone = seats["known"] and seats["completed"] == seats["known"] and not nobody
    first = _("Yes: %(done)s of %(known)s known %(whom)s, %(share)s") if everyone else _(
        "Not yet: %(done)s of %(known)s known %(whom)s, %(share)s"
    )  # fmt: skip
    n = numbers[SeatState.NO_ADDRESS.value]
    rest = [ngettext("%(n)s has no address", "%(n)s have no address", n) % {"n": n}]
    rest.append(ngettext("%(n)s school has given no list", "%(n)s schools have given no list", nobody) % {"n": nobody})
    return {"first": first % values, "rest": "; ".join(rest), "yes": bool(everyone)}
