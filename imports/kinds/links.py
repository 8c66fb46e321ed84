"""GIAS's links between schools: which became, merged into or split from which. Read whole, whoever's they are."""

from collections.abc import Iterator
from pathlib import Path

from core.dates import BadDate
from imports.enums import ImportAction
from imports.kinds.files import Row, read_extract_date, read_table
from imports.kinds.numbers import URN, wrong_number
from imports.kinds.planning import (
    AT_ONCE,
    Context,
    Importer,
    Kept,
    Planned,
    StalePlan,
    Values,
    in_chunks,
    refused,
    row_of,
)
from imports.kinds.succession import Link, School, plan_succession, undo_succession, write_succession
from imports.models import ImportEntry
from people.enums import LinkKind, OrganisationStatus
from people.models import Organisation, SchoolLink
from people.names import tidy

REQUIRED = {"URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"}


def kind_of(text: str) -> LinkKind:
    """Plain "Successor" and "Predecessor" carry a board over; merged, amalgamated and split schools get new ones."""
    words = text.lower()
    if any(word in words for word in ("merge", "amalgam", "split")):
        return LinkKind.MERGED
    if words == "successor":
        return LinkKind.SUCCESSOR
    return LinkKind.PREDECESSOR if words == "predecessor" else LinkKind.OTHER


class Links(Importer):
    def plan(self, path: Path, context: Context) -> Iterator[Planned]:
        seen: dict[Link, int] = {}
        links: list[Link] = []
        for chunk in in_chunks(read_table(path, REQUIRED, progress=context.progress), AT_ONCE):
            urns = {row["URN"] for row in chunk if isinstance(row, Row)}
            known = {(r.urn, r.link_urn, r.kind_text): r for r in SchoolLink.objects.filter(urn__in=urns)}
            for row in chunk:
                yield row if isinstance(row, Planned) else self._plan_row(row, known, seen, links)
        yield from plan_succession(_schools(), links)

    def _plan_row(self, row: Row, known: dict[Link, SchoolLink], seen: dict[Link, int], links: list[Link]) -> Planned:
        for column in ("URN", "LinkURN"):
            problem = wrong_number("URN", row[column], URN)
            if problem:
                return refused(row.line, problem, column=column, value=row[column], key=row["URN"])
        if not row["LinkType"]:
            return refused(
                row.line,
                "It does not say how the two belong together.",
                column="LinkType",
                value=row["LinkType"],
                key=row["URN"],
            )
        if row["URN"] == row["LinkURN"]:
            return refused(
                row.line, "The school is linked with itself.", column="LinkURN", value=row["LinkURN"], key=row["URN"]
            )
        try:
            since = read_extract_date(row["LinkEstablishedDate"])
        except BadDate as error:
            value = row["LinkEstablishedDate"]
            return refused(row.line, str(error), column="LinkEstablishedDate", value=value, key=row["URN"])
        key = (row["URN"], row["LinkURN"], row["LinkType"][:100])
        label = f"{row['URN']} {row['LinkType'].lower()} {row['LinkName']} ({row['LinkURN']})"
        if key in seen:
            return refused(
                row.line,
                f"The same link stands on line {seen[key]} already.",
                column="LinkURN",
                value=row["LinkURN"],
                key=row["URN"],
                subject=label,
            )
        seen[key] = row.line
        kind = kind_of(row["LinkType"])
        links.append((row["URN"], row["LinkURN"], kind.value))
        details = {"link_name": tidy(row["LinkName"])[:255], "established_on": since.isoformat() if since else None}
        held = known.get(key)
        if held is None:
            after = {"urn": key[0], "link_urn": key[1], "kind_text": key[2], "kind": kind.value, **details}
            return Planned(row.line, ImportAction.CREATED, " ".join(key), label, after=after)
        before = _details(held)
        changed = {name: value for name, value in details.items() if before[name] != value}
        if not changed:
            return Planned(row.line, ImportAction.UNCHANGED, " ".join(key), label)
        before = {name: before[name] for name in changed}
        return Planned(
            row.line, ImportAction.CHANGED, " ".join(key), label, after=changed, before=before, object_id=held.pk
        )

    def write(self, entries: list[ImportEntry], context: Context) -> None:
        rows = [SchoolLink(**_from_json(e.after)) for e in entries if e.action == ImportAction.CREATED]
        SchoolLink.objects.bulk_create(rows, batch_size=500)
        changed = [e for e in entries if e.action == ImportAction.CHANGED and e.object_id]
        _change(changed)
        write_succession([e for e in entries if e.key.startswith("successor ")], context)

    def undo(self, entries: list[ImportEntry], context: Context) -> list[Kept]:
        kept = undo_succession([e for e in entries if e.key.startswith("successor ")], context)
        for entry in entries:
            if entry.action == ImportAction.CHANGED and entry.object_id:
                row = SchoolLink.objects.filter(pk=entry.object_id).first()
                if row is None or any(_details(row)[name] != value for name, value in entry.after.items()):
                    kept.append((entry, "it was changed again later."))
                    continue
                SchoolLink.objects.filter(pk=row.pk).update(**_from_json(entry.before))
        created = [e.after for e in entries if e.action == ImportAction.CREATED]
        wanted = {(a["urn"], a["link_urn"], a["kind_text"]) for a in created}
        found = SchoolLink.objects.filter(urn__in={urn for urn, _link, _kind in wanted})
        gone = [r.pk for r in found if (r.urn, r.link_urn, r.kind_text) in wanted]
        SchoolLink.objects.filter(pk__in=gone).delete()
        return kept


def _schools() -> dict[str, School]:
    rows = Organisation.objects.exclude(urn=None).values_list("pk", "urn", "name", "status", "closed_on").iterator()
    return {
        urn: School(pk, name, status == OrganisationStatus.CLOSED, closed_on)
        for pk, urn, name, status, closed_on in rows
        if urn
    }


def _details(row: SchoolLink) -> Values:
    since = row.established_on
    return {"link_name": row.link_name, "established_on": since.isoformat() if since else None}


def _from_json(values: Values) -> Values:
    day = values.get("established_on")
    return {**values, "established_on": read_extract_date(day)} if day else values


def _change(entries: list[ImportEntry]) -> None:
    rows = SchoolLink.objects.in_bulk([e.object_id for e in entries])
    for entry in entries:
        row = row_of(rows, entry)
        if row is None or any(_details(row)[name] != value for name, value in entry.before.items()):
            raise StalePlan(f"Line {entry.line} has changed since.")
        for name, value in _from_json(entry.after).items():
            setattr(row, name, value)
    SchoolLink.objects.bulk_update(rows.values(), ["link_name", "established_on"], batch_size=200)
