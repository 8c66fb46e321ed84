"""Uploads: rows are the truth. A worker that is killed in the middle leaves nothing that anybody is served."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms import film_processing, operations
from cms.enums import FilmVersion, UploadState
from cms.models import Film, FilmUpload
from cms.tasks import enqueue_film, requeue_films
from core.jobs import TakenOver
from tests import cast, films
from tests.servers import kill_group, wait_until


def upload(body: bytes, film: Film | None = None, version=FilmVersion.MAIN) -> FilmUpload:
    return operations.start_upload(
        film=film or films.unready_film(), version=version, file=ContentFile(body, "../../etc/evil.mp4"), by=None,
        now=timezone.now(),
    )  # fmt: skip


def stored() -> set[str]:
    root = Path(default_storage.location)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and "images" not in path.parts}


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.STORAGES = {**settings.STORAGES}


def test_an_upload_becomes_a_film_and_nothing_else_is_left(db):
    row = upload(films.mp4())
    assert film_processing.prepare(upload=row, now=timezone.now())
    film = Film.objects.get()
    assert (row.state, row.percent) == (UploadState.READY, 100) and not row.original
    assert film.duration_seconds == pytest.approx(2, abs=0.3)
    assert film.why_not_shown == ["The captions go on after the end of the film. Put them right first."]
    assert stored() == set(film.files_named)
    assert not any(".." in name or "evil" in name for name in stored())


def test_a_refused_film_says_why_and_leaves_nothing(db):
    row = upload(films.mp4(sound=None))
    film_processing.prepare(upload=row, now=timezone.now())
    assert row.state == UploadState.FAILED
    assert row.error == "This film has no sound. Save it with its sound and choose it again."
    assert not Film.objects.get().file
    assert not any(name.startswith(("uploads", "work")) for name in stored())


def test_a_film_in_sign_language_needs_no_sound(db):
    film = cast.film()
    row = upload(films.mp4(sound=None), film, FilmVersion.SIGNED)
    film_processing.prepare(upload=row, now=timezone.now())
    film.refresh_from_db()
    assert row.state == UploadState.READY and film.signed and film.duration_seconds == 60


def test_one_worker_gets_the_work(db):
    row = upload(films.mp4())
    assert row.claim(state=UploadState.WAITING, now=timezone.now())
    assert film_processing.prepare(upload=row, now=timezone.now()) is False


@pytest.mark.both_databases
def test_who_has_lost_the_lease_cannot_put_anything_in_place(db):
    row, now = upload(b"x"), timezone.now()
    first = row.claim(state=UploadState.WAITING, now=now)
    operations.reclaim(now=now + timedelta(hours=1))
    second = FilmUpload.objects.get().claim(state=UploadState.WAITING, now=now)
    files = {"film": "films/a.mp4", "small": "films/b.mp4", "poster": "films/c.jpg"}
    late = {"upload": row, "files": files, "duration": 2.0, "now": now}
    with pytest.raises(TakenOver):
        operations.finish_upload(lease=first, **late)
    assert not Film.objects.get().file
    operations.finish_upload(lease=second, **late)
    assert Film.objects.get().file


@pytest.mark.both_databases
def test_what_kills_its_worker_again_and_again_is_refused(db):
    row, now = upload(b"x"), timezone.now()
    for _attempt in range(operations.MOST_ATTEMPTS):
        assert row.claim(state=UploadState.WAITING, now=now)
        operations.reclaim(now=now + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == UploadState.FAILED and "broke off 3 times" in row.error


@pytest.mark.both_databases
def test_the_database_takes_one_upload_at_a_time_of_a_version(db):
    row = upload(b"x")
    with pytest.raises(operations.AlreadyInWork):
        upload(b"y", row.film)
    with pytest.raises(IntegrityError), transaction.atomic():
        FilmUpload.objects.create(film=row.film, version=row.version, size=1, uploaded_at=timezone.now())


def test_what_is_larger_than_2_gb_is_not_kept(db, monkeypatch):
    monkeypatch.setattr(operations, "LARGEST", 10)
    with pytest.raises(operations.TooLarge):
        upload(b"x" * 11)


def test_leftovers_are_cleared_and_what_is_in_use_stays(db, settings):
    film = cast.film()
    row = upload(films.mp4())
    for name in ("films/gone/old.mp4", "uploads/lost", "work/abc/film.mp4", "packs/old.zip"):
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    broken_off = Path(settings.FILE_UPLOAD_TEMP_DIR) / "tmpbroken.upload.mp4"
    broken_off.write_bytes(b"x")
    film_processing.clear_leftovers(now=timezone.now())
    assert broken_off.exists()
    assert "uploads/lost" in stored()  # it may be on its way in
    film_processing.clear_leftovers(now=timezone.now() + timedelta(hours=2))
    assert stored() == {*film.files_named, *row.film.files_named, row.original.name}
    assert not broken_off.exists(), "nothing else looks after uploads that ended with their process"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_followed_by_another(celery_worker_process, monkeypatch, client, tmp_path):
    """A real worker, SIGKILLed while ffmpeg writes: no half file is served, ffmpeg ends too, the work is done again."""
    from django.conf import settings

    environment = {"VAR_DIR": str(settings.VAR_DIR)}
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    row = upload(films.mp4(seconds=20, picture="testsrc2=size=1280x720:rate=20:duration={seconds}"))
    worker = celery_worker_process(queues="films", **environment)
    enqueue_film(row)
    wait_until(lambda: FilmUpload.objects.get().percent > 15, "the work has begun", seconds=120)
    kill_group(worker)
    film = Film.objects.get()
    assert not film.file
    assert client.get(f"/films/{film.uuid}/film.mp4").status_code == 404
    work = Path(default_storage.path("work"))
    sizes = [sum(p.stat().st_size for p in work.rglob("*") if p.is_file()) for _look in range(2)]
    assert sizes[0] == sizes[1]  # nobody goes on writing
    FilmUpload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    celery_worker_process(queues="films,urgent", **environment)
    requeue_films()
    wait_until(lambda: FilmUpload.objects.get().state == UploadState.READY, "the film is ready", seconds=300)
    film.refresh_from_db()
    assert film.duration_seconds == pytest.approx(20, abs=0.3)
    assert FilmUpload.objects.get().attempts == 2
    film_processing.clear_leftovers(now=timezone.now() + timedelta(hours=2))
    assert not any(path.is_file() for path in work.rglob("*"))
