"""Reads about people and organisations."""

from allauth.mfa.models import Authenticator

from people.models import Person


def has_enrolled_second_factor(person: Person) -> bool:
    """Whether the person has a passkey or an authenticator app. Recovery codes alone do not count."""
    return Authenticator.objects.filter(
        user=person, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()
