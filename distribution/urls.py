from django.urls import path

from distribution import addresses, views

urlpatterns = [
    path("l/<str:token>/", views.open_link, name="open_link"),
    path("start/again/", views.start_again, name="start_again"),
    path("start/mine/", views.code_for_me, name="code_for_me"),
    path("my/details/address/", addresses.my_address, name="my_address"),
    path("my/details/address/code/", addresses.prove_address, name="prove_address"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<num:pk>/", views.mailbox_message, name="mailbox_message"),
    path("mailbox/<num:pk>/html", views.mailbox_html, name="mailbox_html"),
]
