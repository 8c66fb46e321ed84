"""Runs of imports: previewed, written whole or not at all, taken up again, undone."""

import random
import threading
from datetime import timedelta

import pytest
from django.core.files import File
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import runs
from imports.audit import IMPORTED
from imports.enums import ImportState
from imports.kinds.governance import Governance
from imports.models import ImportRun
from people.enums import Role, Source
from people.models import Appointment, AuditEntry, Organisation, Person
from people.operations import answer_question, correct_name, end_appointment, give_address
from tests import cast
from tests.imports.extracts import (
    closed_school,
    directory,
    governor,
    governors_file,
    imported,
    letters,
    link,
    links_file,
    school,
    schools_file,
)
from tests.servers import wait_until

ELM, ASH = "100001", "100002"


@pytest.fixture
def schools(db, tmp_path):
    imported("establishments", schools_file(tmp_path, school(ELM, "Elm Road"), school(ASH, "Ash Lane")))


def started(kind, path, **fields) -> ImportRun:
    with path.open("rb") as file:
        return runs.start_run(kind=kind, file=File(file), file_name=path.name, by=None, now=timezone.now(), **fields)


def previewed(kind, path, **fields) -> ImportRun:
    return runs.preview_run(run=started(kind, path, **fields), now=timezone.now())


def written(kind, path, **fields) -> ImportRun:
    run = previewed(kind, path, **fields)
    runs.agree_run(run=run, by=None, now=timezone.now())
    return runs.write_run(run=run, now=timezone.now())


def undo(run: ImportRun, by=None) -> list:
    runs.ask_undo(run=run, by=by, now=timezone.now())
    return runs.undo_run(run=run, now=timezone.now())


# --- Writing --------------------------------------------------------------------------------------------------------


def test_a_run_is_kept_with_who_when_hash_and_what_it_changed(schools, officer, tmp_path):
    path = governors_file(tmp_path, governor("1", ELM, "Rowan Mock"))
    with path.open("rb") as file:
        run = runs.start_run(
            kind="governance", file=File(file), file_name=f"C:\\Temp\\..\\{path.name}", by=officer, now=cast.NOW
        )
    assert (run.file_name, run.extract_on.isoformat(), len(run.sha256)) == (path.name, "2026-11-01", 64)
    runs.preview_run(run=run, now=cast.NOW)
    assert not Appointment.objects.exclude(gid=None).exists()
    runs.agree_run(run=run, by=officer, now=cast.NOW)
    runs.write_run(run=run, now=cast.NOW)
    assert (run.state, run.started_by, run.committed_at) == (ImportState.COMMITTED, officer, cast.NOW)
    assert run.entries.get().subject == "Rowan Mock, Governor, Elm Road"
    assert not run.file, "the file itself is not kept"
    kept = AuditEntry.objects.for_instance(run).get(action=IMPORTED.code)
    assert (kept.user, kept.data["created"], kept.data["refused"]) == (officer, 1, 0)


def test_what_changed_since_the_preview_is_read_again_and_nothing_is_half_written(schools, clerk, tmp_path):
    first = written("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    rows = [governor("1", ELM, "Rowan Mocked"), governor("2", ELM, "Wren Fake")]
    run = previewed("governance", governors_file(tmp_path, *rows))
    person = Appointment.objects.get(gid="1").person
    correct_name(person=person, title="", given_name="Robin", family_name="Mock", by=clerk, now=timezone.now())
    runs.agree_run(run=run, by=None, now=timezone.now())
    runs.write_run(run=run, now=timezone.now())
    assert run.state == ImportState.WAITING and "Nothing was written" in run.notes[0]
    assert Appointment.objects.exclude(gid=None).count() == 1 == first.counts["created"]
    runs.preview_run(run=run, now=timezone.now())
    assert run.state == ImportState.PREVIEWED and "Nothing was written" in run.notes[0], "it says why, until written"
    runs.agree_run(run=run, by=None, now=timezone.now())
    runs.write_run(run=run, now=timezone.now())
    assert run.state == ImportState.COMMITTED and not any("Nothing was written" in note for note in run.notes)


def test_two_runs_of_one_file_at_once_write_it_once(schools, tmp_path):
    path = governors_file(tmp_path, governor("1", ELM, "Rowan Mock"))
    one, other = previewed("governance", path), previewed("governance", path)
    for run in (one, other):
        runs.agree_run(run=run, by=None, now=timezone.now())
        runs.write_run(run=run, now=timezone.now())
    assert (one.state, other.state) == (ImportState.COMMITTED, ImportState.WAITING)
    assert Appointment.objects.count() == Person.objects.count() == 1


def test_a_run_is_only_done_in_its_order(schools, tmp_path):
    run = started("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    for step in (runs.agree_run, runs.ask_undo):
        with pytest.raises(runs.NotNow):
            step(run=run, by=None, now=timezone.now())
    runs.preview_run(run=run, now=timezone.now())
    for step in (runs.preview_run, runs.write_run, runs.undo_run):
        with pytest.raises(runs.NotNow):
            step(run=run, now=timezone.now())
    runs.discard_run(run=run, by=None, now=timezone.now())
    assert run.state == ImportState.DISCARDED and not run.entries.exists() and not run.file


def test_a_worker_that_dies_while_writing_leaves_nothing_and_another_takes_it_up(schools, tmp_path, monkeypatch):
    run = previewed("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    runs.agree_run(run=run, by=None, now=timezone.now())

    create_all = Governance.create_all

    def dies(*arguments):
        create_all(*arguments)
        assert Appointment.objects.exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Governance, "create_all", dies)
        with pytest.raises(KeyboardInterrupt):
            runs.write_run(run=run, now=timezone.now())
    assert not Appointment.objects.exists()
    assert runs.runs_to_requeue(timezone.now()) == [], "not while it may still be alive"
    later = timezone.now() + timedelta(hours=1)
    assert runs.runs_to_requeue(later) == [run]
    run.refresh_from_db()
    runs.write_run(run=run, now=later)
    assert Appointment.objects.count() == 1


def test_old_previews_do_not_keep_names(schools, tmp_path):
    run = previewed("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    assert runs.discard_old_previews(now=timezone.now()) == 0
    assert runs.discard_old_previews(now=timezone.now() + timedelta(days=8)) == 1
    assert not run.entries.exists()


def test_a_hundred_lines_cost_as_many_queries_as_ten(schools, tmp_path, django_assert_max_num_queries):
    rows = [governor(str(n), ELM, f"Rowan Mock{letters(n)}") for n in range(1, 101)]
    run = started("governance", governors_file(tmp_path, *rows))
    with django_assert_max_num_queries(30):
        runs.preview_run(run=run, now=timezone.now())
    runs.agree_run(run=run, by=None, now=timezone.now())
    with django_assert_max_num_queries(30):
        runs.write_run(run=run, now=timezone.now())


# --- Undoing --------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_undoing_brings_back_what_was(schools, tmp_path):
    before = directory()
    rows = [
        governor("1", ELM, "Rowan Mock"),
        governor("2", ELM, "Wren Fake"),
        governor("3", "", "Tess Trust", UID="77"),
    ]
    first = written("governance", governors_file(tmp_path, *rows))
    between = directory()
    changed = [
        governor("1", ELM, "Rowena Mock", Role="Chair of Governors"),
        governor("2", ELM, "Wren Fake", **{"Date term of office ends/ended": "31/10/2026"}),
    ]
    second = written("governance", governors_file(tmp_path, *changed))
    assert directory() != between
    assert undo(second) == [] and directory() == between
    assert undo(first) == [] and directory() == before
    assert not Person.objects.filter(family_name="Mock").exists(), "nobody is held who was imported by mistake"


def test_rows_that_later_facts_stand_on_stay_and_are_named(schools, tmp_path, clerk):
    rows = [governor(str(n), ELM, f"Rowan Mock{letters(n)}") for n in range(1, 6)]
    run = written("governance", governors_file(tmp_path, *rows))
    held = {row.gid: row for row in Appointment.objects.select_related("person").filter(gid__isnull=False)}
    now = timezone.now()
    give_address(person=held["1"].person, address="one@x.example", by=clerk, now=now)
    correct_name(person=held["2"].person, title="", given_name="R", family_name="Mock", by=clerk, now=now)
    end_appointment(
        appointment=held["3"], ends_on=now.date() - timedelta(days=1), by=clerk, source=Source.CLERK, now=now
    )
    cast.appoint(held["4"].person, Role.GOVERNOR, Organisation.objects.get(urn=ASH))
    kept = undo(run)
    assert {entry.key for entry, _reason in kept} == {"1", "2", "3"}
    assert not Appointment.objects.filter(gid__in=["4", "5"]).exists()
    assert Person.objects.filter(pk=held["4"].person_id).exists(), "who sits elsewhere too stays"
    assert not Person.objects.filter(pk=held["5"].person_id).exists()
    assert run.entries.filter(reason__startswith="Stays:").count() == 3
    with pytest.raises(runs.NotNow):
        runs.ask_undo(run=run, by=clerk, now=now)


def test_schools_links_and_academies_are_undone(schools, tmp_path):
    written("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    before = directory()
    runs = [
        written("links", links_file(tmp_path, link(ELM, "100009", "Successor"))),
        written("establishments", schools_file(tmp_path, closed_school(ELM, "Elm Road"), school("100009", "Academy"))),
    ]
    assert Appointment.objects.standing().get().organisation.urn == "100009"
    for run in reversed(runs):
        assert undo(run) == []
    assert directory() == before


def test_undoing_links_leaves_no_false_successor_and_names_what_stays(schools, tmp_path, clerk):
    """A council has no URN: it must not be taken for the school that carries another on."""
    Organisation.objects.create(name="Some Council", kind="council")
    rows = [governor("1", ELM, "Rowan Mock"), governor("2", ELM, "Wren Fake")]
    written("governance", governors_file(tmp_path, *rows))
    academy = schools_file(tmp_path, closed_school(ELM, "Elm Road"), school("100009", "Academy"))
    written("establishments", academy)
    run = written("links", links_file(tmp_path, link(ELM, "100009", "Successor")))
    moved = Appointment.objects.standing().get(gid="2")
    now = timezone.now()
    end_appointment(appointment=moved, ends_on=now.date(), by=clerk, source=Source.CLERK, now=now)
    [(entry, reason)] = undo(run)
    assert "1 of its appointments" in reason and entry.key == f"successor {ELM}"
    assert Organisation.objects.get(urn=ELM).successor is None
    assert Appointment.objects.standing().get(gid="1").organisation.urn == ELM
    written("governance", governors_file(tmp_path, governor("3", ELM, "Late Comer")))
    assert Appointment.objects.get(gid="3").organisation.urn == ELM


def test_an_older_extract_changes_nothing_after_a_newer_one(schools, tmp_path):
    newer = governors_file(tmp_path, governor("1", ELM, "Rowan Mock", Role="Chair of Governors"), day="20261101")
    older = governors_file(tmp_path, governor("1", ELM, "Rowan Mock"), day="20261001")
    written("governance", newer)
    assert written("governance", older).counts["unchanged"] == 1
    assert Appointment.objects.standing().get(gid="1").role == Role.CHAIR_OF_GOVERNORS


def test_a_whole_extract_again_ends_nobody_twice(schools, tmp_path):
    written("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock"), governor("2", ELM, "Wren Fake")))
    part = governors_file(tmp_path, governor("1", ELM, "Rowan Mock"))
    first = written("governance", part, options={"whole": True})
    assert (first.counts["ended"], written("governance", part, options={"whole": True}).counts["ended"]) == (1, 0)
    assert undo(first) == []


def test_a_school_with_people_stays(schools, tmp_path):
    run = ImportRun.objects.get(kind="establishments")
    written("governance", governors_file(tmp_path, governor("1", ELM, "Rowan Mock")))
    [(entry, _reason)] = undo(run)
    assert entry.key == ELM and not Organisation.objects.filter(urn=ASH).exists()


def test_an_unanswered_question_is_undone_and_an_answered_one_stays(schools, tmp_path, clerk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for answered in (False, True):
        rows = [governor(f"1{answered:d}", ELM, "Jon Mock")]
        written("governance", governors_file(tmp_path, *rows))
        row = Appointment.objects.get(gid=f"1{answered:d}")
        now = timezone.now()
        correct_name(person=row.person, title="", given_name="John", family_name="Mock", by=clerk, now=now)
        run = written("governance", governors_file(tmp_path, *rows), extract_on=tomorrow)
        if answered:
            answer_question(question=row.questions.get(), register_was_right=False, by=clerk, now=now)
        assert len(undo(run)) == answered
        assert row.questions.count() == answered


# --- Any order ------------------------------------------------------------------------------------------------------

NAMES = ["Zoë Mock", "Rowan O’Fake", "Wren Sample"]
FILES = {
    "schools": ("establishments", lambda path: schools_file(path, closed_school(ELM, "Elm"), school(ASH, "Ash"))),
    "academy": ("establishments", lambda path: schools_file(path, school("100009", "Elm Academy"))),
    "links": ("links", lambda path: links_file(path, link(ELM, "100009", "Successor"), link(ASH, ELM, "Other"))),
    "elm": ("governance", lambda path: governors_file(path, *[governor(str(n), ELM, NAMES[n]) for n in range(3)][1:])),
    "ash": ("governance", lambda path: governors_file(path, *[governor(f"9{n}", ASH, NAMES[n]) for n in range(3)])),
}


@pytest.fixture(scope="module")
def reference():
    return {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(sorted(FILES)), max_size=10))
@pytest.mark.django_db(transaction=False)
def test_any_interleaving_of_files_and_reruns_converges(tmp_path, reference, order):
    """Whatever came first: once every file has come after those it needs, all directories are one."""
    from django.db import transaction

    with transaction.atomic():
        for name in [*order, "schools", "academy", "links", "elm", "ash"]:
            kind, make = FILES[name]
            written(kind, make(tmp_path))
        found = directory()
        assert reference.setdefault("first", found) == found
        for name in FILES:
            counts = written(FILES[name][0], FILES[name][1](tmp_path)).counts
            assert counts["unchanged"] == sum(counts.values()), f"{name} again changes nothing"
        assert directory() == found
        transaction.set_rollback(True)


# --- Beside others --------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_others_write_while_a_long_file_is_read_and_written(tmp_path):
    """A sign-in's write and the mail queue's get in between, on SQLite too, while 20,000 lines are on their way."""
    imported("establishments", schools_file(tmp_path, *[school(str(100000 + n), f"School {n}") for n in range(500)]))
    chance = random.Random(7)
    names = (f"Rowan{letters(chance.randrange(99999))} Mock{letters(n)}" for n in range(1, 20_001))
    rows = [governor(str(n), str(100000 + n % 500), name) for n, name in enumerate(names, start=1)]
    path = governors_file(tmp_path, *rows)
    done, errors = threading.Event(), []

    def work():
        try:
            assert written("governance", path).state == ImportState.COMMITTED
        except BaseException as error:  # shown by the test, not lost in the thread
            errors.append(error)
        finally:
            connection.close()
            done.set()

    worker = threading.Thread(target=work)
    worker.start()
    others = 0
    while not done.is_set():
        cast.person(f"Other Writer{others}")
        others += 1
    worker.join()
    assert errors == []
    assert Appointment.objects.count() == 20_000
    assert others > 20, "somebody else could write all the while"
    wait_until(lambda: not ImportRun.objects.exclude(state=ImportState.COMMITTED).exists(), "the run")
