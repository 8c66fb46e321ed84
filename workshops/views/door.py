"""The door, on a phone: scan, type a code or search a name; walk-ins; who leaves. Names only, nobody's needs.

The list names people, so a forwarded link does not open it.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ask_for_second_factor
from core.routes import form_on, needs_code, tokened, uses_camera
from people.requests import PersonRequest
from workshops import operations
from workshops.enums import Direction
from workshops.forms.public import WalkInForm
from workshops.models import Booking, Scan, WorkshopSession
from workshops.operations import NotAtTheDoor, RoomFull
from workshops.queries import door_list, door_sessions

SHOWN = 200


def _door_page(kwargs: dict[str, Any]) -> str:
    return reverse("door", args=[kwargs["pk"]])


def _sessions(request: PersonRequest, now: datetime) -> QuerySet[WorkshopSession]:
    """Those at whose door one stands; every one for staff, who show their second factor once for it."""
    officer = request.user.has_perm("workshops.check_in") and request.sign_in.has_second_factor
    return door_sessions(request.user, now, officer=officer)


def staff_show_more(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Staff who have no part in the session are asked for their second factor, and not told that it isn't there."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.has_perm("workshops.check_in") and not request.sign_in.has_second_factor:
                return ask_for_second_factor(request, request.get_full_path())
            raise

    return guarded


def _session(request: PersonRequest, pk: int) -> WorkshopSession:
    found = _sessions(request, timezone.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs_code
@require_safe
def doors(request: PersonRequest) -> HttpResponseBase:
    """The sessions at whose door one stands: today's first."""
    now = timezone.now()
    found = list(_sessions(request, now).filter(ends_at__gte=now - operations.DOOR_CLOSES).order_by("starts_at")[:20])
    if len(found) == 1:
        return redirect("door", found[0].pk)
    return render(request, "workshops/doors.html", {"sessions": found})


@uses_camera
@needs_code
@staff_show_more
@require_safe
def door(request: PersonRequest, pk: int) -> HttpResponseBase:
    session, words = _session(request, pk), request.GET.get("q", "")
    rows = list(door_list(session, words)[: SHOWN + 1])
    everyone = session.bookings.confirmed()
    context = {
        "session": session,
        "is_open": operations.door_is_open(session, timezone.now()),
        "rows": [(row, getattr(row, "attendance", None), uuid.uuid4()) for row in rows[:SHOWN]],
        "there_are_more": len(rows) > SHOWN,
        "q": words,
        "expected": everyone.count(),
        "came": everyone.filter(attendance__isnull=False).count(),
        "undo": _last(request, session),
    }
    return render(request, "workshops/door.html", context)


def _last(request: PersonRequest, session: WorkshopSession) -> Any:
    """The press that can be taken back: one's own last at this door, if it is the one just shown."""
    pk = request.GET.get("last", "")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        return None
    return Scan.objects.filter(pk=pk, by=request.user, booking__session=session).select_related("booking").first()


@form_on(_door_page)
@needs_code
@staff_show_more
@require_POST
def scan(request: PersonRequest, pk: int) -> HttpResponseBase:
    """One press, by the button beside a name or by a code. Answers in JSON where the page's script asks for it."""
    session, booking = _session(request, pk), None
    try:
        nonce, direction = uuid.UUID(request.POST.get("nonce", "")), Direction(request.POST.get("direction", "in"))
        booking = _which(session, request.POST)
        found = operations.check_in(
            session=session, booking=booking, nonce=nonce, direction=direction, at=_at(request.POST.get("at", "")),
            by=request.user, now=timezone.now(),
        )  # fmt: skip
    except ValueError:
        return _answer(request, session, error=_("That press was not understood. Press again."))
    except NotAtTheDoor as refused:
        return _answer(request, session, error=str(refused))
    words = _("%(name)s is in.") if found.direction == Direction.IN else _("%(name)s has left.")
    return _answer(request, session, words=words % {"name": found.booking.name}, last=found)


def _which(session: WorkshopSession, data: Any) -> Booking:
    """The booking that a button or a code names. A QR picture holds the code at the end of an address."""
    if data.get("booking", "").isascii() and data.get("booking", "").isdigit() and len(data["booking"]) < 19:
        found = Booking.objects.filter(pk=data["booking"]).first()
    else:
        code = data.get("code", "").strip().rstrip("/").rpartition("/")[2].upper().replace(" ", "").replace("-", "")
        found = Booking.objects.filter(code=code[:20]).first() if code else None
    if found is None or found.workshop_id != session.workshop_id:
        raise NotAtTheDoor(_("No booking of this workshop has this code. Search the name instead."))
    return found


def _at(text: str) -> datetime:
    """When the press was made, where a phone without network sends it later; else now."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return timezone.now()
    return moment if moment.tzinfo else timezone.now()


def _answer(
    request: PersonRequest, session: WorkshopSession, *, words: str = "", error: str = "", last: Any = None
) -> HttpResponseBase:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"ok": not error, "words": error or words}, status=409 if error else 200)
    (messages.error if error else messages.success)(request, error or words)
    where = reverse("door", args=[session.pk])
    return redirect(f"{where}?last={last.pk}" if last else where)


@form_on(_door_page)
@needs_code
@staff_show_more
@require_POST
def undo(request: PersonRequest, pk: int, scan_pk: int) -> HttpResponseBase:
    session = _session(request, pk)
    found = get_object_or_404(Scan, pk=scan_pk, by=request.user, booking__session=session)
    operations.take_back(scan=found, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("door", session.pk)


@needs_code
@staff_show_more
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: PersonRequest, pk: int) -> HttpResponseBase:
    session = _session(request, pk)
    form = WalkInForm(request.POST or None, initial={"nonce": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.walk_in(
                session=session, colleague=form.colleague, organisation=form.cleaned_data["organisation"],
                nonce=form.cleaned_data["nonce"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except RoomFull as full:
            words = _("%(n)s people are in the room, which has room for %(places)s. Nobody else can be let in.")
            form.add_error("given_name", words % {"n": full.there, "places": full.capacity})
        except NotAtTheDoor as refused:
            form.add_error("given_name", str(refused))
        else:
            messages.success(request, _("%(name)s is in.") % {"name": row.name})
            return redirect("door", session.pk)
    return render(request, "workshops/walk_in.html", {"session": session, "form": form})


@tokened
@require_safe
@login_required
def by_code(request: PersonRequest, code: str) -> HttpResponseBase:
    """Where a scanned picture leads: at the door to that person's line, for the person to their own page."""
    rows = Booking.objects.active().filter(code=code[:20].upper()).select_related("person")
    row = rows.first()
    if row is None:
        raise Http404
    if row.person.canonical_id == request.user.canonical_id:
        return redirect("my_workshop", row.workshop_id)
    if _sessions(request, timezone.now()).filter(pk=row.session_id).exists():
        return redirect(f"{reverse('door', args=[row.session_id])}?q={row.code}")
    raise Http404
