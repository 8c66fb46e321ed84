from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks

from assurance.views import people
from assurance.viewsets import BoardGroup


@hooks.register("register_admin_viewset")
def board() -> Any:
    return BoardGroup()


@hooks.register("register_admin_urls")
def person_urls() -> list[URLPattern]:
    return [
        path("people/<num:pk>/history/", people.history, name="person_history"),
        path("people/<num:pk>/data/", people.give_data, name="person_data"),
        path("people/<num:pk>/erase/", people.erase, name="person_erase"),
    ]
