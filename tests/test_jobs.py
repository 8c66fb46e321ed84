"""Whatever a worker holds by a lease: films, packs and imports, whoever is quick, dies, or comes back late."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.enums import FilmVersion, PackState, UploadState
from cms.models import AwarenessIndexPage, AwarenessPage, Film, FilmUpload, Pack
from core.jobs import Job, TakenOver
from imports import runs
from imports.enums import ImportKind, ImportState
from imports.kinds import IMPORTERS
from imports.models import ImportRun
from people.models import Organisation
from tests import cast
from tests.imports.extracts import school, schools_file

pytestmark = pytest.mark.both_databases
LATER = timedelta(hours=1)


def upload(_tmp_path) -> FilmUpload:
    film = Film.objects.create(title="The park")
    return FilmUpload.objects.create(film=film, version=FilmVersion.MAIN, size=1, uploaded_at=timezone.now())


def pack(_tmp_path) -> Pack:
    shelf = cast.home_page().add_child(instance=AwarenessIndexPage(title="Films"))
    page = shelf.add_child(instance=AwarenessPage(
            title="The park", key_stage="ks2", theme="parks", about="A park.", content_note="None.", step_out="Say so.",
            film=Film.objects.create(title="The park"),
        )
    )  # fmt: skip
    return Pack.objects.create(
        page=page, version=1, asked_at=timezone.now(), check_again_by=timezone.localdate() + timedelta(days=30)
    )


def import_run(tmp_path) -> ImportRun:
    path = schools_file(tmp_path, school("100001", "Moor Lane Primary School"))
    with path.open("rb") as file:
        return runs.start_run(
            kind=ImportKind.ESTABLISHMENTS,
            file=ContentFile(file.read()),
            file_name=path.name,
            by=None,
            now=timezone.now(),
        )


ENDS = {FilmUpload: UploadState.FAILED, Pack: PackState.FAILED, ImportRun: ImportState.FAILED}


@pytest.fixture(params=[upload, pack, import_run], ids=["film", "pack", "import"])
def job(request, tmp_path, db) -> Job:
    return request.param(tmp_path)


def again(job: Job) -> Job:
    return type(job).objects.get(pk=job.pk)


def test_every_kind_of_job_is_tried_here():
    assert {model for model in Job.__subclasses__() if not model._meta.abstract} == set(ENDS)


def test_of_two_workers_one_gets_it(job):
    now, waiting = timezone.now(), job.state
    assert job.claim(state=waiting, now=now)
    assert again(job).claim(state=waiting, now=now) is None


def test_what_a_living_worker_holds_is_left_to_it(job):
    now = timezone.now()
    lease = job.claim(state=job.state, now=now)
    lease.renew(now=now + LATER)
    assert type(job).objects.reclaim(now=now + LATER) == 0


def test_what_a_dead_worker_held_waits_again_and_its_late_word_is_not_taken(job):
    now, waiting = timezone.now(), job.state
    late = job.claim(state=waiting, now=now)
    assert type(job).objects.reclaim(now=now + LATER) == 1
    quick = again(job).claim(state=waiting, now=now + LATER)
    for word in (lambda: late.renew(now=now), lambda: late.fail(state=ENDS[type(job)], error="It is damaged.")):
        with pytest.raises(TakenOver):
            word()
    assert again(job).state == type(job).IN_WORK[waiting] and not again(job).error
    quick.fail(state=ENDS[type(job)], error="It is damaged.")
    assert again(job).error == "It is damaged." and again(job).token is None


def test_the_database_keeps_work_that_is_nobodys_out(job):
    everything = type(job).objects.filter(pk=job.pk)
    for wrong in ({"state": type(job).IN_WORK[job.state]}, {"lease_until": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            everything.update(**wrong)


def test_an_import_that_another_worker_has_by_now_writes_nothing(tmp_path, db, monkeypatch):
    """It took longer than its lease: the sweep gave it to somebody else while the first was still writing."""
    run = import_run(tmp_path)
    runs.preview_run(run=run, now=timezone.now())
    runs.agree_run(run=run, by=None, now=timezone.now())
    importer = IMPORTERS[run.kind]
    write = importer.create_all

    def while_another_takes_over(run, context):
        done = write(run, context)
        ImportRun.objects.reclaim(now=timezone.now() + LATER)
        again(run).claim(state=ImportState.AGREED, now=timezone.now())
        return done

    monkeypatch.setattr(importer, "create_all", while_another_takes_over)
    with pytest.raises(TakenOver):
        runs.write_run(run=run, now=timezone.now())
    assert not Organisation.objects.filter(urn="100001").exists()
