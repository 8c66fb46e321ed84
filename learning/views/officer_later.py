"""What an officer does with a briefing after it was sent: remind, say who gets it later, close it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.officer_pages import officer_page
from core.routes import always, needs_second_factor
from distribution.audiences import sources_in
from distribution.eligibility import Reach
from distribution.enums import Queue
from distribution.tasks import enqueue
from learning import operations
from learning.emails import reminder_message
from learning.enums import DAYS_BETWEEN, MOST, LateEnrolmentRule
from learning.forms import JoinersForm
from learning.models import Briefing
from learning.reminding import ToRemind, reminder_reach
from learning.tasks import enqueue_late_enrolment
from people.models import Organisation
from people.requests import PersonRequest


def _open_briefing(request: PersonRequest, pk: int) -> Briefing:
    if not request.user.has_perm("learning.issue_briefing"):
        raise PermissionDenied
    return get_object_or_404(Briefing.objects.issued().select_related("module", "audience", "mailing"), pk=pk)


@needs_second_factor(fresh=always)
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The text and the numbers first, then one press. A second factor not older than a few minutes stands before it."""
    briefing = _open_briefing(request, pk)
    now = timezone.now()
    if request.method != "POST":
        if briefing.hold:
            return redirect("briefings:inspect", pk)  # where it says why
        return officer_page(
            request,
            "learning/officer/remind.html",
            _what_it_would_be(briefing, now),
            title=_("Remind those outstanding"),
            subtitle=briefing.module.title,
            icon="mail",
        )
    try:
        reminder = operations.remind(briefing=briefing, organisation=None, by=request.user, now=now)
    except operations.NotOpen:
        messages.error(request, _("This briefing is closed, so nobody was reminded."))
    except operations.OnHold as error:
        messages.error(request, _("Nobody was reminded. %(why)s") % {"why": error.hold.label})
    except operations.NobodyToRemind:
        messages.info(request, _("Nobody can be reminded now, so nothing was sent. Nobody got it twice."))
    else:
        transaction.on_commit(lambda: enqueue(Queue.BULK))
        count = reminder.mailing.deliveries.count()
        words = ngettext("%(n)s reminder is being sent.", "%(n)s reminders are being sent.", count)
        messages.success(request, words % {"n": count})
    return redirect("briefings:inspect", pk)


def _what_it_would_be(briefing: Briefing, now: datetime) -> dict[str, Any]:
    reach = reminder_reach(briefing, now)
    context = {"briefing": briefing, "reach": reach, "days_between": DAYS_BETWEEN, "most": MOST}
    return {**context, **reminder_as_shown(briefing, reach)}


def reminder_as_shown(
    briefing: Briefing, reach: Reach[ToRemind], organisation: Organisation | None = None
) -> dict[str, Any]:
    """The reminder as the first who would get it will read it: `sample` and `message`."""
    if not reach.will_get_it:
        return {}
    first = reach.will_get_it[0]
    sources = sources_in(briefing.audience, timezone.localdate()).get(first.person.pk, ())
    to = operations.recipient_of(first, organisation, sources)
    return {"sample": first.person, "message": reminder_message(briefing).read_by(to)}


@require_http_methods(["GET", "HEAD", "POST"])
def joiners(request: PersonRequest, pk: int) -> HttpResponseBase:
    briefing = _open_briefing(request, pk)
    form = JoinersForm(request.POST or None, instance=briefing)
    if request.method == "POST" and form.is_valid():
        operations.set_late_enrolment_rule(
            briefing=briefing,
            joiners=LateEnrolmentRule(form.cleaned_data["joiners"]),
            joiner_days=form.cleaned_data["joiner_days"],
            by=request.user,
            now=timezone.now(),
        )
        transaction.on_commit(enqueue_late_enrolment)
        messages.success(request, _("The rule is saved."))
        return redirect("briefings:inspect", pk)
    return officer_page(
        request,
        "learning/officer/joiners.html",
        {"briefing": briefing, "form": form},
        title=_("Who gets it later"),
        subtitle=briefing.module.title,
        icon="group",
    )


@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponseBase:
    operations.close_briefing(briefing=_open_briefing(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The briefing is closed. Nobody joins it and nobody is reminded."))
    return redirect("briefings:inspect", pk)


@require_POST
def reopen(request: PersonRequest, pk: int) -> HttpResponseBase:
    operations.reopen_briefing(briefing=_open_briefing(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The briefing is open again."))
    return redirect("briefings:inspect", pk)
