"""The chain of evidence: whatever is done to a row behind our back is found, and named."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from assurance import anchors
from assurance.operations import anchor_evidence, erase_person
from learning import evidence, operations
from learning.models import Certificate, Completion, Enrolment, EvidenceHead, Pseudonym
from people.models import LedgerEntry, LedgerHead
from people.operations import merge_people, unmerge_people
from tests import cast
from tests.cast import NOW
from tests.learning.factories import complete, enrolment_of

ROWS = 5
TABLE = Completion._meta.db_table


@pytest.fixture(autouse=True)
def own_anchor_file(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def chain(module, audience, officer):
    """Five completions, anchored."""
    people = cast.many_governors(ROWS)
    issued = operations.issue_briefing(briefing=cast.briefing(module, audience), by=officer, now=NOW)
    for n, person in enumerate(people):
        complete(enrolment_of(person, issued), now=NOW + timedelta(minutes=n))
    with TestCase.captureOnCommitCallbacks(execute=True):
        anchor_evidence(now=NOW)
    return people


def behind_our_back(*statements: str) -> None:
    """Raw SQL, as somebody with the database in hand would. Foreign keys are off, as they would be for them."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("TABLE", TABLE))


def found() -> list[str]:
    heads = LedgerEntry.objects.filter(stream="heads").values_list("facts", flat=True)
    ends = [facts["ends"]["completions"] for facts in heads]
    return evidence.problems(Completion.objects.order_by("number"), dict(ends))


def verify(capsys) -> tuple[bool, str]:
    """Whether `manage.py verify_evidence` is content, and what it prints."""
    try:
        call_command("verify_evidence")
        content = True
    except CommandError as error:
        content = False
        assert error.returncode == 1
    return content, capsys.readouterr().out


def remove(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {TABLE} WHERE number = %s", [number])
        (pk,) = cursor.fetchone()
        cursor.execute("UPDATE learning_enrolment SET completion_id = NULL WHERE completion_id = %s", [pk])
        cursor.execute("DELETE FROM learning_certificate WHERE completion_id = %s", [pk])
        cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [pk])


def test_a_whole_chain_holds(chain, capsys):
    assert found() == []
    content, said = verify(capsys)
    assert content
    assert f"{ROWS} rows" in said


def test_no_evidence_yet_holds(db, capsys):
    assert verify(capsys)[0]


ALTERATIONS = {
    "subject": "subject = (SELECT subject FROM TABLE WHERE number = 1)",
    "module_id": "module_id = module_id + 1",
    "module_title": "module_title = 'Another'",
    "edition": "edition = 9",
    "revision_id": "revision_id = NULL",
    "content_digest": "content_digest = ''",
    "steps": "steps = '[]'",
    "credits": "credits = '[]'",
    "source": "source = 'attended'",
    "completed_at": "completed_at = '2020-01-01 00:00:00'",
    "commitment": "commitment = 'x'",
    "address_given_at": "address_given_at = '2020-01-01 00:00:00'",
}


def test_every_field_but_the_seals_is_sealed():
    fields = {field.attname for field in Completion._meta.fields} - {"id", "hash", "previous_hash"}
    assert fields == set(evidence.SEALED) == {*ALTERATIONS, "number", "key_id"}


@pytest.mark.parametrize("field", ALTERATIONS)
def test_an_altered_row_is_named(chain, capsys, field):
    behind_our_back(f"UPDATE TABLE SET {ALTERATIONS[field]} WHERE number = 3")
    assert found() == ["Row 3 was altered."]
    content, said = verify(capsys)
    assert not content
    assert "Row 3 was altered." in said


def test_a_row_altered_and_sealed_anew_does_not_fit_the_next(chain):
    row = Completion.objects.get(number=3)
    row.module_title = "Another"
    behind_our_back(
        f"UPDATE TABLE SET module_title = 'Another', hash = '{evidence.seal(row, row.previous_hash)}' WHERE number = 3"
    )
    assert found() == ["Row 4 does not follow the row before it: one of the two was altered or moved."]


@pytest.mark.parametrize("number", range(1, ROWS + 1))
def test_a_removed_row_is_named_also_the_last(chain, capsys, number):
    remove(number)
    assert f"Row {number} is missing." in found()
    content, said = verify(capsys)
    assert not content
    assert f"Row {number} is missing." in said


def test_several_removed_rows_are_named(chain):
    remove(2)
    remove(3)
    assert "Rows 2 to 3 are missing." in found()


def test_the_last_row_removed_before_an_anchor_is_found_by_the_head(chain, new_governor, briefing, officer, capsys):
    issued = operations.issue_briefing(briefing=briefing, by=officer, now=NOW)
    complete(enrolment_of(new_governor, issued))
    remove(ROWS + 1)
    assert found() == []
    content, said = verify(capsys)
    assert not content
    assert f"Row {ROWS + 1} is missing." in said


def test_removing_the_last_row_and_the_head_with_it_is_found_by_the_anchor(chain, capsys):
    remove(ROWS)
    last = Completion.objects.get(number=ROWS - 1)
    EvidenceHead.objects.update(count=last.number, hash=last.hash)
    assert found() == [f"Row {ROWS} is missing."]
    assert not verify(capsys)[0]


def test_removing_row_head_and_anchor_is_found_by_the_file_outside(chain, capsys):
    remove(ROWS)
    last = Completion.objects.get(number=ROWS - 1)
    EvidenceHead.objects.update(count=last.number, hash=last.hash)
    behind_our_back("DELETE FROM people_ledgerentry WHERE stream = 'heads'")
    LedgerHead.objects.filter(stream="heads").delete()
    assert found() == []
    content, said = verify(capsys)
    assert not content
    assert f"Row {ROWS} is missing." in said


def test_two_rows_that_change_places_are_named(chain, capsys):
    behind_our_back(
        "UPDATE TABLE SET number = 99 WHERE number = 2",
        "UPDATE TABLE SET number = 2 WHERE number = 4",
        "UPDATE TABLE SET number = 4 WHERE number = 99",
    )
    problems = " ".join(found())
    assert "Row 2" in problems and "Row 4" in problems
    assert not verify(capsys)[0]


def test_a_chain_rewritten_from_a_row_on_is_found_by_the_anchor(chain, capsys):
    """Somebody who knows the rules alters row 2 and seals all that follow anew, the head too."""
    previous = Completion.objects.get(number=1).hash
    for row in list(Completion.objects.filter(number__gte=2).order_by("number")):
        row.module_title = "Another"
        row.hash = evidence.seal(row, previous)
        behind_our_back(
            f"UPDATE TABLE SET module_title = 'Another', previous_hash = '{previous}', hash = '{row.hash}' "
            f"WHERE number = {row.number}"
        )
        previous = row.hash
    EvidenceHead.objects.update(hash=previous)
    assert found() == [f"Row {ROWS} is not the row that was anchored."]
    assert not verify(capsys)[0]


def test_a_forged_row_at_the_end_is_found(chain, capsys):
    """A completion that nobody made, sealed with a guess."""
    behind_our_back(
        "INSERT INTO TABLE (number, subject, module_id, module_title, edition, revision_id, content_digest, steps, "
        "credits, source, completed_at, address_given_at, commitment, key_id, previous_hash, hash) "
        "SELECT 6, subject, module_id, module_title, edition, revision_id, content_digest, steps, "
        "credits, source, completed_at, address_given_at, commitment, key_id, 'x', 'y' FROM TABLE WHERE number = 5"
    )
    assert "Row 6 was altered." in found()
    assert not verify(capsys)[0]


def test_a_well_sealed_row_that_the_head_does_not_know_is_found(chain, capsys):
    """Somebody appends a row by the rules but forgets the head."""
    last = Completion.objects.get(number=ROWS)
    row = Completion(**{name: getattr(last, name) for name in evidence.SEALED} | {"number": ROWS + 1})
    row.previous_hash, row.hash = last.hash, evidence.seal(row, last.hash)
    super(Completion, row).save()
    assert not verify(capsys)[0]


def test_erasing_a_person_leaves_the_chain_whole(chain, officer, capsys):
    erase_person(person=chain[2], by=officer, now=NOW)
    assert not Pseudonym.objects.filter(person=chain[2]).exists()
    assert found() == []
    assert verify(capsys)[0]


# --- The application itself never changes it ------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: Completion.objects.filter(pk=row.pk).update(edition=2),
        lambda row: Completion.objects.all().delete(),
        lambda row: Completion.objects.bulk_update([row], ["edition"]),
        lambda row: Completion.objects.update_or_create(number=row.number, defaults={"edition": 2}),
    ],
)
def test_evidence_is_neither_changed_nor_deleted(chain, change):
    row = Completion.objects.get(number=3)
    row.edition = 2
    with pytest.raises(TypeError), transaction.atomic():
        change(row)
    assert found() == []


@pytest.mark.parametrize("column", ["number", "hash", "previous_hash"])
def test_the_database_refuses_a_second_row_in_the_same_place(chain, column):
    with pytest.raises(IntegrityError), transaction.atomic():
        behind_our_back(f"UPDATE TABLE SET {column} = (SELECT {column} FROM TABLE WHERE number = 1) WHERE number = 2")


# --- Anchors --------------------------------------------------------------------------------------


def test_a_head_is_written_once_to_the_database_and_to_the_file(chain):
    with TestCase.captureOnCommitCallbacks(execute=True):
        anchor_evidence(now=NOW + timedelta(hours=1))
    head = LedgerEntry.objects.get(stream="heads")
    assert head.facts["ends"]["completions"] == [ROWS, Completion.objects.get(number=ROWS).hash]
    (line,) = anchors.path().read_text().splitlines()
    assert line.startswith(f"{NOW.isoformat()} 1 {head.hash} ")


def test_nothing_is_anchored_before_there_is_anything(db):
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert anchor_evidence(now=NOW) is None
    assert not anchors.path().exists()


# --- What a figure rests on -----------------------------------------------------------------------------------------


def test_somebody_credited_with_the_completion_of_another_is_named(chain, new_governor, capsys):
    issued = enrolment_of(chain[0], chain[0].enrolments.get().briefing).briefing
    forged = Enrolment.objects.create(briefing=issued, person=new_governor, enrolled_at=NOW)
    Enrolment.objects.filter(pk=forged.pk).update(completion=Completion.objects.get(number=2))
    content, said = verify(capsys)
    assert not content and f"Enrolment {forged.pk} is credited with row 2, which is somebody else's completion." in said


def test_a_completion_that_lost_its_owner_without_an_erasure_is_named(chain, capsys):
    Pseudonym.objects.filter(person=chain[2]).delete()
    content, said = verify(capsys)
    assert not content and "Row 3 has no owner" in said


def test_a_pseudonym_given_to_somebody_else_is_named(chain, new_governor, capsys):
    Pseudonym.objects.filter(person=chain[1]).update(person=new_governor)
    content, said = verify(capsys)
    assert not content and "Row 2 was not given to this person with this certificate" in said


def test_an_altered_certificate_is_named(chain, capsys):
    Certificate.objects.filter(completion__number=3).update(code="FORGED22")
    content, said = verify(capsys)
    assert not content and "Row 3 was not given to this person with this certificate" in said


def test_a_merge_and_its_end_change_nothing_that_was_sealed(chain, capsys):
    merge_people(keep=chain[0], alias=chain[1], by=None, now=NOW)
    assert verify(capsys)[0]
    unmerge_people(alias=chain[1], by=None, now=NOW)
    assert verify(capsys)[0]
