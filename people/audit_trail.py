"""The audit trail as it is read: entries found by what they are about, and put into words with the names of today."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from people.audit.actions import APPOINTMENT, PERSON
from people.audit.registry import AuditAction, Reference, References, Subject, audit_action, audit_actions
from people.models import Appointment, AuditEntry, Person

# --- Found ----------------------------------------------------------------------------------------------------------


def entries_about(people: QuerySet[Person], *, or_by_them: bool = False) -> QuerySet[AuditEntry]:
    """Entries about these records, about their appointments, or that name one of them in their data."""
    found = Q(user__in=people.order_by().values("pk")) if or_by_them else Q()
    numbers = {}
    for subject, rows in ((PERSON, people), (APPOINTMENT, Appointment.objects.filter(person__in=people))):
        keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
        found |= Q(content_type=ContentType.objects.get_for_model(subject.model), object_id__in=keys)
        for action, name in _references_to(subject):
            numbers[f"number_{name}"] = Cast(KT(f"data__{name}"), CharField())
            found |= Q(action=action.code, **{f"number_{name}__in": keys})
    entries: QuerySet[AuditEntry] = AuditEntry.objects.alias(**numbers).filter(found)
    return entries


def _references_to(subject: Subject) -> Iterator[tuple[AuditAction, str]]:
    for action in audit_actions():
        for name, kind in action.data.items():
            if isinstance(kind, Reference) and kind.subject is subject:
                yield action, name


# --- In words -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AuditLine:
    """One entry as people read it. `row` is what it is about, None for a whole list and for what is gone."""

    at: datetime
    who: str
    what: str
    about: str
    details: str
    row: Model | None

    @property
    def sentence(self) -> str:
        about = f"{self.about}: {self.details}" if self.details else self.about
        return f"{self.what}, {self.who}, {about}"


def lines_of(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """The entries in words, in their order. 1 query for each kind of row that they name, however many they are."""
    entries = list(entries)
    names = _Names(entries)
    return [_line(entry, names) for entry in entries]


def _line(entry: AuditEntry, names: "_Names") -> AuditLine:
    action = audit_action(entry.action)
    subject = _subject_of(entry, action)
    row = names.row(subject, int(entry.object_id)) if subject else None
    return AuditLine(
        at=entry.timestamp,
        who=names.name(PERSON, entry.user_id) if entry.user_id else _("The software"),
        what=str(action.label) if action else entry.action,
        about=names.name(subject, int(entry.object_id)) if subject else capfirst(entry.label),
        details=_details(entry, action, names, row),
        row=row,
    )


def _details(entry: AuditEntry, action: AuditAction | None, names: "_Names", row: Model | None) -> str:
    if action is None or entry.data.keys() != action.data.keys():
        return ""  # erasure emptied it, or another version wrote it
    said = {name: kind.words(entry.data[name], names.name) for name, kind in action.data.items()}
    return str(action.details({**said, "row": row}))


def _subject_of(entry: AuditEntry, action: AuditAction | None) -> Subject | None:
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    if action is None or model is None or not entry.object_id:
        return None
    return next((subject for subject in action.about if issubclass(model, subject.model)), None)


class _Names:
    """The rows that these entries name, each kind fetched at once."""

    def __init__(self, entries: list[AuditEntry]):
        wanted: dict[Subject, set[int]] = defaultdict(set)
        for entry in entries:
            action = audit_action(entry.action)
            if entry.user_id:
                wanted[PERSON].add(entry.user_id)
            if subject := _subject_of(entry, action):
                wanted[subject].add(int(entry.object_id))
            for name, kind in action.data.items() if action else ():
                if isinstance(kind, Reference | References) and name in entry.data:
                    wanted[kind.subject].update(kind.numbers(entry.data[name]))
        self.rows = {
            subject: subject.model._base_manager.select_related(*subject.related).in_bulk(numbers)
            if subject.related
            else subject.model._base_manager.in_bulk(numbers)
            for subject, numbers in wanted.items()
        }

    def row(self, subject: Subject, number: int) -> Model | None:
        return self.rows.get(subject, {}).get(number)

    def name(self, subject: Subject, number: int) -> str:
        """What it is called today; a kind and a number for what is gone."""
        row = self.row(subject, number)
        return str(subject.name(row)) if row else f"{capfirst(subject.model._meta.verbose_name)} {number}"
