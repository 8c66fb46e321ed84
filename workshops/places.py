"""How many places somebody can have, and why not more: counted here, said here, asked by every page, mail and press.

Without the session's lock an answer is what holds just now; the operation that decides asks the same again under it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.enums import OrganisationKind
from workshops.allocating import Kept, Offer, Places, Waiting, offer_of
from workshops.emails import when
from workshops.enums import BookingState
from workshops.models import Allocation, Booking, WorkshopSession


def places_in(sessions: Collection[WorkshopSession], now: datetime) -> dict[int, Places]:
    """{session: its places as they are now}. 2 queries, however many sessions."""
    known = {session.pk: session for session in sessions}
    rules: dict[int, list[Allocation]] = {pk: [] for pk in known}
    for row in Allocation.objects.filter(session__in=known):
        rules[row.session_id].append(row)
    found = {pk: _empty(session, rules[pk], now) for pk, session in known.items()}
    rows = Booking.objects.active().filter(session__in=known, walked_in=False).order_by()
    for pk, state, kind, number in rows.values_list("session", "state", "kind").annotate(n=Count("pk")):
        if state == BookingState.WAITING:
            found[pk].waiting += number
        else:
            found[pk].taken[kind] = number
    return found


def _empty(session: WorkshopSession, rules: list[Allocation], now: datetime) -> Places:
    floors = [row for row in rules if row.holds(session, now)]
    share = session.ceiling_percent
    return Places(
        capacity=session.capacity,
        floors={row.kind: row.floor for row in floors},
        kept_until={row.kind: row.runs_out_at(session) for row in floors},
        ceilings={row.kind: row.ceiling for row in rules if row.ceiling is not None},
        ceiling_of_all=None if share is None else session.capacity * share // 100,
    )


def offers_in(
    sessions: Collection[WorkshopSession], kinds: Iterable[str], now: datetime
) -> dict[int, dict[str, Offer]]:
    """{session: {kind of organisation: what it can have now}}.

    2 queries, and 1 more where somebody waits although a place is free.
    """
    kinds, places = set(kinds), places_in(sessions, now)
    unsettled = [pk for pk, one in places.items() if one.free and one.waiting]
    queues: dict[int, list[Waiting]] = {pk: [] for pk in places}
    if unsettled:
        rows = Booking.objects.waiting().filter(session__in=unsettled)
        for session_id, pk, kind, soon in rows.values_list("session", "pk", "kind", "short_notice_ok"):
            queues[session_id].append(Waiting(pk, kind, soon))
    return {
        session.pk: {
            kind: offer_of(places[session.pk], kind, queues[session.pk], short_notice=now >= session.notice_begins_at())
            for kind in kinds
        }
        for session in sessions
    }


# --- Another session ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Elsewhere:
    """Another session of the same workshop in which somebody can have a place."""

    session: WorkshopSession
    places: int


def free_elsewhere(*, workshop_id: int, but: Collection[int], kind: str, now: datetime) -> Elsewhere | None:
    """The first session to come with a place for `kind`, none of those of `but`. 1 query, 2 or 3 more if any."""
    rows = WorkshopSession.objects.coming(now).filter(workshop=workshop_id, places_taken__lt=F("capacity"))
    sessions = list(rows.exclude(pk__in=but).select_related("workshop").order_by("starts_at", "pk"))
    offers = offers_in(sessions, [kind], now) if sessions else {}
    found = (Elsewhere(session, offers[session.pk][kind].places) for session in sessions)
    return next((one for one in found if one.places), None)


@dataclass(frozen=True)
class NoPlace:
    """Why somebody got no place in a session, and where there is one instead."""

    offer: Offer
    elsewhere: Elsewhere | None


def no_place(
    session: WorkshopSession, places: Places, kind: str, now: datetime, *, but: Collection[int] = ()
) -> NoPlace:
    """For the operation that decides: `places` as it counted them under the lock. `but`: no need to name these."""
    elsewhere = free_elsewhere(workshop_id=session.workshop_id, but={session.pk, *but}, kind=kind, now=now)
    return NoPlace(offer_of(places, kind), elsewhere)


# --- In words -------------------------------------------------------------------------------------------------------


def places_in_words(offer: Offer, whom: str = "") -> str:
    """ "Places for you: 8", or "No place for you now: …" and why. `whom`: somebody else, by name."""
    words = {"whom": whom or _("you"), "n": offer.places}
    if not offer.places:
        why = [_who_waits(offer, whom), *([] if offer.waiting and not offer.free else [why_not(offer, whom)])]
        return _("No place for %(whom)s now: %(why)s") % {**words, "why": _(", and ").join(w for w in why if w)}
    count = _("Places for %(whom)s: %(n)s") % words
    return f"{count} ({_not_more(offer, whom)})" if offer.places < offer.free else count


def why_not(offer: Offer, whom: str = "") -> str:
    """Why there is no place, beside those who wait: "the session is full". The middle of a sentence."""
    if not offer.free:
        return _("the session is full")
    if offer.share is not None:
        return _share(offer.share, whom)
    words = ngettext(
        "the %(n)s free place is held for %(kinds)s", "the %(n)s free places are held for %(kinds)s", offer.free
    )
    return words % {"n": offer.free, "kinds": _kinds(offer.kept)}


def _not_more(offer: Offer, whom: str) -> str:
    if offer.share is not None:
        words = _("their kind of organisation can have %(n)s at most") if whom else _(
            "your kind of organisation can have %(n)s at most")  # fmt: skip
        return words % {"n": offer.share}
    words = ngettext("%(n)s more is held for %(kinds)s", "%(n)s more are held for %(kinds)s", offer.free - offer.places)
    return words % {"n": offer.free - offer.places, "kinds": _kinds(offer.kept)}


def _share(most: int, whom: str) -> str:
    if not most:
        return _("it has no places for their kind of organisation") if whom else _(
            "it has no places for your kind of organisation")  # fmt: skip
    words = _("their kind of organisation has its share (%(n)s)") if whom else _(
        "your kind of organisation has its share (%(n)s)")  # fmt: skip
    return words % {"n": most}


def _who_waits(offer: Offer, whom: str) -> str:
    if not offer.waiting:
        return ""
    words = (
        ngettext("%(n)s person is waiting before them", "%(n)s people are waiting before them", offer.waiting)
        if whom
        else ngettext("%(n)s person is waiting before you", "%(n)s people are waiting before you", offer.waiting)
    )
    return words % {"n": offer.waiting}


def _kinds(kept: Iterable[Kept]) -> str:
    """ "police until 5 January 2027 and health until 3 January 2027"."""
    days = [(kind_in_words(one.kind), date_format(localtime(one.until), "j F Y")) for one in kept]
    return _(" and ").join(_("%(kind)s until %(day)s") % {"kind": kind, "day": day} for kind, day in days)


def kind_in_words(kind: str, *, start: bool = False) -> str:
    """In the middle of a sentence, or at its start."""
    label = str(OrganisationKind(kind).label) if kind else _("People without an organisation")
    return label if start else f"{label[:1].lower()}{label[1:]}"


def free_in_words(places: Places) -> str:
    """For whoever has no kind of organisation yet: "3 of 18 places are free (3 of them held for police until …)"."""
    waiting = ngettext("%(n)s person is waiting.", "%(n)s people are waiting.", places.waiting) % {"n": places.waiting}
    if not places.free:
        return f"{_('Full.')} {waiting}" if places.waiting else _("Full.")
    words = ngettext("%(n)s of %(all)s places is free", "%(n)s of %(all)s places are free", places.free)
    words %= {"n": places.free, "all": places.capacity}
    kept = places.kept_from("")
    if kept:
        held = min(places.free, sum(kept.values()))
        words += " " + ngettext("(%(n)s is held for %(kinds)s)", "(%(n)s are held for %(kinds)s)", held) % {
            "n": held, "kinds": _kinds(Kept(kind, n, places.kept_until[kind]) for kind, n in kept.items())
        }  # fmt: skip
    return f"{words}. {waiting}" if places.waiting else f"{words}."


def no_place_in_words(found: NoPlace, whom: str = "") -> str:
    """ "The session is full. There are 8 places for you in another session: …": sentences."""
    why = why_not(found.offer, whom)
    return " ".join(
        words for words in (f"{why[:1].upper()}{why[1:]}.", elsewhere_in_words(found.elsewhere, whom)) if words
    )


def no_place_in_a_letter(found: NoPlace) -> str:
    """The same, and how to get the place that there is."""
    return f"{no_place_in_words(found)} {_('You can change to it on your page.') if found.elsewhere else ''}".strip()


def elsewhere_in_words(elsewhere: Elsewhere | None, whom: str = "") -> str:
    """A sentence that names the other session, or nothing."""
    if elsewhere is None:
        return ""
    words = ngettext(
        "There is %(n)s place for %(whom)s in another session: %(session)s.",
        "There are %(n)s places for %(whom)s in another session: %(session)s.",
        elsewhere.places,
    )
    return words % {"n": elsewhere.places, "whom": whom or _("you"), "session": named(elsewhere.session)}


def named(session: WorkshopSession) -> str:
    """ "Friday 15 January 2027, 13:30 to 16:30 (Afternoon)"."""
    return f"{when(session)} ({session.label})" if session.label else when(session)
