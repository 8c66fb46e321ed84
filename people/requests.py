"""A request of somebody who is signed in, as views behind a door get it."""

from core.requests import Request
from people.models import Person


class PersonRequest(Request):
    """The door (a decorator, Wagtail's admin) has turned everybody else away: `user` is nobody anonymous."""

    user: Person
