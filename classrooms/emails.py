"""The words of what this app sends. Each is rendered once, with merge fields for a recipient's own."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.dates import in_words
from learning.emails import letter_context


def _letter(subject: str, *, message: str, button: str, why: str) -> tuple[str, str, str]:
    """(subject, plain text, HTML), the two bodies with the same content."""
    context = {**letter_context(), "subject": subject, "message": message, "button": button, "why": why}
    return (
        subject[:200],
        render_to_string("email/school.txt", context),
        render_to_string("email/school.html", context),
    )


def dsl_notice(*, teacher: str, title: str, school: str, on: date, year: str) -> tuple[str, str, str]:
    day = in_words(on)
    values = {"teacher": teacher, "title": title, "school": school, "day": day, "year": year}
    return _letter(
        _("Film for pupils on %(day)s: %(title)s") % values,
        message=_(
            "%(teacher)s plans to show the film “%(title)s” at %(school)s on %(day)s, to this group: %(year)s.\n\n"
            "A pupil may want to talk afterwards. Be in reach that day, or say who is. "
            "This message has no pupil’s name in it. Do not answer it with one."
        )
        % values,
        button=_("See the film and the lesson"),
        why=_("You are the designated safeguarding lead of %(school)s.") % values,
    )


def somebody_asks(*, name: str, address: str, school: str) -> tuple[str, str, str]:
    values = {"name": name, "address": address, "school": school}
    return _letter(
        _("%(name)s asks to see the films for schools") % values,
        message=_(
            "%(name)s (%(address)s) asks to see the films for %(school)s. We know that the address is theirs. "
            "We do not know whether they work at your school: you do."
        )
        % values,
        button=_("Let them in, or say no"),
        why=_("You are a safeguarding lead or the head of %(school)s.") % values,
    )


def let_in(*, school: str) -> tuple[str, str, str]:
    return _letter(
        _("You can see the films for schools now"),
        message=_("You can find films, preview them, show them in class and log it, for %(school)s.")
        % {"school": school},
        button=_("Find a film"),
        why=_("You asked for it, or your school named you."),
    )


def refused(*, school: str) -> tuple[str, str, str]:
    words = {"school": school}
    return _letter(
        _("You were not let in to the films for schools"),
        message=_("%(school)s did not let you in. If you think that this is a mistake, talk to your school.") % words,
        button=_("See what we hold about you"),
        why=_("You asked for it."),
    )


def pack_withdrawn(*, title: str, version: int, because: str) -> tuple[str, str, str]:
    values = {"title": title, "n": version, "because": because}
    return _letter(
        _("Do not use this any more: “%(title)s”, version %(n)s") % values,
        message=_(
            "You fetched the offline pack of the film “%(title)s”. We’ve withdrawn version %(n)s and every version "
            "before it.\n\n"
            "Why: %(because)s\n\n"
            "Delete it from computers and USB sticks, and tell anyone you gave it to."
        )
        % values,
        button=_("See if there is a newer version"),
        why=_("You fetched this pack."),
    )
