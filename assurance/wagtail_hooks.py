from django.urls import path
from wagtail import hooks

from assurance.views import people
from assurance.viewsets import BoardGroup


@hooks.register("register_admin_viewset")
def board():
    return BoardGroup()


@hooks.register("register_admin_urls")
def person_urls():
    return [
        path("people/<int:pk>/history/", people.history, name="person_history"),
        path("people/<int:pk>/data/", people.give_data, name="person_data"),
        path("people/<int:pk>/erase/", people.erase, name="person_erase"),
    ]
