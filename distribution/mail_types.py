"""The kinds of mail. Each app registers its own in its `apps.py`; nothing here names an app that stands above.

A mailing keeps the kind's name alone, so a new kind needs no migration.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from distribution.enums import MailClass, Queue


@dataclass(frozen=True, kw_only=True)
class MailType:
    """One kind of mail.

    `templates` are names in templates/email/, each with a .txt and an .html of the same content. `why` is the sentence
    under "Why you get this": `%(partnership)s`, and merge fields such as `%(seat)s`. An urgent message is one that
    somebody waits for. One that `repeats` another is not sent to an address at which that did not arrive. The link of
    one that `opens_a_module` leads to what can be stopped and carried on.
    """

    kind: str
    label: str | Promise
    mail_class: MailClass = MailClass.SERVICE
    templates: tuple[str, ...] = ()
    why: str | Promise = ""
    urgent: bool = False
    repeats: bool = False
    opens_a_module: bool = False

    @property
    def queue(self) -> Queue:
        return Queue.URGENT if self.urgent else Queue.BULK


# What Django or Wagtail would mail by itself (distribution/backends.py).
NOTICE = MailType(kind="notice", label=_("Notice to staff"))

_registered: dict[str, MailType] = {}


def register(*types: MailType) -> None:
    """Raise ValueError if another type of the same kind is registered."""
    for one in types:
        if _registered.setdefault(one.kind, one) != one:
            raise ValueError(f"Two mail types are called {one.kind}.")


def mail_type(kind: str) -> MailType | None:
    """The type of this kind; None of a kind that an earlier version wrote and this one does not know."""
    return _registered.get(kind)


def mail_types() -> list[MailType]:
    return sorted(_registered.values(), key=lambda one: one.kind)


def choices() -> list[tuple[str, str | Promise]]:
    """(kind, label) of all, for filters, in the order of their labels."""
    return sorted(((one.kind, one.label) for one in mail_types()), key=lambda pair: str(pair[1]).casefold())
