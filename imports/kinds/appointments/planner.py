"""What a line means: new, changed, ended, a disagreement, a near match."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from imports.enums import ImportAction
from imports.kinds.appointments.rows import OF_HELD, OF_PERSON, GovernanceRow, Held, believed_in, held_values
from imports.kinds.planning import AT_ONCE, Context, Planned, Values, in_chunks
from people.enums import SAID_BY_A_PERSON, Source
from people.models import Appointment, Question
from people.names import folded

NOBODY_ENDS = (
    "Some lines do not say whom they are about, so nobody ends for not being listed. Put those lines right, and import "
    "the file again."
)


def plan_chunk(said: list[GovernanceRow], context: Context) -> Iterator[Planned]:
    """A constant number of queries for a chunk of lines."""
    rows = Appointment.objects.standing().filter(gid__in=[one.gid for one in said]).values_list(*OF_HELD)
    held = {row[1]: Held(*row) for row in rows}
    new = [one for one in said if one.gid not in held]
    namesakes = _namesakes(new)
    asked = _questions([row.pk for row in held.values() if row.source in SAID_BY_A_PERSON or row.named_at])
    for one in said:
        row = held.get(one.gid)
        if row is None:
            yield _plan_new(one, namesakes.get((one.organisation, folded(one.full_name)), []), context)
        else:
            yield _plan_known(one, row, asked.get(row.pk, []), context)


def _namesakes(new: list[GovernanceRow]) -> dict[tuple[int | str, str], list[Appointment]]:
    """Standing appointments of the same name at the same place, by (organisation, folded name)."""
    if not new:
        return {}
    rows = (
        Appointment.objects.standing()
        .filter(
            organisation__in={one.organisation for one in new if isinstance(one.organisation, int)},
            person__match_name__in={folded(one.full_name) for one in new},
        )
        .select_related("person")
    )
    found: dict[tuple[int | str, str], list[Appointment]] = {}
    for row in rows:
        found.setdefault((row.organisation_id, row.person.match_name), []).append(row)
    return found


def _questions(pks: list[int]) -> dict[int, list[Question]]:
    found: dict[int, list[Question]] = {}
    if pks:
        for question in Question.objects.filter(appointment__in=pks):
            found.setdefault(question.appointment_id, []).append(question)
    return found


# --- What a line means --------------------------------------------------------------------------------------------


def _plan_new(one: GovernanceRow, namesakes: list[Appointment], context: Context) -> Planned:
    """A number that we do not hold. Somebody of that name at that place without a number may be the same: offered."""
    unnumbered = [row for row in namesakes if row.gid is None]
    choice = context.options.get("chosen", {}).get(str(one.line))
    if unnumbered and choice != "new":
        same = next((row for row in unnumbered if row.pk == choice), None)
        if same is None:
            return Planned(
                one.line,
                ImportAction.OFFERED,
                one.gid,
                one.label,
                after={**one.values(), "candidates": [_candidate(row) for row in unnumbered]},
                reason="The clerk has already named somebody of this name here. Say whether it is the same person.",
            )
        return Planned(
            one.line,
            ImportAction.CHANGED,
            one.gid,
            one.label,
            after={"gid": one.gid},
            before={"gid": None},
            object_id=same.pk,
        )
    reason = ""
    if namesakes:
        reason = "Somebody of this name is known here under another number. They may be the same: see the duplicates."
    after = {**one.values(), "match_name": folded(one.full_name)}
    return Planned(one.line, ImportAction.CREATED, one.gid, one.label, after=after, reason=reason)


def _candidate(row: Appointment) -> Values:
    return {"appointment": row.pk, "name": row.person.full_name}


def _plan_known(one: GovernanceRow, row: Held, asked: list[Question], context: Context) -> Planned:
    if row.extract_on and context.extract_on < row.extract_on:
        return Planned(one.line, ImportAction.UNCHANGED, one.gid)  # a newer extract has spoken
    theirs, ours = _comparable(one, row)
    differs = {name for name, value in theirs.items() if ours[name] != value}
    claims = {name: theirs[name] for name in differs if name in believed_in(row, row)}
    if "given_name" in claims or "family_name" in claims:
        claims = {n: v for n, v in claims.items() if n not in OF_PERSON} | {"name": one.full_name}
    elif "title" in claims:
        del claims["title"]  # Mr or Ms is nothing to ask about
    if claims:
        return _disagree(one, row, claims, asked, context)
    changes = {name: theirs[name] for name in differs - believed_in(row, row)}
    if changes:
        before = {name: ours[name] for name in changes}
        return Planned(
            one.line,
            _end_or_change(changes, before, context),
            one.gid,
            one.label,
            after=changes,
            before=before,
            object_id=row.pk,
            reason=_spelling(one, row, changes),
        )
    if row.registered is not None and row.registered.get("listed") is not False:
        return Planned(
            one.line,
            ImportAction.CHANGED,
            one.gid,
            one.label,
            after={"registered": None},
            before={"registered": row.registered},
            object_id=row.pk,
            reason="The register has been corrected: it now says what we say.",
        )
    return Planned(one.line, ImportAction.UNCHANGED, one.gid)


def _comparable(one: GovernanceRow, row: Held) -> tuple[Values, Values]:
    theirs = one.values()
    del theirs["gid"]
    if not theirs.get("email"):
        theirs.pop("email", None)  # a list without an address takes none away
    if not row.full_name:  # emptied at the person's wish: a file does not name them again
        theirs = {name: value for name, value in theirs.items() if name not in OF_PERSON}
    return theirs, row.values(theirs)


def _end_or_change(changes: Values, before: Values, context: Context) -> ImportAction:
    ends = changes.get("ends_on")
    if "ends_on" in changes and ends and date.fromisoformat(ends) <= context.extract_on:
        was = before["ends_on"]
        if not was or date.fromisoformat(was) > date.fromisoformat(ends):
            return ImportAction.ENDED
    return ImportAction.CHANGED


def _spelling(one: GovernanceRow, row: Held, changes: Values) -> str:
    if {"given_name", "family_name"} & set(changes) and folded(one.full_name) == row.match_name:
        return "The name differs in accents or capitals only."
    return ""


def _disagree(one: GovernanceRow, row: Held, claims: Values, asked: list[Question], context: Context) -> Planned:
    said_on = max(filter(None, (row.said_at, row.named_at, row.email_verified_at)), default=None)
    settled = any(q.register_says == claims for q in asked if q.answered_at is None or not q.register_was_right)
    if settled or (said_on and context.extract_on <= timezone.localdate(said_on)):
        return Planned(one.line, ImportAction.UNCHANGED, one.gid)
    ours = {name: row.full_name if name == "name" else row.values([name])[name] for name in claims}
    return Planned(
        one.line,
        ImportAction.DISAGREEMENT,
        one.gid,
        one.label,
        after=claims,
        before=ours,
        object_id=row.pk,
        reason="A person told us otherwise. It stays as it is, and the clerk is asked which is right.",
    )


def plan_missing(organisations: set[int], seen: set[str], source: Source, context: Context) -> Iterator[Planned]:
    """What a whole extract no longer lists: appointments known from it alone end, for others the clerk is asked."""
    for pks in in_chunks(sorted(organisations), AT_ONCE):
        listed = (
            Appointment.objects.current(context.extract_on)
            .filter(organisation__in=pks, gid__isnull=False)
            .exclude(ends_on=context.extract_on)
            .select_related("person", "organisation")
        )
        missing = [(row.gid, row) for row in listed if row.gid and row.gid not in seen]
        asked = _questions([row.pk for _gid, row in missing])
        for gid, row in missing:
            label = f"{row.person.full_name}, {row.get_role_display()}, {row.organisation.name}"
            if row.source == source:
                ends = max(context.extract_on, row.starts_on or date.min).isoformat()
                before = held_values(row, ["ends_on"])
                reason = "The extract no longer lists this appointment."
                yield Planned(0, ImportAction.ENDED, gid, label, {"ends_on": ends}, before, reason, row.pk)
            elif row.source in SAID_BY_A_PERSON and not any(
                q.register_says == {"listed": False} for q in asked.get(row.pk, []) if not q.register_was_right
            ):
                reason = "The extract no longer lists this appointment. The clerk is asked."
                yield Planned(
                    0, ImportAction.DISAGREEMENT, gid, label, {"listed": False}, {"listed": True}, reason, row.pk
                )
