from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.operations import record_sign_in
from accounts.sessions import DEMONSTRATION
from core.routes import private, public
from demo.content.personas import PERSONAS
from people.models import Person


@public
@require_safe
def look_around(request):
    """Who to be, and what to try."""
    return render(request, "demo/look_around.html", {"personas": PERSONAS})


@private
@require_POST
def enter(request, key):
    """One click into the admin: for the staff of the demonstration only."""
    persona = next((p for p in PERSONAS if p["key"] == key and p["staff"]), None)
    if persona is None:
        raise Http404
    person = get_object_or_404(Person, email=persona["email"], is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, person, method=DEMONSTRATION)
    record_sign_in(person=person, way=DEMONSTRATION, proves_address=False, now=timezone.now())
    return redirect(persona["path"])
