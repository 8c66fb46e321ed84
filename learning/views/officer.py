"""The officer's page of one briefing: who will get it, how it is going, and what happened to each person."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.generic import InspectView

from core.officer_pages import officer_page
from core.routes import always, needs_second_factor
from distribution import operations as mail_queue
from distribution.audiences import Member, sources_in
from distribution.eligibility import reachable
from distribution.emails import Recipient
from distribution.enums import DeliveryState, Queue
from distribution.queries import mail_queue_is_paused, state_counts
from distribution.tasks import enqueue
from learning import operations
from learning.emails import asked, briefing_message
from learning.enums import EnrolmentState
from learning.models import Briefing
from learning.queries import (
    attach_deliveries,
    briefing_counts,
    enrolment_rows,
    first_deliveries,
    recipients_of,
    written_later,
)
from learning.tasks import enqueue_late_enrolment
from people.models import Person
from people.requests import PersonRequest

PAGE = 50
SHOWN = 20


class BriefingView(InspectView):
    """A draft shows whom it would reach; an issued briefing how it is going."""

    template_name = "learning/officer/briefing.html"
    page_title = gettext_lazy("Briefing")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        briefing = self.object
        context = {**super().get_context_data(**kwargs), "briefing": briefing, "module_hold": briefing.module_hold}
        context["may_send"] = self.request.user.has_perm("learning.issue_briefing")
        if not briefing.is_issued:
            return {**context, "reach": recipients_of(briefing, timezone.now())}
        context["written_later"] = written_later(briefing)
        return {**context, **_progress(briefing), **_people(self.request, briefing)}


def briefing_or_refuse(request: PersonRequest, pk: int, *, right: str = "learning.view_briefing") -> Briefing:
    if not request.user.has_perm(right):
        raise PermissionDenied
    return get_object_or_404(Briefing.objects.select_related("module", "audience", "mailing"), pk=pk)


def _progress(briefing: Briefing) -> dict[str, Any]:
    assert briefing.mailing is not None, "as the constraint issued_briefing_has_its_mailing says"
    counts = state_counts(briefing.mailing)
    named = [(DeliveryState(state).label, counts[state], state) for state in DeliveryState.values if state in counts]
    return {
        "briefing": briefing,
        "mailing": briefing.mailing,
        "states": named,
        "messages_total": sum(counts.values()),
        "hold": briefing.hold,
        "paused": briefing.is_paused,
        "waiting": briefing.waiting.count(),
        "counts": briefing_counts(briefing),
        "closed": mail_queue_is_paused(),
    }


def _people(request: PersonRequest, briefing: Briefing) -> dict[str, Any]:
    found = {key: request.GET.get(key, "").replace("\0", "").strip() for key in ("q", "state", "delivery")}
    rows = enrolment_rows(briefing, search=found["q"], state=found["state"], delivery=found["delivery"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return {
        "people": attach_deliveries(page.object_list, briefing),
        "people_page": page,
        "found": found,
        "found_query": urlencode({key: value for key, value in found.items() if value}),
        "enrolment_states": EnrolmentState.choices,
        "delivery_states": [*DeliveryState.choices, ("none", _("No message"))],
    }


@require_safe
def states(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The part of the page that changes while the mail queue works."""
    briefing = briefing_or_refuse(request, pk)
    may_send = request.user.has_perm("learning.issue_briefing")
    return render(request, "learning/officer/states.html", {**_progress(briefing), "may_send": may_send})


@require_safe
def preview(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The e-mail as one named recipient will get it."""
    briefing = briefing_or_refuse(request, pk)
    reach = recipients_of(briefing, timezone.now())
    wanted = request.GET.get("who", "").strip().casefold()
    matching = [m for m in reach.will_get_it if wanted in f"{m.person} {m.person.post_address}".casefold()]
    chosen = next((m for m in matching if str(m.person.pk) == request.GET.get("person")), next(iter(matching), None))
    context = {
        "briefing": briefing,
        "who": request.GET.get("who", ""),
        "matching": matching[:SHOWN],
        "chosen": chosen,
        "more": max(0, len(matching) - SHOWN),
        "message": briefing_message(briefing).read_by(_as_asked(briefing, chosen)) if chosen else None,
    }
    return officer_page(
        request,
        "learning/officer/preview.html",
        context,
        title=_("The e-mail as one person gets it"),
        subtitle=briefing.module.title,
        icon="mail",
    )


@require_POST
def send_test(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The e-mail as the first recipient would get it, to the officer who asks."""
    briefing = briefing_or_refuse(request, pk)
    reach = recipients_of(briefing, timezone.now())
    if not reach.will_get_it or not reachable([request.user]):
        messages.error(request, _("There is nobody to show the email for, or we can’t email you."))
        return redirect("briefings:inspect", pk)
    sample = _as_asked(briefing, reach.will_get_it[0])
    operations.queue_test(briefing=briefing, officer=request.user, sample=sample, now=timezone.now())
    transaction.on_commit(lambda: enqueue(Queue.URGENT))
    messages.success(
        request, _("A test is on its way to %(address)s. Nobody else gets it.") % {"address": request.user.email}
    )
    return redirect("briefings:inspect", pk)


def _as_asked(briefing: Briefing, member: Member) -> Recipient:
    sources = sources_in(briefing.audience, timezone.localdate())
    return asked(member, sources.get(member.person.pk, ()))


@needs_second_factor(fresh=always)
def send(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Ask once more with the numbers, then send. A second factor not older than a few minutes stands before it."""
    briefing = briefing_or_refuse(request, pk, right="learning.issue_briefing")
    if request.method != "POST":
        if briefing.is_issued or briefing.module_hold:
            return redirect("briefings:inspect", pk)  # where it says why
        reach = recipients_of(briefing, timezone.now())
        if not reach.will_get_it:
            messages.error(request, _("Nobody in this audience can be written to now, so nothing was sent."))
            return redirect("briefings:inspect", pk)
        return officer_page(
            request,
            "learning/officer/send.html",
            {"briefing": briefing, "reach": reach},
            title=_("Send the briefing"),
            subtitle=briefing.module.title,
            icon="mail",
        )
    try:
        issued = operations.issue_briefing(briefing=briefing, by=request.user, now=timezone.now())
    except operations.AlreadyIssued:
        messages.info(request, _("This briefing has already been sent. Nobody got it twice."))
    except operations.NobodyToReach:
        messages.error(request, _("Nobody in this audience can be written to now, so nothing was sent."))
    except operations.ModuleNotLive:
        messages.error(request, _("The module is not published, so nobody could open it. Publish it first."))
    except operations.ModuleUnfit:
        messages.error(request, _("The module has a fault, so nothing was sent. Correct it first."))
    else:
        transaction.on_commit(lambda: enqueue(Queue.BULK))
        assert issued.mailing is not None, "it has just been sent"
        count = issued.mailing.deliveries.count()
        messages.success(
            request, ngettext("%(n)s e-mail is being sent.", "%(n)s e-mails are being sent.", count) % {"n": count}
        )
    return redirect("briefings:inspect", pk)


def _on_its_emails(view: Callable[[PersonRequest, Briefing], None]) -> Callable[..., HttpResponseBase]:
    """A press on the emails of a sent briefing, from a page that may be stale. Says what came of it."""

    @require_POST
    @wraps(view)
    def pressed(request: PersonRequest, pk: int) -> HttpResponseBase:
        briefing = briefing_or_refuse(request, pk, right="learning.issue_briefing")
        if not briefing.is_issued:
            messages.info(request, _("This briefing hasn’t been sent yet."))
            return redirect("briefings:inspect", pk)
        try:
            view(request, briefing)
        except mail_queue.AllHandedOver:
            words = _("Every email about this briefing has been handed over, so there is nothing to hold back.")
            messages.info(request, words)
        return redirect("briefings:inspect", pk)

    return pressed


@_on_its_emails
def pause(request: PersonRequest, briefing: Briefing) -> None:
    try:
        operations.pause_briefing(briefing=briefing, by=request.user, now=timezone.now())
    except operations.PausedAlready:
        messages.info(request, _("The emails were paused already."))
    else:
        words = _("Paused. No email about this briefing goes out until you go on: no reminder either.")
        messages.success(request, words)


@_on_its_emails
def resume(request: PersonRequest, briefing: Briefing) -> None:
    try:
        operations.resume_briefing(briefing=briefing, by=request.user, now=timezone.now())
    except mail_queue.MailingNotOpen:
        messages.info(request, _("The emails aren’t paused, so nothing has changed."))
        return
    if hold := briefing.hold:
        words = _("The emails aren’t paused any more, but they still wait. %(why)s")
        messages.warning(request, words % {"why": hold.label})
    else:
        messages.success(request, _("The emails go on."))
    transaction.on_commit(lambda: enqueue(Queue.BULK))
    transaction.on_commit(enqueue_late_enrolment)


@_on_its_emails
def stop(request: PersonRequest, briefing: Briefing) -> None:
    cancelled = operations.stop_briefing(briefing=briefing, by=request.user, now=timezone.now())
    words = ngettext(
        "Stopped. %(n)s email that was waiting will not be sent.",
        "Stopped. %(n)s emails that were waiting will not be sent.",
        cancelled,
    )
    messages.success(request, words % {"n": cancelled})


@require_safe
def person(request: PersonRequest, pk: int, enrolment_pk: int) -> HttpResponseBase:
    """What happened to one person's message and learning. Answers given in the check are theirs and not shown."""
    briefing = briefing_or_refuse(request, pk, right="learning.view_enrolment")
    enrolment = get_object_or_404(
        briefing.enrolments.select_related("person__canonical", "completion__certificate").prefetch_related(
            "appointments__organisation", "step_records"
        ),
        pk=enrolment_pk,
    )
    titles = {step.key: step.title for step in briefing.module.step_list}
    delivery = first_deliveries(briefing).filter(person__in=Person.objects.with_aliases(enrolment.principal)).first()
    context = {
        "briefing": briefing,
        "enrolment": enrolment,
        "delivery": delivery,
        "events": delivery.events.all() if delivery else [],
        "steps": [(titles.get(r.step_key, _("A step that was taken out")), r) for r in enrolment.step_records.all()],
        "certificate": getattr(enrolment.completion, "certificate", None),
    }
    return officer_page(
        request,
        "learning/officer/person.html",
        context,
        title=enrolment.principal,
        subtitle=briefing.module.title,
        icon="user",
    )
