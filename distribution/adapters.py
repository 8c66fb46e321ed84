"""allauth's way through this house: nobody signs up, and its mail goes through the post office."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from distribution.enums import Queue
from distribution.operations import queue_code
from distribution.tasks import nudge
from people.addresses import normal_address
from people.models import Person
from people.operations import record_sign_in


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _lazy("That code is not right. Check it and try again."),
        "too_many_login_attempts": _lazy(
            "We have just sent several codes to this address. Wait 5 minutes, then ask again."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def generate_login_code(self):
        """Six digits: easy to read out and to type on a phone; five tries in fifteen minutes guard them."""
        return get_random_string(6, "0123456789")

    def send_mail(self, template_prefix, email, context):
        if "code" not in context:
            return  # notices that allauth would send about changes we do not offer
        person = Person.objects.known().filter(email=normal_address(email), is_active=True).first()
        if person is None:
            return
        queue_code(
            person=person,
            code=context["code"],
            subject=_("Your code for Common Ground"),
            text=render_to_string("email/code.txt"),
            html=render_to_string("email/code.html"),
            now=timezone.now(),
        )
        transaction.on_commit(lambda: nudge(Queue.URGENT))

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        way = get_authentication_records(request, user)[-1]["method"]
        record_sign_in(person=user, way=way, proves_address=way == "code", now=timezone.now())
        return response
