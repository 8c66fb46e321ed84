"""Lines of an import in words: what was, what will be, and what can be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from imports.enums import ImportAction
from imports.kinds.planning import Values
from imports.models import ImportEntry
from imports.operations import LEAVE, NEW, SHARE
from people.enums import LinkKind, OrganisationKind, OrganisationStatus, Phase, Role
from people.models import Organisation

WORDS = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "email": gettext_lazy("E-mail address"),
    "shared_address": gettext_lazy("Shared e-mail address"),
    "role": gettext_lazy("Role"),
    "organisation": gettext_lazy("Organisation"),
    "starts_on": gettext_lazy("Term starts"),
    "ends_on": gettext_lazy("Term ends"),
    "gid": gettext_lazy("GID"),
    "ward": gettext_lazy("Ward"),
    "appointing_body": gettext_lazy("Appointed by"),
    "listed": gettext_lazy("In the register"),
    "kind": gettext_lazy("Kind"),
    "phase": gettext_lazy("Phase"),
    "urn": gettext_lazy("URN"),
    "uid": gettext_lazy("UID"),
    "town": gettext_lazy("Town"),
    "postcode": gettext_lazy("Postcode"),
    "opened_on": gettext_lazy("Opened"),
    "closed_on": gettext_lazy("Closed"),
    "status": gettext_lazy("Status"),
    "authority_code": gettext_lazy("Authority"),
    "successor": gettext_lazy("Became"),
    "link_urn": gettext_lazy("Linked URN"),
    "link_name": gettext_lazy("Linked school"),
    "kind_text": gettext_lazy("Link"),
    "established_on": gettext_lazy("Since"),
}
CHOICES: dict[str, list[type[TextChoices]]] = {
    "role": [Role],
    "kind": [OrganisationKind, LinkKind],
    "phase": [Phase],
    "status": [OrganisationStatus],
}
PLACES = ("organisation", "successor")
NAMED_ELSEWHERE = ("title", "given_name", "family_name", "name")  # the line begins with the name
ACTIONS = {  # how the screens call them, one and many
    ImportAction.CREATED: gettext_lazy("New"),
    ImportAction.CHANGED: gettext_lazy("Changed"),
    ImportAction.ENDED: gettext_lazy("Ended"),
    ImportAction.DISAGREEMENT: gettext_lazy("Disagreements"),
    ImportAction.OFFERED: gettext_lazy("Questions"),
    ImportAction.REFUSED: gettext_lazy("Refused"),
}


@dataclass
class Change:
    label: str
    old: str
    new: str


@dataclass
class Choice:
    value: str
    label: str


@dataclass
class LineInWords:
    entry: ImportEntry
    label: str
    changes: list[Change] = field(default_factory=list)
    not_taken: list[Change] = field(default_factory=list)  # new is what the file says, old is what stays
    column: str = ""
    value: str = ""
    choices: list[Choice] = field(default_factory=list)


def in_words(entries: Iterable[ImportEntry]) -> list[LineInWords]:
    """1 query at most, for the names of organisations."""
    entries = list(entries)
    sets = [values for e in entries for values in (e.before, e.after)]
    places = {values[name] for values in sets for name in PLACES if isinstance(values.get(name), int)}
    names = dict(Organisation.objects.filter(pk__in=places).values_list("pk", "name")) if places else {}
    return [_in_words(entry, names) for entry in entries]


def counts_in_words(counts: dict[str, int]) -> str:
    """ "12 new, 3 changed, 1 ended, 2 questions, 4 refused", without what is nought."""
    found = {action: counts.get(action, 0) for action in ImportAction.values}
    words = {
        ImportAction.CREATED: _("%(n)s new"),
        ImportAction.CHANGED: _("%(n)s changed"),
        ImportAction.ENDED: _("%(n)s ended"),
        ImportAction.DISAGREEMENT: ngettext(
            "%(n)s disagreement", "%(n)s disagreements", found[ImportAction.DISAGREEMENT]
        ),
        ImportAction.OFFERED: ngettext("%(n)s question", "%(n)s questions", found[ImportAction.OFFERED]),
        ImportAction.REFUSED: _("%(n)s refused"),
        ImportAction.UNCHANGED: _("%(n)s as they are"),
    }
    return ", ".join(text % {"n": found[action]} for action, text in words.items() if found[action]) or _("No lines")


def _in_words(entry: ImportEntry, names: dict[int, str]) -> LineInWords:
    after, before = entry.after, entry.before
    said = after.get("said", {})
    line = LineInWords(entry, str(ACTIONS.get(ImportAction(entry.action), entry.get_action_display())))
    if entry.action == ImportAction.REFUSED:
        line.column, line.value = str(after.get("column", "")), str(after.get("value", ""))
    elif entry.action == ImportAction.DISAGREEMENT and "said" not in after:
        line.not_taken = _changes(after, before, names)
    else:
        created = entry.action in (ImportAction.CREATED, ImportAction.OFFERED)
        shown = {n: v for n, v in after.items() if not (created and n in NAMED_ELSEWHERE)}
        line.changes = _changes(shown, before, names, only_filled=created)
        held = {"name": entry.subject.partition(",")[0], **before}
        line.not_taken = _changes(said, held, names)
    line.choices = _choices(after)
    return line


def _changes(after: Values, before: Values, names: dict[int, str], *, only_filled: bool = False) -> list[Change]:
    return [
        Change(str(WORDS[name]), _value(name, before.get(name), names), _value(name, after[name], names))
        for name in WORDS
        if name in after and (after[name] or not only_filled)
    ]


def _value(name: str, value: str | int | None, names: dict[int, str]) -> str:
    if value is None or value == "":
        return ""
    if name in PLACES:
        return names.get(value, _("a school of this file")) if isinstance(value, int) else value
    if name == "listed":
        return _("yes") if value else _("no")
    for choices in CHOICES.get(name, ()):
        if value in choices.values:
            return str(choices(value).label)
    day = _day(value)
    return date_format(day, "j F Y") if day else str(value)


def _day(value: str | int | None) -> date | None:
    try:
        return parse_date(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _choices(after: Values) -> list[Choice]:
    choices = [Choice(str(one["appointment"]), _candidate(one)) for one in after.get("candidates", [])]
    may = after.get("may", [NEW] if choices else [])
    if NEW in may:
        choices.append(Choice(NEW, _("Somebody new")))
    if SHARE in may:
        choices.append(Choice(SHARE, _("They share the address")))
    if choices:
        choices.append(Choice(LEAVE, _("Leave this line out")))
    return choices


def _candidate(one: Values) -> str:
    name = one.get("name", "")
    role = str(Role(one["role"]).label) if one.get("role") in Role.values else ""
    ended = _day(one.get("ends_on"))
    words = f"{name}, {role}" if role else name
    if ended:
        words = _("%(who)s, term ends %(day)s") % {"who": words, "day": date_format(ended, "j F Y")}
    return _("It is %(who)s") % {"who": words}


def answers_from(posted: QueryDict) -> dict[int, int | str]:
    """{line: answer} from a form with a field `line-<number>` for each; what is not answered is left out."""
    found: dict[int, int | str] = {}
    for name in posted:
        value = str(posted[name])
        prefix, _dash, number = name.partition("-")
        if prefix != "line" or not _is_number(number):
            continue
        if _is_number(value):
            found[int(number)] = int(value)
        elif value in (NEW, SHARE, LEAVE):
            found[int(number)] = value
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
