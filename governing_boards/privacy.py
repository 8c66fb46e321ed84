"""How the clerk's boards answer for personal data."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governing_boards.models import Tabling
from people.personal_record import PersonRecord
from people.privacy import AppPrivacy, Event, Retention, about, acted

FIELDS = {
    "Digest.person": about("Which clerk got a summary in which week. Its words are in the delivery."),
    "Tabling.by": acted(),
}
RETENTION = {
    "governing_boards_digest": Retention("for ever", "One summary a week, and no more."),
    "governing_boards_tabling": Retention("for ever; taken back, not deleted", "What a board had on paper."),
}
HEADINGS = {"paper": gettext_lazy("On paper")}


def history(record: PersonRecord) -> Iterator[Event]:
    """Meetings of the boards on which they sat that day. Who was present is not known. 1 query."""
    terms = [(one.row.organisation_id, one.row.starts_on, one.row.ends_on) for one in record.appointments]
    places = {place for place, _starts, _ends in terms}
    for tabling in Tabling.objects.standing().filter(organisation__in=places).select_related("organisation"):
        sat = (place == tabling.organisation_id and (starts or tabling.on) <= tabling.on <= (ends or tabling.on)
               for place, starts, ends in terms)  # fmt: skip
        if not any(sat):
            continue
        words = _("%(place)s had the printed pack at a meeting on %(day)s, %(n)s present; we keep no names") % {
            "place": tabling.organisation, "day": date_format(tabling.on, "j F Y"), "n": tabling.present
        }  # fmt: skip
        yield Event(tabling.recorded_at, "paper", words)


PRIVACY = AppPrivacy("governing_boards", fields=FIELDS, retention=RETENTION, headings=HEADINGS, history=history)
