"""A clerk reminds those outstanding, and answers where the register and a person disagree."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.routes import SEE_AND_POST, form_on, needs_code
from distribution.enums import Queue
from distribution.tasks import enqueue
from governing_boards.access import board_open_to
from governing_boards.boards import board_of
from governing_boards.corrections import in_words
from governing_boards.views.access import for_the_clerk, page_of_form
from learning import operations
from learning.enums import DAYS_BETWEEN, MOST
from learning.models import Briefing
from learning.reminding import reminder_reach
from learning.views.officer_later import reminder_as_shown
from people import operations as people
from people.models import Organisation, Question
from people.requests import PersonRequest


@SEE_AND_POST
@for_the_clerk
def remind(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    """First the text, who gets it and who not and why; then one press."""
    briefing, person_id = _what_to_remind_of(request, organisation)
    now = timezone.now()
    if request.method == "POST":
        try:
            reminder = operations.remind(
                briefing=briefing, organisation=organisation, by=request.user, now=now, person_id=person_id
            )
        except operations.NotOpen:
            messages.info(request, _("This briefing is closed, so nobody was reminded."))
        except operations.OnHold as error:
            messages.info(request, _("Nobody was reminded. %(why)s") % {"why": error.hold.for_clerks})
        except operations.NobodyToRemind:
            messages.info(request, _("Nobody can be reminded now, so nothing was sent."))
        else:
            transaction.on_commit(lambda: enqueue(Queue.BULK))
            number = reminder.mailing.deliveries.count()
            words = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", number)
            messages.success(request, words % {"n": number})
        return redirect(f"{reverse('board', args=[organisation.pk])}?briefing={briefing.pk}")
    if hold := briefing.hold:
        messages.info(request, _("You can’t send reminders at the moment. %(why)s") % {"why": hold.for_clerks})
        return redirect(f"{reverse('board', args=[organisation.pk])}?briefing={briefing.pk}")
    reach = reminder_reach(briefing, now, organisation=organisation, person_id=person_id)
    context = {
        "organisation": organisation,
        "briefing": briefing,
        "person_id": person_id,
        "reach": reach,
        "days_between": DAYS_BETWEEN,
        "most": MOST,
        **reminder_as_shown(briefing, reach, organisation),
    }
    return render(request, "governing_boards/remind.html", context)


def _what_to_remind_of(request: PersonRequest, organisation: Organisation) -> tuple[Briefing, int | None]:
    values = request.POST if request.method == "POST" else request.GET
    wanted, whom = values.get("briefing", ""), values.get("person", "")
    board = board_of(organisation, True, timezone.localdate())
    reaching = {str(b.pk): b for b in board.briefings}
    briefing = reaching.get(wanted) if wanted else board.briefing
    if briefing is None or (whom and whom not in {str(seat.person.pk) for seat in board.seats}):
        raise Http404
    return briefing, int(whom) if whom else None


# --- Questions ------------------------------------------------------------------------------------------------------


@form_on(page_of_form)
@needs_code
@SEE_AND_POST
def answer(request: PersonRequest, organisation_id: int, question_id: int) -> HttpResponseBase:
    """ "Which is right?" Its board's clerk says so, or an officer."""
    as_officer = request.user.has_perm("people.change_question") and request.sign_in.has_second_factor
    found = board_open_to(request.user, organisation_id, timezone.localdate())
    if not as_officer and (found is None or not found[1]):
        raise Http404
    question = get_object_or_404(
        Question.objects.select_related("appointment__person__canonical", "appointment__organisation"),
        pk=question_id,
        appointment__superseded_at=None,
    )
    if question.appointment.organisation_id != organisation_id:
        raise Http404
    right = request.POST.get("right")
    if request.method != "POST" or right not in {"register", "ours"} or question.answered_at:
        context = {
            "organisation": question.appointment.organisation,
            "question": question,
            "points": in_words(question),
            "is_clerk": bool(found and found[1]),
        }
        return render(request, "governing_boards/question.html", context)
    people.answer_question(
        question=question, register_was_right=right == "register", by=request.user, now=timezone.now()
    )
    messages.success(request, _("Thank you. Your answer stands."))
    return redirect("board", organisation_id) if found and found[1] else redirect("wagtailadmin_home")
