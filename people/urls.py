from django.urls import path

from people import views

urlpatterns = [
    path("my/details/", views.my_details, name="my_details"),
    path("my/details/name/", views.my_name, name="my_name"),
    path("my/details/messages/", views.my_messages, name="my_messages"),
    path("my/details/left/<num:pk>/", views.i_have_left, name="i_have_left"),
    path("my/details/not-me/", views.not_me, name="not_me"),
    path("address-taken-off/", views.address_taken_off, name="address_taken_off"),
]
