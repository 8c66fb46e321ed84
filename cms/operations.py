"""Writes of films and packs: rows that a worker takes, and what it has to say of them. They never import Celery."""

import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from cms.audit import FILM_PREPARED, PACK_REQUESTED, PACK_WITHDRAWN
from cms.enums import FilmVersion, PackState, UploadState
from cms.models import AwarenessPage, Film, FilmUpload, Pack, Picture
from cms.models.packs import PackQuerySet
from core.texts import Text
from core.upload_limits import LARGEST
from people.models import Person
from people.operations import record_audit

LEASE = timedelta(minutes=3)  # renewed every few seconds of work
MOST_ATTEMPTS = 3
PACK_KEPT = timedelta(days=365)  # how long a pack may be used where the page names no day


class TooLarge(ValueError):
    """The file is larger than we take."""


class AlreadyInWork(Exception):
    """Another file for this version is being prepared."""


class AlreadyWithdrawn(Exception):
    """There is no version up to this one that is still in use."""


@transaction.atomic
def start_upload(
    *, film: Film, version: FilmVersion, file: "File[bytes]", by: Person | None, now: datetime
) -> FilmUpload:
    """Keep the file for a worker. Raises TooLarge, AlreadyInWork."""
    if file.size > LARGEST:
        raise TooLarge(file.size)
    upload = FilmUpload(film=film, version=version, size=file.size, uploaded_by=by, uploaded_at=now)
    if FilmUpload.objects.unfinished().filter(film=film, version=version).exists():
        raise AlreadyInWork(film.pk)
    upload.original.save("original", file, save=False)
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError as error:
        upload.original.delete(save=False)
        raise AlreadyInWork(film.pk) from error
    return upload


@transaction.atomic
def take(*, row: FilmUpload | Pack, now: datetime) -> uuid.UUID | None:
    """Of two workers one gets the work, and a token that proves it; the other gets None."""
    token = uuid.uuid4()
    waiting = type(row).objects.filter(pk=row.pk, state="waiting")
    taken = waiting.update(state="working", token=token, lease_until=now + LEASE, attempts=F("attempts") + 1)
    row.refresh_from_db()
    return token if taken else None


def still_ours(*, row: FilmUpload | Pack, token: uuid.UUID, now: datetime, **progress: Any) -> bool:
    """Renew the lease. False if somebody else has taken the work over meanwhile."""
    mine = type(row).objects.filter(pk=row.pk, state="working", token=token)
    return bool(mine.update(lease_until=now + LEASE, **progress))


@transaction.atomic
def finish_upload(
    *, upload: FilmUpload, token: uuid.UUID, files: dict[str, str], duration: float, now: datetime
) -> bool:
    """The files that were made become the film's, in one step. False, and nothing changes, if it is not our work.

    `files` are names in the store: "film", and for the main version "small" and "poster".
    """
    mine = FilmUpload.objects.filter(pk=upload.pk, state=UploadState.WORKING, token=token)
    if not mine.update(state=UploadState.READY, percent=100, lease_until=None, finished_at=now, error=""):
        return False
    film = Film.objects.select_for_update().get(pk=upload.film_id)
    if upload.version == FilmVersion.MAIN:
        film.file.name, film.small.name, film.duration_seconds = files["film"], files["small"], duration
        changed = ["file", "small", "duration_seconds"]
        if not film.poster:
            film.poster.name = files["poster"]
            changed.append("poster")
    else:
        getattr(film, upload.version).name = files["film"]
        changed = [upload.version]
    film.save(update_fields=changed)
    record_audit(action=FILM_PREPARED, about=film, by=upload.uploaded_by, data={"version": upload.version}, now=now)
    return True


@transaction.atomic
def refuse_upload(*, upload: FilmUpload, token: uuid.UUID, reason: str, now: datetime) -> bool:
    mine = FilmUpload.objects.filter(pk=upload.pk, state=UploadState.WORKING, token=token)
    return bool(mine.update(state=UploadState.FAILED, error=reason[:300], lease_until=None, finished_at=now, percent=0))


@transaction.atomic
def take_back(*, now: datetime) -> int:
    """What a dead worker held waits again; what has killed its worker three times is refused. Returns how many."""
    lapsed = Q(state="working", lease_until__lt=now)
    given_up = "It could not be prepared: the work broke off 3 times. Save the film as MP4 (H.264) and upload it again."
    uploads, packs = FilmUpload.objects.filter(lapsed), Pack.objects.filter(lapsed)
    uploads.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=UploadState.FAILED, error=given_up, lease_until=None, finished_at=now
    )
    packs.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=PackState.FAILED, error="The work broke off 3 times.", lease_until=None
    )
    fresh = {"lease_until": None, "token": None}
    return uploads.update(state=UploadState.WAITING, percent=0, **fresh) + packs.update(
        state=PackState.WAITING, **fresh
    )


# --- Pictures -------------------------------------------------------------------------------------------------------

STANDARD_PICTURES = Path(__file__).parent / "standard_pictures"
# File, title, what it shows.
STANDARD = (
    (
        "park-before.png",
        _("Standard picture: the park, before"),
        _("A dark park. The lamps are out, a hedge hides the shelter and nobody is on the path."),
    ),
    (
        "park-after.png",
        _("Standard picture: the park, after"),
        _("A park at dusk. The lamps are lit, there is a bench, and people walk together on the path."),
    ),
)


@transaction.atomic
def add_standard_pictures() -> list[Picture]:
    """Put the pair that any council may choose into the library, unless it is there. Returns before and after."""
    return [_standard_picture(*standard) for standard in STANDARD]


def _standard_picture(file_name: str, title: Text, description: Text) -> Picture:
    picture: Picture | None = Picture.objects.filter(title=title).first()
    if picture is None:
        with (STANDARD_PICTURES / file_name).open("rb") as file:
            picture = Picture.objects.create(title=title, description=description, file=File(file, file_name))
    return picture


# --- Packs ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_pack(
    *, page: AwarenessPage, fingerprint: str, content: str, now: datetime, on_purpose_by: Person | None = None
) -> Pack | None:
    """Ask for a new version of a page's pack. None if there is one of this fingerprint already.

    Content that was withdrawn stays withdrawn, whoever asks: the schedule, a publication, a film. Then None too, unless
    an officer wants it on purpose, who can also have one tried again that could not be made.
    """
    AwarenessPage.objects.select_for_update().get(pk=page.pk)
    packs: PackQuerySet = Pack.objects.filter(page=page)
    newest = packs.order_by("-version").first()
    tries_again = on_purpose_by is not None and newest is not None and newest.state == PackState.FAILED
    if newest and newest.fingerprint == fingerprint and newest.withdrawn_at is None and not tries_again:
        return None
    same = packs.filter(content=content).order_by("-version").first()
    if same and same.withdrawn_at and not on_purpose_by:
        return None
    values = {"fingerprint": fingerprint, "content": content, "check_again_by": _check_again_by(page, now)}
    if on_purpose_by:
        record_audit(action=PACK_REQUESTED, about=page, by=on_purpose_by, now=now)
    # Nobody has it yet: it becomes the new content.
    if newest and packs.standing().filter(pk=newest.pk, state=PackState.WAITING).update(**values):
        newest.refresh_from_db()
        return newest
    highest = packs.aggregate(highest=Max("version"))["highest"] or 0
    return Pack.objects.create(page=page, version=highest + 1, asked_at=now, **values)


def _check_again_by(page: AwarenessPage, now: datetime) -> date:
    return page.check_again_by or (now + PACK_KEPT).date()


@transaction.atomic
def finish_pack(*, pack: Pack, token: uuid.UUID, name: str, size: int, sha256: str, now: datetime) -> bool:
    mine = Pack.objects.filter(pk=pack.pk, state=PackState.WORKING, token=token)
    return bool(
        mine.update(state=PackState.READY, file=name, size=size, sha256=sha256, made_at=now, lease_until=None, error="")
    )


@transaction.atomic
def fail_pack(*, pack: Pack, token: uuid.UUID, reason: str, now: datetime) -> bool:
    mine = Pack.objects.filter(pk=pack.pk, state=PackState.WORKING, token=token)
    return bool(mine.update(state=PackState.FAILED, error=reason[:300], lease_until=None))


@transaction.atomic
def withdraw_packs(*, page: AwarenessPage, up_to: int, because: str, by: Person | None, now: datetime) -> None:
    """Withdraw the versions up to `up_to` that are still in use. Raises AlreadyWithdrawn if there is none."""
    standing = Pack.objects.standing().filter(page=page, version__lte=up_to)
    newest = standing.order_by("-version").first()
    if newest is None or not standing.update(withdrawn_at=now, withdrawn_by=by, withdrawn_because=because):
        raise AlreadyWithdrawn(up_to)
    record_audit(action=PACK_WITHDRAWN, about=newest, by=by, now=now)
