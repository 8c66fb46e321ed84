"""What was asked, what was done, and what learners and boards show."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assurance.models import BoardAction
from distribution.enums import DeliveryState
from distribution.models import Delivery, DeliveryEvent
from governing_boards.enums import TablingOutcome
from governing_boards.models import Tabling
from governing_boards.paper_briefings import tabled
from learning.enums import CompletionSource
from learning.models import Attempt, Briefing, Completion, Enrolment
from learning.seat_states.scope import Scope
from learning.seat_states.sql import mailings_of

FEW = 5  # answers below it are not printed


def asked_figure(action: BoardAction) -> dict[str, Any]:
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


def done_figure(action: BoardAction, scope: Scope, moment: datetime) -> dict[str, Any]:
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


def _messages(briefings: tuple[int, ...], moment: datetime) -> dict[str, Any]:
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


def _sources(scope: Scope, moment: datetime) -> list[dict[str, Any]]:
    """How people completed it: rows of the evidence, each once."""
    rows = (
        Completion.objects.filter(
            pk__in=Enrolment.objects.filter(briefing__in=scope.briefings).values("completion"),
            completed_at__lte=moment,
        )
        .order_by()
        .values_list("source")
        .annotate(n=Count("pk"))
    )
    return [{"label": str(CompletionSource(source).label), "n": n} for source, n in sorted(rows)]


def few(number: int) -> str:
    """A number of feedback as it may be printed: fewer than 5 could point to somebody."""
    return _("fewer than %(n)s") % {"n": FEW} if 0 < number < FEW else str(number)


def learner_figure(scope: Scope, moment: datetime) -> dict[str, Any]:
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


def paper_figure(scope: Scope, moment: datetime) -> dict[str, Any]:
    """Boards and the governors present there: beside the seats, and in no state of theirs."""
    found = tabled(scope, moment, timezone.localdate(moment))
    return {
        "title": _("Tabled on paper"),
        "counts": "boards",
        "boards": found.boards,
        "meetings": found.meetings,
        "present": found.present,
    }
