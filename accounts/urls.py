from django.urls import path

from accounts.access import to_sign_in
from accounts.views import email_change, links, own_details, sign_ins

urlpatterns = [
    path("_util/login/", to_sign_in, name="page_login"),  # Wagtail's, with a password, for pages that need a sign-in
    path("l/<str:token>/", links.open_link, name="open_link"),
    path("start/again/", links.start_again, name="start_again"),
    path("start/mine/", links.code_for_me, name="code_for_me"),
    path("my/details/", own_details.my_details, name="my_details"),
    path("my/details/name/", own_details.my_name, name="my_name"),
    path("my/details/messages/", own_details.my_messages, name="my_messages"),
    path("my/details/sign-ins/", sign_ins.my_sign_ins, name="my_sign_ins"),
    path("my/details/left/<num:pk>/", own_details.i_have_left, name="i_have_left"),
    path("my/details/not-me/", own_details.not_me, name="not_me"),
    path("my/details/address/", email_change.my_address, name="my_address"),
    path("my/details/address/code/", email_change.prove_address, name="prove_address"),
    path("address-taken-off/", own_details.address_taken_off, name="address_taken_off"),
]
