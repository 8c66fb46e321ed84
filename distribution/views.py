"""The officer's switch of the mail queue."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distribution import operations
from people.requests import PersonRequest


@require_POST
@permission_required("distribution.change_mailqueue", raise_exception=True)
def mail_queue(request: PersonRequest) -> HttpResponseBase:
    """Open the mail queue after a restore, or close it in a hurry. The admin's own door stands before it."""
    now = timezone.now()
    if request.POST.get("action") == "open":
        operations.open_mail_queue(by=request.user, now=now)
        messages.success(request, _("Sending is on. What waits will be sent."))
    else:
        reason = _("%(name)s closed it.") % {"name": request.user}
        operations.close_mail_queue(by=request.user, reason=reason, now=now)
        words = _("Sending is off. Until you turn it on, only what somebody is waiting for is sent, like codes.")
        messages.warning(request, words)
    return redirect("wagtailadmin_home")
