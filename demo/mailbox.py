"""The mailbox in which the demonstration keeps its messages instead of sending them."""

import email
import email.policy

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core.routes import private
from distribution.models import MailboxMessage


@private
@require_safe
def mailbox(request):
    found = MailboxMessage.objects.defer("raw")
    wanted = request.GET.get("to", "").replace("\0", "").strip().lower()
    if wanted:
        found = found.filter(address__contains=wanted)
    return render(request, "demo/mailbox.html", {"messages_in": found[:50], "to": wanted, "total": found.count()})


@private
@require_safe
def mailbox_message(request, pk):
    row = get_object_or_404(MailboxMessage, pk=pk)
    parsed = email.message_from_bytes(bytes(row.raw), policy=email.policy.default)
    text = parsed.get_body(("plain",))
    context = {
        "message": row,
        "from_line": parsed["From"],
        "text": text.get_content() if text else "",
        "has_html": parsed.get_body(("html",)) is not None,
        "headers": [(k, v) for k, v in parsed.items() if k not in {"Content-Type", "MIME-Version"}],
    }
    return render(request, "demo/mailbox_message.html", context)


@private
@require_safe
@xframe_options_sameorigin
@csp_replace({"style-src": [SELF, UNSAFE_INLINE], "script-src": [NONE]})
def mailbox_html(request, pk):
    """The HTML part alone, for a frame without scripts. Links in it open in the whole window."""
    row = get_object_or_404(MailboxMessage, pk=pk)
    part = email.message_from_bytes(bytes(row.raw), policy=email.policy.default).get_body(("html",))
    if part is None:
        raise Http404
    return HttpResponse(part.get_content())
