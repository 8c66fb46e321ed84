"""The half-bad files do what demo/data/README.md says of each line."""

from pathlib import Path

from django.core.files import File
from django.utils import timezone

from demo.content.personas import PERSONAS
from governing_boards.access import boards_open_to
from imports.enums import ImportAction, ImportKind, ImportState
from imports.runs import preview_run, start_run
from people.enums import Source
from people.models import Organisation, Person
from tests.servers import HERE

TRY = HERE / "demo" / "data" / "try"
COLUMNS = {
    "name": "Board member",
    "email": "Contact email (home)",
    "urn": "School no.",
    "role": "Position",
    "starts_on": "In from",
    "ends_on": "Out by",
    "gid": "GIAS ref",
}
# By line of the CSV; those of the workbook stand 2 lines lower, under its title.
CONTACTS = {
    ImportAction.CREATED: {3, 5, 6},
    ImportAction.CHANGED: {2, 8},
    ImportAction.UNCHANGED: {4, 7, 9},
    ImportAction.OFFERED: {10, 11, 12, 13},
    ImportAction.DISAGREEMENT: {14, 15},
    ImportAction.REFUSED: set(range(16, 28)),
}
WORDS = {
    8: "mailbox of a post",
    6: "Shares the address",
    10: "accents, capitals",
    13: "was here until",
    16: "e-mail address like",
    18: "formula",
    19: "month first",
    20: "There is no",
    21: "how a spreadsheet keeps a date",
    22: "before it starts",
    24: "No appointment has this number",
    25: "signs in Wren Specimen",
}
BOARD = {
    ImportAction.CREATED: {2, 4, 5},
    ImportAction.UNCHANGED: {3, 7},
    ImportAction.CHANGED: {6},
    ImportAction.OFFERED: {8, 9, 10},
    ImportAction.REFUSED: {11, 12, 13, 14, 15, 16},
}
GOVERNANCE = {
    ImportAction.CREATED: {2, 3},
    ImportAction.CHANGED: {4},
    ImportAction.UNCHANGED: {5},
    ImportAction.REFUSED: set(range(6, 21)),
}


def preview(kind: ImportKind, path: Path, **options):
    with path.open("rb") as file:
        run = start_run(kind=kind, file=File(file), file_name=path.name, by=None, now=timezone.now(), options=options)
    return preview_run(run=run, now=timezone.now())


def lines(run, *, less: int = 0) -> dict[str, set[int]]:
    assert run.state == ImportState.PREVIEWED, run.error
    found = {action: set() for action in ImportAction.values}
    for line, action in run.entries.values_list("line", "action"):
        found[action].add(line - less)
    found[ImportAction.UNCHANGED] = {line - less for line in run.unchanged_lines}
    return {ImportAction(action): numbers for action, numbers in found.items() if numbers}


def test_the_sheet_with_usual_columns_needs_no_matching(council):
    run = preview(ImportKind.CONTACTS, TRY / "contacts-half-bad.csv")
    assert lines(run) == CONTACTS
    reasons = dict(run.entries.values_list("line", "reason"))
    assert {line: words for line, words in WORDS.items() if words not in reasons[line]} == {}


def test_the_workbook_says_the_same_once_its_columns_are_matched(council):
    run = preview(ImportKind.CONTACTS, TRY / "contacts-half-bad.xlsx", columns=COLUMNS)
    assert lines(run, less=2) == CONTACTS


def test_unmatched_columns_bring_nobody_in(council):
    run = preview(ImportKind.CONTACTS, TRY / "contacts-half-bad.xlsx")
    assert ImportAction.CREATED not in lines(run)


def test_a_clerk_reaches_her_own_boards_only(council):
    clerk = Person.objects.get(email=next(p["email"] for p in PERSONAS if p["key"] == "clerk"))
    own = [organisation.pk for organisation, _as_clerk in boards_open_to(clerk, timezone.localdate())]
    run = preview(
        ImportKind.CONTACTS, TRY / "contacts-half-bad.csv", organisations=own, source=Source.CLERK, replace=True
    )
    found = lines(run)
    assert 7 in found[ImportAction.REFUSED]
    assert 14 in found[ImportAction.CHANGED]
    assert found[ImportAction.CREATED] == CONTACTS[ImportAction.CREATED]


def test_a_clerk_uploads_the_list_of_one_board(council):
    kitehollow = Organisation.objects.get(urn="900055")
    run = preview(
        ImportKind.CONTACTS, TRY / "board-half-bad.csv", organisations=[kitehollow.pk], source=Source.CLERK,
        replace=True,
    )  # fmt: skip
    assert lines(run) == BOARD
    reason = run.entries.get(line=15).reason
    assert "cannot be used here" in reason and "Bellis" not in reason


def test_a_damaged_extract_is_taken_line_by_line(council):
    assert lines(preview(ImportKind.GOVERNANCE, TRY / "governance-half-bad.csv")) == GOVERNANCE
