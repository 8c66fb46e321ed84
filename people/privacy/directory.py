"""How the directory itself answers for personal data: people, addresses, appointments, the audit trail."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.audit_trail import entries_about, lines_of
from people.models import Address, Appointment, Merge, Person, PersonSnapshot, Question
from people.operations import empty_audit_entries, snapshot_people
from people.personal_record import PersonRecord
from people.privacy.declarations import Retention, about, acted, emptied, fields, impersonal, kept, prose
from people.privacy.identifiers import Identifiers
from people.privacy.registry import AppPrivacy, Event

FIELDS = {
    **fields(emptied("Emptied."), "Person", "title given_name family_name email shared_address"),
    "Person.match_name": emptied("Emptied.", exported=False),
    "Person.password": emptied("Replaced by an unusable one, which ends every session.", exported=False),
    "Person.canonical": acted("The other record is asked for together with this one."),
    "Person_groups.person": about(),
    "Person_user_permissions.person": about(),
    "Address.person": about(),
    "Address.address": emptied("The row is deleted."),
    "Merge.keep": about(),
    "Merge.alias": about(),
    "Merge.by": acted(),
    **fields(emptied("Emptied."), "Merge", "moved_address replaced_address"),
    "Merge.moved_aliases": impersonal("Keys of records."),
    "DifferentPeople.first": about(),
    "DifferentPeople.second": about(),
    "DifferentPeople.by": acted(),
    "Appointment.person": about(),
    "Appointment.gid": kept("The register's number of the seat: without it the next extract would add them anew."),
    "Appointment.ward": impersonal("A ward of the council."),
    "Appointment.appointing_body": prose("A body, in the words of the register."),
    "Appointment.registered": emptied("Emptied: it may hold the name that the register has."),
    "Question.answered_by": acted(),
    "Question.register_says": emptied("The row is deleted."),
    "AuditEntry.user": acted("What was done stays on record; the row points to an emptied person."),
    **fields(impersonal("Our own words, and a number."), "AuditEntry", "label action object_id"),
    **fields(impersonal("Numbers, moments and fixed words.", exported=False), "LedgerEntry", "stream kind facts"),
    **fields(impersonal("Seals.", exported=False), "LedgerEntry", "key_id previous_hash hash"),
    **fields(impersonal("Seals.", exported=False), "LedgerHead", "stream hash"),
    "AuditEntry.data": emptied("Emptied in the entries about them. It holds numbers and our own words alone."),
    "PersonSnapshot.person": about(),
    "PersonSnapshot.canonical": acted("The other record is asked for together with this one."),
    "PersonSnapshot.address": emptied("Another for each address, so that a past date still finds that there was one."),
    **fields(
        impersonal("About an organisation, as the public register has it."),
        "Organisation",
        "name urn uid ward town postcode authority_code",
    ),
    **fields(
        impersonal("About an organisation, as the public register has it."),
        "OrganisationSnapshot",
        "kind phase ward authority_code status",
    ),
    **fields(impersonal("About two schools."), "SchoolLink", "urn link_urn link_name kind_text"),
    **fields(impersonal("A local authority."), "Authority", "code name"),
}
RETENTION = {
    "people_person": Retention("until changed by hand", "Seats, duties and evidence are counted by it."),
    "people_person_groups": Retention("until changed", "Rights of staff."),
    "people_person_user_permissions": Retention("until changed", "Rights of staff."),
    "people_address": Retention("until deleted by hand", "So that an old sheet does not put an address back."),
    "people_merge": Retention("until changed by hand", "So that a merge can be undone."),
    "people_differentpeople": Retention("until changed by hand", "So that two people are not offered as one again."),
    "people_question": Retention("with the appointment", "So that the same question is not asked twice."),
    "people_appointment": Retention(
        "until changed by hand. Ending a term deletes nothing", "So that any past date can be asked for."
    ),
    "people_personsnapshot": Retention(
        "with the person; addresses are replaced on erasure", "So that any past date can be asked for."
    ),
    "people_auditentry": Retention(
        "for ever; nothing but an erasure changes it", "So that what was done can be accounted for."
    ),
    "people_ledgerentry": Retention("for ever; the application refuses to change it", "What figures count, sealed."),
    "people_ledgerhead": Retention("for ever", "Not personal."),
    "people_organisation": Retention("until deleted by hand", "Not personal."),
    "people_organisationsnapshot": Retention("with the organisation", "Not personal."),
    "people_schoollink": Retention("until deleted", "Not personal."),
    "people_authority": Retention("until deleted", "Not personal."),
}
WITHHELD = {"AuditEntry": "Their history shows it. It names other people's work."}
HEADINGS = {"directory": gettext_lazy("Directory"), "record": gettext_lazy("Record")}


# --- History --------------------------------------------------------------------------------------------------------


def history(record: PersonRecord) -> Iterator[Event]:
    """3 queries, and those of the audit trail."""
    yield from _appointments(record)
    for past in PersonSnapshot.objects.filter(person__in=record.keys):
        address = past.address or _("none")
        yield Event(past.until, "directory", _("Until then post went to: %(address)s") % {"address": address})
    merges = Merge.objects.filter(Q(keep__in=record.keys) | Q(alias__in=record.keys)).select_related("alias", "keep")
    for merge in merges:
        names = {"one": merge.alias, "other": merge.keep}
        yield Event(merge.at, "directory", _("Record of %(one)s joined to that of %(other)s") % names)
        if merge.unmerged_at:
            yield Event(merge.unmerged_at, "directory", _("Record of %(one)s parted from that of %(other)s") % names)
    yield from _audited(record)


def _appointments(record: PersonRecord) -> Iterator[Event]:
    for appointment in record.appointments:
        for row in [*appointment.versions, appointment.row]:
            term = " – ".join(date_format(day, "j F Y") if day else "…" for day in (row.starts_on, row.ends_on))
            words = _("%(role)s, %(place)s, %(term)s (%(source)s)") % {
                "role": row.get_role_display(), "place": row.organisation, "term": term,
                "source": row.get_source_display(),
            }  # fmt: skip
            yield Event(row.recorded_at, "directory", words)


def _audited(record: PersonRecord) -> Iterator[Event]:
    """The audit trail about them, and what they did themselves."""
    for line in lines_of(entries_about(Person.objects.filter(pk__in=record.keys), or_by_them=True)):
        yield Event(line.at, "record", line.sentence)


# --- Erasure --------------------------------------------------------------------------------------------------------


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """What is left: a row without a name that holds seats, and a past that says whether there was an address."""
    keys = record.keys
    snapshot_people(keys, now=now)
    past = PersonSnapshot.objects.filter(person__in=keys).exclude(address="")
    for address in set(past.values_list("address", flat=True)):
        past.filter(address=address).update(address=known.stand_in_for(address))
    Address.objects.filter(person__in=keys).delete()
    Merge.objects.filter(Q(keep__in=keys) | Q(alias__in=keys)).update(moved_address="", replaced_address="")
    Question.objects.filter(appointment__person__in=keys).delete()
    seats = Appointment.objects.filter(person__in=keys)
    seats.update(registered=None)
    empty_audit_entries(model=Person, pks=keys)
    empty_audit_entries(model=Appointment, pks=seats.values_list("pk", flat=True))
    for pk in keys:
        Person.objects.filter(pk=pk).update(
            title="", given_name="", family_name="", match_name="", email=None, shared_address=None,
            email_verified_at=None, told_source_at=None, named_at=None, last_login=None, is_active=False,
            password=make_password(None),
        )  # fmt: skip


PRIVACY = AppPrivacy(
    "people", fields=FIELDS, retention=RETENTION, withheld=WITHHELD, headings=HEADINGS, history=history, erase=erase
)
