"""Messages about films for schools: to a DSL before a showing, about a way in, about a pack that was withdrawn."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from classrooms.enums import YearGroup
from cms.models import AwarenessPage
from core.dates import in_words
from distribution.emails import Message, Recipient, greeting, has_proved, letter, named
from distribution.mail_types import MailType
from distribution.merge_fields import field
from people.models import Organisation, Person
from people.names import wrong_name

SHOWING_NOTICE = MailType(
    kind="showing_notice",
    label=gettext_lazy("Notice of a showing to a DSL"),
    templates=("school",),
    why=gettext_lazy("You are the designated safeguarding lead of %(school)s."),
)
ACCESS_REQUEST = MailType(
    kind="access_request",
    label=gettext_lazy("Somebody asks to see the films for schools"),
    templates=("school",),
    why=gettext_lazy("You are a safeguarding lead or the head of %(school)s."),
)
ACCESS_DECISION = MailType(
    kind="access_decision",
    label=gettext_lazy("Let in to the films for schools, or not"),
    templates=("school",),
    why=gettext_lazy("You asked for it, or your school named you."),
)
PACK_WITHDRAWN = MailType(
    kind="pack_withdrawn",
    label=gettext_lazy("An offline pack was withdrawn"),
    templates=("school",),
    why=gettext_lazy("You fetched this pack."),
)
MAIL_TYPES = (SHOWING_NOTICE, ACCESS_REQUEST, ACCESS_DECISION, PACK_WITHDRAWN)


def showing_notice(
    leads: Sequence[Person], *, by: Person, page: AwarenessPage, school: Organisation, on: date, year: YearGroup
) -> Message:
    values = {
        "teacher": field("teacher"),
        "title": page.title,
        "school": school.name,
        "day": in_words(on),
        "year": year.label,
    }
    message = _(
        "%(teacher)s plans to show the film “%(title)s” at %(school)s on %(day)s, to this group: %(year)s.\n\n"
        "A pupil may want to talk afterwards. Be in reach that day, or say who is. "
        "This message has no pupil’s name in it. Do not answer it with one."
    )
    return letter(
        SHOWING_NOTICE,
        _("Film for pupils on %(day)s: %(title)s") % values,
        {"message": message % values, "button": _("See the film and the lesson"), "school": school.name},
        recipients=[Recipient(lead, {"teacher": named(by, _("A teacher"))}) for lead in leads],
        created_by=by,
        **_link_to(page),
    )


def access_request(leads: Sequence[Person], *, name: str, address: str, school: Organisation) -> Message:
    """Somebody asks to be let in, and has proved that the address is theirs.

    Their name and address go to those leads who have proved their own; the others read them on the page.
    """
    message = _(
        "%(who)s asks to see the films for %(school)s. We know that the address they gave is theirs. "
        "We do not know whether they work at your school: you do."
    ) % {"who": field("who_asks"), "school": school.name}
    subject = _("Somebody asks to see the films for schools")
    told = {
        "subject": _("%(name)s asks to see the films for schools") % {"name": name},
        "who_asks": _("%(name)s (%(address)s)") % {"name": name, "address": address},
    }
    told = {"who_asks": _("Somebody")} if wrong_name(name) else told
    return letter(
        ACCESS_REQUEST,
        subject,
        {"message": message, "button": _("Let them in, or say no"), "school": school.name},
        recipients=[Recipient(lead, told if has_proved(lead) else {"who_asks": _("Somebody")}) for lead in leads],
        link_path=f"/schools/{school.pk}/staff/",
        link_title=subject,
    )


def let_in(person: Person, *, school: Organisation) -> Message:
    subject = _("You can see the films for schools now")
    message = _("You can find films, preview them, show them in class and log it, for %(school)s.")
    return letter(
        ACCESS_DECISION,
        subject,
        {"message": message % {"school": school.name}, "button": _("Find a film")},
        recipients=[Recipient(person, greeting(person))],
        link_path="/schools/",
        link_title=subject,
    )


def refused(person: Person, *, school: Organisation) -> Message:
    subject = _("You were not let in to the films for schools")
    message = _("%(school)s did not let you in. If you think that this is a mistake, talk to your school.")
    return letter(
        ACCESS_DECISION,
        subject,
        {"message": message % {"school": school.name}, "button": _("See what we hold about you")},
        why=gettext_lazy("You asked for it."),
        recipients=[Recipient(person)],
        link_path="/my/details/",
        link_title=subject,
    )


def pack_withdrawn(
    people: Sequence[Person], *, page: AwarenessPage, version: int, because: str, by: Person | None
) -> Message:
    values = {"title": page.title, "n": version, "because": because}
    message = _(
        "You fetched the offline pack of the film “%(title)s”. We’ve withdrawn version %(n)s and every version "
        "before it.\n\n"
        "Why: %(because)s\n\n"
        "Delete it from computers and USB sticks, and tell anyone you gave it to."
    )
    return letter(
        PACK_WITHDRAWN,
        _("Do not use this any more: “%(title)s”, version %(n)s") % values,
        {"message": message % values, "button": _("See if there is a newer version")},
        recipients=[Recipient(person) for person in people],
        created_by=by,
        **_link_to(page),
    )


def _link_to(page: AwarenessPage) -> dict[str, str]:
    return {"link_path": f"/schools/films/{page.pk}/", "link_title": page.title}
