"""Sessions end when what they were opened with is no longer true: rights, addresses, who somebody is."""

from django.contrib.auth.hashers import make_password

from people.models import Person


def end_sessions(*people: int) -> None:
    """Of these people, everywhere. Django ends a session when the password that it was opened under is another one;
    nobody here knows theirs. 1 statement for each."""
    for pk in people:
        Person.objects.filter(pk=pk).update(password=make_password(None))
