"""The work on an upload: checked, transcoded, put in its place when it is whole.

Rows are the truth. A worker that dies leaves a lease that runs out; the work is then taken up again from the start. Its
half files lie in a folder of their own, which nothing serves, and are cleared away.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import operations, transcoding
from cms.enums import FilmVersion, PackState, UploadState
from cms.models import Film, FilmUpload, Pack
from cms.models.media import POSTER_WIDEST
from cms.pictures import re_encode
from core.jobs import Lease, TakenOver
from core.subprocess_limits import ToolMissing

log = logging.getLogger(__name__)
WORK = "work"  # in the store, so that a finished file is moved and not copied
LEFT_FOR = timedelta(hours=1)


def prepare(*, upload: FilmUpload, now: datetime) -> bool:
    """Do all the work on one upload. False if another worker has it. What a film is refused for is kept in its row."""
    lease = upload.claim(state=UploadState.WAITING, now=now)
    if lease is None:
        return False
    try:
        with work_folder(lease.token) as folder:
            _make_or_refuse(upload, lease, folder)
    except TakenOver:
        log.info("Upload %s is in other hands.", upload.pk)
        return False
    _drop_original(upload)
    return True


def _make_or_refuse(upload: FilmUpload, lease: Lease, folder: Path) -> None:
    try:
        _make(upload, lease, folder)
        return
    except transcoding.Refused as refused:
        reason = str(refused)
    except ToolMissing:
        reason = _("Films cannot be prepared here: ffmpeg is missing. Ask whoever runs this machine.")
    lease.fail(state=UploadState.FAILED, error=reason, finished_at=timezone.now(), percent=0)


def _make(upload: FilmUpload, lease: Lease, folder: Path) -> None:
    told_percent, told_at = 0, timezone.now()

    def progress(share: float) -> None:
        nonlocal told_percent, told_at
        percent, at = min(99, int(share * 100)), timezone.now()
        if percent == told_percent and at - told_at < timedelta(seconds=20):
            return
        told_percent, told_at = percent, at
        lease.renew(now=at, percent=percent)

    try:
        original = Path(upload.original.path)
    except ValueError as error:
        raise transcoding.Refused(_("The uploaded file is gone. Upload it again.")) from error
    if not original.exists():
        raise transcoding.Refused(_("The uploaded file is gone. Upload it again."))
    is_main = upload.version == FilmVersion.MAIN
    found = transcoding.probe(original, needs_sound=upload.version != FilmVersion.SIGNED)
    made = transcoding.transcode(original, found, folder, progress, small=is_main)
    length = transcoding.length_of(made["film"])
    with made["poster"].open("rb") as picture:
        made["poster"].write_bytes(re_encode(picture, "poster", widest=POSTER_WIDEST).read())
    if not is_main:
        del made["poster"]
    names = {
        name: f"films/{upload.film.uuid}/{upload.version}-{name}-{lease.token.hex[:12]}{path.suffix}"
        for name, path in made.items()
    }
    for name, path in made.items():
        put_whole(path, names[name])
    try:
        operations.finish_upload(upload=upload, lease=lease, files=names, duration=length, now=timezone.now())
    except TakenOver:
        for name in names.values():
            default_storage.delete(name)
        raise


def put_whole(path: Path, name: str) -> None:
    """Into the store in one step, when it is whole and on the disk: no half file can ever be served."""
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(0o644)
    os.replace(path, target)


@contextmanager
def work_folder(token: UUID) -> Iterator[Path]:
    folder = Path(default_storage.path(f"{WORK}/{token.hex}"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _drop_original(upload: FilmUpload) -> None:
    upload.refresh_from_db()
    if not upload.is_unfinished and upload.original:
        upload.original.delete(save=False)
        FilmUpload.objects.filter(pk=upload.pk).update(original="")


# --- Taking up again ------------------------------------------------------------------------------------------------


def uploads_to_requeue(now: datetime) -> list[FilmUpload]:
    """Uploads that wait, those of a dead worker included."""
    operations.reclaim(now=now)
    return list(FilmUpload.objects.waiting().order_by("pk"))


def clear_leftovers(*, now: datetime) -> int:
    """Files that no row names any more: of a killed worker, a replaced film, a deleted one. Returns how many went."""
    for upload in FilmUpload.objects.exclude(original="").filter(state__in=[UploadState.READY, UploadState.FAILED]):
        _drop_original(upload)
    known = {name for film in Film.objects.all() for name in film.files_named}
    known |= set(FilmUpload.objects.exclude(original="").values_list("original", flat=True))
    known |= set(Pack.objects.exclude(file="").values_list("file", flat=True))
    uploads = FilmUpload.objects.filter(state=UploadState.WORKING).values_list("token", flat=True)
    packs = Pack.objects.filter(state=PackState.WORKING).values_list("token", flat=True)
    working = {token.hex for token in (*uploads, *packs) if token}
    before = (now - LEFT_FOR).timestamp()
    gone = 0
    for folder in ("films", "uploads", "packs", WORK):
        root = Path(default_storage.path(folder))
        for path in sorted(root.rglob("*"), reverse=True) if root.exists() else []:
            name = path.relative_to(default_storage.path("")).as_posix()
            if name in known or (folder == WORK and path.relative_to(root).parts[0] in working):
                continue
            gone += _remove_if_old(path, before)
    # Uploads that broke off with their process; those that only broke off are removed at once.
    return gone + sum(_remove_if_old(path, before) for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def _remove_if_old(path: Path, before: float) -> int:
    try:
        if path.is_dir():
            if path.stat().st_mtime < before and not any(path.iterdir()):
                path.rmdir()
            return 0
        if path.stat().st_mtime < before:
            path.unlink()
            return 1
    except OSError:
        pass  # somebody else was quicker
    return 0
