"""Whose session stands."""

from django.contrib.auth.backends import ModelBackend


class StandingPeople(ModelBackend):
    """A record that was joined to another signs nobody in: its owner comes in again, as the person that they are."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not user.is_alias
