"""The audit trail of films and packs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.enums import FilmVersion
from cms.models import AwarenessPage, Film, Pack
from people.audit.registry import AuditAction, AuditGroup, Subject, Word, register

FILMS = AuditGroup("films", _("Films and packs"))
FILM = Subject(Film)
AWARENESS_PAGE = Subject(AwarenessPage)
PACK = Subject(Pack, related=("page",))


def _reason(said: Mapping[str, Any]) -> str:
    return said["row"].withdrawn_because if said["row"] else ""


FILM_PREPARED = register(
    AuditAction(
        "cms.film_prepared",
        _("Film prepared"),
        FILMS,
        (FILM,),
        data={"version": Word(dict(FilmVersion.choices))},
        details=lambda said: said["version"],
    )
)
PACK_REQUESTED = register(AuditAction("cms.pack_requested", _("Pack asked for"), FILMS, (AWARENESS_PAGE,)))
PACK_WITHDRAWN = register(
    AuditAction("cms.pack_withdrawn", _("Pack withdrawn, with all before it"), FILMS, (PACK,), details=_reason)
)
