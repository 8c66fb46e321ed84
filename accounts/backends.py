"""Whose session stands."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from people.models import Person


class StandingPeople(ModelBackend):
    """A record that was joined to another signs nobody in: its owner comes in again, as the person that they are."""

    def user_can_authenticate(self, user: Person | AnonymousUser | None) -> bool:
        return super().user_can_authenticate(user) and isinstance(user, Person) and not user.is_alias
