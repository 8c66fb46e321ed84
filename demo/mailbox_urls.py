"""The mailbox, wherever messages are kept instead of sent."""

from django.urls import path

from demo import mailbox

urlpatterns = [
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<num:pk>/", mailbox.mailbox_message, name="mailbox_message"),
    path("mailbox/<num:pk>/html", mailbox.mailbox_html, name="mailbox_html"),
]
