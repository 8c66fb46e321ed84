"""Reads about people and organisations."""

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import F, ManyToOneRel, Q

from people.addresses import ROLE_MAILBOXES, normal_address
from people.models import Address, Organisation, Person
from people.names import folded

ASKED_AT_ONCE = 500  # keys in a statement


SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_enrolled_second_factor(person: Person) -> bool:
    """Whether the person has a passkey or an authenticator app. Recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists())


def standing_facts(
    model: type[models.Model], pks: Collection[int], *, besides: set[type] | frozenset[type] = frozenset()
) -> set[int]:
    """Those of `pks` that any row of any app points to, so that nobody deletes what others stand on.

    Models in `besides` do not count. Apps above are found through Django's own register of relations, so that this
    layer need not know them. One query per relation and 500 keys.
    """
    relations = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, ManyToOneRel) and field.related_model not in besides  # one to one, too
    ]
    found: set[int] = set()
    asked = sorted(pks)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        some = asked[start : start + ASKED_AT_ONCE]
        for relation in relations:
            name = relation.field.attname
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": some})
            if relation.related_model is model:  # a person stands for themselves
                rows = rows.exclude(pk=F(name))
            found.update(rows.order_by().values_list(name, flat=True).distinct())
    return found


def people_called(search: str) -> models.QuerySet[Person]:
    """People who stand for themselves by name, however it is spelt, or by address, earlier ones too."""
    found = Person.objects.known()
    if "@" in search:
        address = normal_address(search)
        before = Address.objects.filter(address=address).values("person")
        return found.filter(Q(email=address) | Q(shared_address=address) | Q(pk__in=before))
    for word in folded(search).split():
        found = found.filter(match_name__contains=word)
    return found


def uses_role_mailbox() -> Q:
    """The condition that a person's own address belongs to a post (clerk@, head@)."""
    found = Q()
    for mailbox in sorted(ROLE_MAILBOXES):
        found |= Q(email__startswith=f"{mailbox}@")
    return found


def organisations_called(words: str) -> models.QuerySet[Organisation]:
    """By URN or UID; else by the whole name; else by a part of it. Only the first that finds any."""
    words = " ".join(words.split())
    if words.isascii() and words.isdigit():
        return Organisation.objects.filter(Q(urn=words) | Q(uid=words))
    exact = Organisation.objects.filter(name__iexact=words)
    return exact if exact.exists() else Organisation.objects.filter(name__icontains=words)


def holder_of(address: str) -> Person | None:
    """Whom an address signs in. Ask only where the answer is not shown to somebody who should not know."""
    return Person.objects.filter(email=address).first() if address else None


def without_address() -> Q:
    """Of rows with a `person`: those whose person, by the record that stands for them, has no address."""
    return Q(person__canonical__email=None, person__canonical__shared_address=None)
